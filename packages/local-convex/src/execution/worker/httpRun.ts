/** HTTP actions: requests in, answers out piece by piece. */
import { nextTurn } from "../../host/hostGlobals";
import { isGuestRouter, isHttpAction } from "../guestFunctions";
import { runAsGuest, runAsHost } from "./context";
import type { ToWorker } from "./messages";
import { Refusal } from "./refusal";
import type { Post, Run } from "./run";

type Respond = ToWorker & { type: "respond" };

/** The body of a request, which the main thread sends piece by piece. */
export class StreamedBody {
  readonly stream: ReadableStream<Uint8Array>;
  #settle: ((bytes: Uint8Array | null) => void) | null = null;
  #fail: (error: Error) => void = () => undefined;

  constructor(run: Run, post: Post) {
    // The guest that reads the stream calls these in its context.
    this.stream = new ReadableStream({
      pull: (controller) =>
        runAsHost(async () => {
          const next = new Promise<Uint8Array | null>((settle, fail) => {
            this.#settle = settle;
            this.#fail = fail;
          });
          post({ type: "pull", run: run.id });
          const bytes = await next;
          if (bytes === null) {
            controller.close();
          } else {
            controller.enqueue(bytes);
          }
        }),
      cancel: () => runAsHost(() => post({ type: "enough", run: run.id })),
    });
  }

  take(bytes: Uint8Array | null): void {
    this.#settle?.(bytes);
  }

  break(message: string): void {
    this.#fail(new Error(message));
  }
}

/** What an HTTP action answers; it runs until all of it is read. */
export class HttpRun {
  readonly body: StreamedBody | null;
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  /** Pieces are read one after another. */
  #reading: Promise<unknown> = Promise.resolve();
  #isOver = false;
  readonly #run: Run;
  readonly #post: Post;
  readonly #message: Respond;

  constructor(run: Run, message: Respond, post: Post) {
    this.#run = run;
    this.#message = message;
    this.#post = post;
    this.body = message.body === "stream" ? new StreamedBody(run, post) : null;
  }

  /** @throws what the handler throws, or that it answers no Response */
  async respond(): Promise<void> {
    const handler = await this.#handler();
    const response: unknown = await runAsGuest(this.#run, () =>
      handler(this.#request()),
    );
    // What it let go fails it before it has answered.
    await nextTurn();
    if (!(response instanceof Response)) {
      throw new TypeError("HTTP actions must return a Response object.");
    }
    const { status, headers, body } = response;
    this.#reader = body?.getReader() ?? null;
    const run = this.#run.id;
    this.#post({ type: "head", run, status, headers: [...headers] });
  }

  async #handler(): Promise<(request: Request) => Promise<Response>> {
    const { routePath, method } = this.#message;
    const namespace = await this.#run.modules.load("http.js", "isolate");
    const router = namespace["default"];
    const found = isGuestRouter(router)
      ? runAsGuest(this.#run, () => router.lookup(routePath, method))
      : null;
    const [action] = found ?? [];
    if (!isHttpAction(action)) {
      throw new Refusal(`No HttpAction routed for ${routePath}`);
    }
    return (request) => action.invokeHttpAction(request);
  }

  #request(): Request {
    const { url, method, headers, body } = this.#message;
    const init: RequestInit & { duplex: "half" } = {
      ...{ method, headers, duplex: "half" },
      body:
        this.body?.stream ?? (body instanceof Uint8Array ? toBody(body) : null),
    };
    return new Request(url, init);
  }

  /** Sends the next piece of the answer; resolves to whether it was the last. */
  read(): Promise<boolean> {
    const reading = this.#reading.then(() => this.#readOne());
    this.#reading = reading.catch(() => undefined);
    return reading;
  }

  async #readOne(): Promise<boolean> {
    if (this.#isOver) {
      return true;
    }
    const reader = this.#reader;
    const { value: bytes = null } =
      reader === null ? {} : await runAsGuest(this.#run, () => reader.read());
    if (bytes === null) {
      this.#isOver = true;
      this.#reader = null;
    }
    this.#post({ type: "chunk", run: this.#run.id, bytes });
    return this.#isOver;
  }

  /** Nobody reads any more. */
  end(): void {
    const reader = this.#reader;
    this.#isOver = true;
    this.#reader = null;
    if (reader !== null) {
      // Nobody waits for what the action does about it.
      runAsGuest(this.#run, () => reader.cancel()).catch((error: unknown) =>
        this.#run.fail(error),
      );
    }
  }
}

/** Messages bring bytes whose buffer may be any. */
const toBody = (bytes: Uint8Array) => new Uint8Array(bytes);
