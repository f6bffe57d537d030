/** A deployment in a process of its own, which may be killed and started again. */
import type { FaultName } from "../../src/host/faults";
import {
  type ChildServer,
  fixturePushFile,
  spawnReadyServer,
  temporaryFolder,
} from "../hostHarness";
import { SYNC_APP } from "./harness";

/** Keeps its data and its address over restarts. */
export class Deployment {
  readonly #directory = temporaryFolder();
  #server: ChildServer | null = null;
  #port = 0;

  async start(crashAt?: FaultName): Promise<string> {
    const server = await spawnReadyServer({
      directory: this.#directory,
      pushFile: await fixturePushFile(SYNC_APP),
      port: this.#port,
      crashAt,
    });
    this.#server = server;
    this.#port = Number(new URL(server.url).port);
    return server.url;
  }

  async kill(): Promise<void> {
    await this.#server?.kill();
  }

  /** Resolves when the process has killed itself. */
  async crashed(): Promise<void> {
    await this.#server?.ended;
  }
}
