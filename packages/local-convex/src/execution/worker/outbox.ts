/**
 * Messages to the main thread: what one turn has to say leaves together, since
 * waking the other side costs more than reading.
 */
import type { MessagePort } from "node:worker_threads";
import { process } from "../../host/hostGlobals";
import type { FromWorker } from "./messages";

export class Outbox {
  readonly #port: MessagePort;
  #pending: FromWorker[] = [];

  constructor(port: MessagePort) {
    this.#port = port;
  }

  readonly post = (message: FromWorker): void => {
    if (isUrgent(message)) {
      this.#flush();
      this.#port.postMessage([message]);
      return;
    }
    this.#pending.push(message);
    if (this.#pending.length === 1) {
      // After all microtasks.
      process.nextTick(() => this.#flush());
    }
  };

  #flush(): void {
    if (this.#pending.length > 0) {
      const messages = this.#pending;
      this.#pending = [];
      this.#port.postMessage(messages);
    }
  }
}

/**
 * What is printed must not get lost in what comes after it, and who has heard of
 * an answer must have acted on it when an error comes that nobody caught.
 */
function isUrgent({ type }: FromWorker): boolean {
  return type === "log" || type === "lost";
}
