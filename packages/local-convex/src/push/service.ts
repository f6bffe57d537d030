/**
 * Takes pushes from the CLI or from a file and makes them serve. A push is
 * evaluated first, apart from the serving code; only a clean one is applied.
 */
import { basename, join } from "node:path";
import { authDiff, type AuthProvider } from "../auth/providers";
import type { Environment } from "../components/tree";
import type { EngineApi, Transaction } from "../engine";
import { DeveloperError, PushError } from "../errors";
import type { ThreadOptions } from "../execution/actions/actionWorkers";
import { workerScript } from "../execution/actions/script";
import type { Deployment, Mount, Target } from "../execution/deployment";
import type { HostLog } from "../execution/logs";
import { ScriptCache, whileCompiling } from "../execution/realm/scripts";
import type { Faults } from "../host/faults";
import { Date } from "../host/hostGlobals";
import { startPushResponse } from "./analysis";
import {
  type ActivePush,
  applyPush,
  type DataDiff,
  findSchemaFailure,
  readActivePush,
  type SchemaFailure,
} from "./apply";
import {
  type EvaluatedPush,
  evaluateInlineQuery,
  type EvaluationOptions,
  evaluatePush,
} from "./evaluate";
import { PushStore, type SavedPush, fingerprint } from "./store";
import type { PushRequest } from "./wire";

export interface PushServiceOptions {
  engine: EngineApi;
  /** Folder for saved pushes. */
  directory: string;
  /** Folder for their modules as scripts; several deployments may share it. */
  scripts: string;
  /** Limits of the threads of actions. */
  threads: Omit<ThreadOptions, "alive" | "script">;
  systemEnv: Environment;
  nodeModules: string;
  faults: Faults;
  log: HostLog;
  /** The deployment's variables as they are now. */
  env: () => Environment;
  /** Called with the code that serves from now on. */
  activate: (deployment: Deployment) => void;
}

/** `finish_push`'s answer. */
type PushDiff = DataDiff & { authDiff: ReturnType<typeof authDiff> };

interface PreparedPush {
  saved: SavedPush;
  evaluated: EvaluatedPush;
  /** The variables it was evaluated with. */
  env: Environment;
}

/** Thrown to drop the transaction of a dry run; carries what it would have done. */
class DryRun extends Error {
  constructor(readonly diff: PushDiff) {
    super("dry run");
  }
}

/** Evaluated pushes that wait for `finish_push`; older ones were given up. */
const MAX_PREPARED = 4;

/** Evaluates, saves and switches to pushes, one at a time. */
export class PushService {
  readonly #store: PushStore;
  readonly #scripts: ScriptCache;
  readonly #prepared = new Map<string, PreparedPush>();
  #active: SavedPush | null = null;
  #actions: EvaluatedPush["deployment"]["actions"] | null = null;
  /** What serves and what served before, whose runs may still import; newest first. */
  readonly #kept: { pushId: string; directory: string }[] = [];
  /** The threads of actions, of whatever push. */
  readonly #threads: ThreadOptions["alive"] = new Set();
  #providers: readonly AuthProvider[] = [];
  /** Settles when nothing changes what serves. */
  #changing: Promise<unknown> = Promise.resolve();
  readonly #options: PushServiceOptions;

  constructor(options: PushServiceOptions) {
    this.#options = options;
    this.#store = new PushStore(options.directory);
    this.#scripts = new ScriptCache(options.scripts);
  }

  /** Who may issue tokens for the code that serves. */
  get authProviders(): readonly AuthProvider[] {
    return this.#providers;
  }

  /** `start_push`: evaluates and keeps the push, and answers what is in it. */
  async start(request: PushRequest) {
    if (request.appDefinition.unchangedModuleHashes.length > 0) {
      throw new PushError("BadPush", "Push again with --push-all-modules.");
    }
    const { saved, evaluated } = await this.#prepare(request);
    return startPushResponse(
      saved.pushId,
      evaluated,
      this.#options.env(),
      Date.now(),
    );
  }

