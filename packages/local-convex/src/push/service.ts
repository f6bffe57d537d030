/**
 * Takes pushes from the CLI or from a file and makes them serve. A push is
 * evaluated first, apart from the serving code; only a clean one is applied.
 */
import type { Environment } from "../components/tree";
import type { EngineApi } from "../engine";
import { DeveloperError, PushError } from "../errors";
import type { Deployment } from "../execution/deployment";
import type { HostLog } from "../execution/logs";
import type { Faults } from "../faults";
import { startPushResponse } from "./analysis";
import {
  applyPush,
  findSchemaFailure,
  type PushDiff,
  readActivePush,
  type SchemaFailure,
} from "./apply";
import { type EvaluatedPush, evaluatePush } from "./evaluate";
import { PushStore, type SavedPush, fingerprint } from "./store";
import type { PushRequest } from "./wire";

export interface PushServiceOptions {
  engine: EngineApi;
  /** Folder for saved pushes. */
  directory: string;
  systemEnv: Environment;
  nodeModules: string;
  faults: Faults;
  log: HostLog;
  /** The deployment's variables as they are now. */
  env: () => Environment;
  /** Called with the code that serves from now on. */
  activate: (deployment: Deployment) => void;
}

interface PreparedPush {
  saved: SavedPush;
  evaluated: EvaluatedPush;
}

/** Thrown to drop the transaction of a dry run; carries what it would have done. */
class DryRun extends Error {
  constructor(readonly diff: PushDiff) {
    super("dry run");
  }
}

/** Evaluated pushes that wait for `finish_push`; older ones were given up. */
const MAX_PREPARED = 4;

export class PushService {
  private readonly store: PushStore;
  private readonly prepared = new Map<string, PreparedPush>();
  private active: SavedPush | null = null;

  constructor(private readonly options: PushServiceOptions) {
    this.store = new PushStore(options.directory);
  }

  /** `start_push`: evaluates and keeps the push, and answers what is in it. */
  async start(request: PushRequest) {
    if (request.appDefinition.unchangedModuleHashes.length > 0) {
      throw new PushError("BadPush", "Push again with --push-all-modules.");
    }
    const { saved, evaluated } = await this.prepare(request);
    return startPushResponse(
      saved.pushId,
      evaluated,
      this.options.env(),
      Date.now(),
    );
  }

  /** `wait_for_schema`: do the stored documents fit? */
  async checkSchema(pushId: string): Promise<SchemaFailure | null> {
    const { engine } = this.options;
    const { evaluated } = this.find(pushId);
    const { value } = await engine.read((tx) =>
      findSchemaFailure(engine, tx, evaluated),
    );
    return value;
  }

  /** `finish_push`: switches over, or with `dryRun` says what it would change. */
  async finish(pushId: string, dryRun: boolean): Promise<PushDiff> {
    const { saved, evaluated } = this.find(pushId);
    if (dryRun) return this.diff(evaluated, saved);
    this.options.faults("push-before-activate");
    const { engine } = this.options;
    const { value } = await engine.write("push", (tx) =>
      applyPush(engine, tx, evaluated, {
        pushId: saved.pushId,
        sha256: saved.sha256,
      }),
    );
    this.prepared.delete(pushId);
    this.serve(saved, evaluated);
    return value;
  }

  /** Serves what served last, or the saved request when it differs from that. */
  async boot(request: PushRequest | null): Promise<void> {
    const { engine } = this.options;
    const { value: active } = await engine.read(readActivePush);
    await this.store.removeAllBut(active?.pushId ?? null);
    if (request !== null && fingerprint(request) !== active?.sha256) {
      const { saved } = await this.prepare(request);
      await this.finish(saved.pushId, false);
      return;
    }
    if (active === null) return;
    const saved = await this.store.load(active.pushId);
    this.serve(saved, await this.evaluate(saved, this.options.env()));
  }

  /**
   * Imports the serving code again under another environment and passes it to
   * `commit` to be stored; it serves once that has succeeded.
   */
  async reload(env: Environment, commit: () => Promise<void>): Promise<void> {
    const saved = this.active;
    const evaluated = saved === null ? null : await this.evaluate(saved, env);
    await commit();
    if (saved !== null && evaluated !== null) this.serve(saved, evaluated);
  }

  private async prepare(request: PushRequest): Promise<PreparedPush> {
    const saved = await this.store.save(request);
    try {
      const evaluated = await this.evaluate(saved, this.options.env());
      const prepared = { saved, evaluated };
      this.prepared.set(saved.pushId, prepared);
      this.forgetOldest();
      return prepared;
    } catch (error) {
      await this.store.remove(saved.pushId);
      throw error;
    }
  }

  private forgetOldest(): void {
    for (const pushId of this.prepared.keys()) {
      if (this.prepared.size <= MAX_PREPARED) return;
      this.prepared.delete(pushId);
    }
  }

  private evaluate(saved: SavedPush, env: Environment): Promise<EvaluatedPush> {
    return evaluatePush(saved.request, {
      pushId: saved.pushId,
      directory: this.store.evaluationFolder(saved.pushId),
      env,
      systemEnv: this.options.systemEnv,
      nodeModules: this.options.nodeModules,
      now: Date.now(),
    });
  }

  private find(pushId: string): PreparedPush {
    const prepared = this.prepared.get(pushId);
    if (prepared === undefined) {
      throw new DeveloperError("This push is no longer known; push again.");
    }
    return prepared;
  }

  private async diff(
    evaluated: EvaluatedPush,
    saved: SavedPush,
  ): Promise<PushDiff> {
    const { engine } = this.options;
    try {
      await engine.write("push", (tx) => {
        const { pushId, sha256 } = saved;
        throw new DryRun(applyPush(engine, tx, evaluated, { pushId, sha256 }));
      });
    } catch (error) {
      if (error instanceof DryRun) return error.diff;
      throw error;
    }
    throw new DeveloperError("The dry run did not report.");
  }

  private serve(saved: SavedPush, evaluated: EvaluatedPush): void {
    this.active = saved;
    this.options.activate(evaluated.deployment);
    this.options.log({
      level: "info",
      event: "push.activated",
      push_id: saved.pushId,
      components: evaluated.deployment.mounts.size,
    });
  }
}