  /** `wait_for_schema`: do the stored documents fit? */
  async checkSchema(pushId: string): Promise<SchemaFailure | null> {
    const { engine } = this.#options;
    const { evaluated } = this.#find(pushId);
    const { value } = await engine.read((tx) =>
      findSchemaFailure(engine, tx, evaluated),
    );
    return value;
  }

  /** `finish_push`: switches over, or with `dryRun` says what it would change. */
  async finish(pushId: string, dryRun: boolean): Promise<PushDiff> {
    const prepared = this.#find(pushId);
    const { saved, evaluated, env } = prepared;
    if (dryRun) {
      return this.#diff(evaluated, saved);
    }
    this.#options.faults("push-before-activate");
    const { engine } = this.#options;
    return this.#inTurn(async () => {
      if (env !== this.#options.env()) {
        throw new PushError(
          "RaceDetected",
          "Environment variables have changed during push",
        );
      }
      // From here on it must not be given up: the database may name it.
      this.#find(pushId);
      this.#prepared.delete(pushId);
      const { value } = await engine
        .write("push", (tx) => this.#apply(tx, saved, evaluated))
        .catch((error: unknown) => {
          this.#prepared.set(pushId, prepared);
          throw error;
        });
      await this.#serve(saved, evaluated);
      return value;
    });
  }

  #inTurn<T>(body: () => Promise<T>): Promise<T> {
    const running = this.#changing.then(body);
    this.#changing = running.catch(() => undefined);
    return running;
  }

  #apply(
    tx: Transaction,
    { pushId, sha256 }: SavedPush,
    evaluated: EvaluatedPush,
  ): PushDiff {
    const active = { pushId, sha256 };
    const diff = applyPush(this.#options.engine, tx, evaluated, active);
    const change = authDiff(this.#providers, evaluated.authProviders);
    return { ...diff, authDiff: change };
  }

  /** Serves what served last, or the saved request when it differs from that. */
  async boot(request: PushRequest | null): Promise<void> {
    const { engine } = this.#options;
    const { value: active } = await engine.read(readActivePush);
    await this.#store.removeAllBut(active?.pushId ?? null);
    const saved =
      active === null ? null : await this.#findSaved(active, request);
    if (saved !== null) {
      await this.#serve(
        saved,
        await this.#evaluate(saved, this.#options.env()),
      );
    } else if (request !== null) {
      const { saved: next } = await this.#prepare(request);
      await this.finish(next.pushId, false);
    }
  }

  /**
   * What served last; null when the given request is to serve instead: it is
   * another, or what was saved cannot be read any more.
   */
  async #findSaved(
    active: ActivePush,
    request: PushRequest | null,
  ): Promise<SavedPush | null> {
    if (request === null) {
      return this.#store.load(active.pushId);
    }
    const isSame =
      fingerprint(request) === active.sha256 &&
      (await this.#store.holds(active));
    return isSame ? { ...active, request } : null;
  }

  /**
   * Imports the serving code again under other variables and passes them to
   * `commit` to be stored; they count once that has succeeded.
   */
  reload(
    change: (env: Environment) => Environment,
    commit: (env: Environment) => Promise<void>,
  ): Promise<void> {
    return this.#inTurn(async () => {
      const env = change(this.#options.env());
      const saved = this.#active;
      const evaluated =
        saved === null ? null : await this.#evaluate(saved, env);
      await commit(env);
      if (saved !== null && evaluated !== null) {
        await this.#serve(saved, evaluated);
      }
    });
  }

  /** Ends the threads of actions, and what runs there. */
  async close(): Promise<void> {
    const ending = [...this.#threads].map((each) => each.terminate(null));
    await Promise.all(ending);
  }

  /** Copies the database and the code that serves it into a new folder. */
  backUp(target: string): Promise<void> {
    // In turn: the database must not begin to speak of another push meanwhile.
    return this.#inTurn(() =>
      this.#options.engine.backUp(target, async (folder) => {
        if (this.#active === null) {
          return;
        }
        const name = basename(this.#options.directory);
        await this.#store.copy(this.#active.pushId, join(folder, name));
      }),
    );
  }

  async #prepare(request: PushRequest): Promise<PreparedPush> {
    const saved = await this.#store.save(request);
    try {
      const env = this.#options.env();
      const evaluated = await this.#evaluate(saved, env);
      const prepared = { saved, evaluated, env };
      this.#prepared.set(saved.pushId, prepared);
      await this.#forgetOldest();
      return prepared;
    } catch (error) {
      await this.#store.remove(saved.pushId);
      throw error;
    }
  }

  async #forgetOldest(): Promise<void> {
    for (const pushId of this.#prepared.keys()) {
      if (this.#prepared.size <= MAX_PREPARED) {
        return;
      }
      this.#prepared.delete(pushId);
      await this.#store.remove(pushId);
    }
  }

  /** A query that is not part of the code that serves but runs beside it. */
  async inlineQuery(source: string, mount: Mount): Promise<Target> {
    if (this.#active === null) {
      throw new DeveloperError("Nothing is deployed.");
    }
    const { request, pushId } = this.#active;
    const options = await this.#evaluationOptions(pushId, this.#options.env());
    try {
      return await whileCompiling(() =>
        evaluateInlineQuery(request, options, source, mount),
      );
    } finally {
      await this.#store.remove(options.directory);
    }
  }

  async #evaluate(
    { request, pushId }: SavedPush,
    env: Environment,
  ): Promise<EvaluatedPush> {
    const options = await this.#evaluationOptions(pushId, env);
    try {
      return await whileCompiling(() => evaluatePush(request, options));
    } catch (error) {
      await this.#store.remove(options.directory);
      throw error;
    }
  }

  async #evaluationOptions(
    pushId: string,
    env: Environment,
  ): Promise<EvaluationOptions> {
    const script = await workerScript(this.#options.scripts);
    return {
      directory: this.#store.evaluationFolder(pushId),
      env,
      systemEnv: this.#options.systemEnv,
      nodeModules: this.#options.nodeModules,
      now: Date.now(),
      log: this.#options.log,
      scripts: this.#scripts,
      threads: { ...this.#options.threads, script, alive: this.#threads },
    };
  }

  #find(pushId: string): PreparedPush {
    const prepared = this.#prepared.get(pushId);
    if (prepared === undefined) {
      throw new DeveloperError("This push is no longer known; push again.");
    }
    return prepared;
  }

  async #diff(evaluated: EvaluatedPush, saved: SavedPush): Promise<PushDiff> {
    const { engine } = this.#options;
    try {
      await engine.write("push", (tx) => {
        throw new DryRun(this.#apply(tx, saved, evaluated));
      });
    } catch (error) {
      if (error instanceof DryRun) {
        return error.diff;
      }
      throw error;
    }
    throw new DeveloperError("The dry run did not report.");
  }

  async #serve(saved: SavedPush, evaluated: EvaluatedPush): Promise<void> {
    const { deployment } = evaluated;
    this.#active = saved;
    this.#providers = evaluated.authProviders;
    this.#options.activate(deployment);
    this.#actions?.retire();
    this.#actions = deployment.actions;
    deployment.actions.serve(deployment.mounts.values());
    this.#options.log({
      level: "info",
      event: "push.activated",
      push_id: saved.pushId,
      components: deployment.mounts.size,
    });
    const { directory } = evaluated;
    this.#kept.unshift({ pushId: saved.pushId, directory });
    for (const old of this.#kept.splice(2)) {
      const isKept = this.#kept.some(({ pushId }) => pushId === old.pushId);
      await this.#store.remove(isKept ? old.directory : old.pushId);
    }
  }
}
