/** A client that speaks the protocol by hand, to see every message. */
import { expect, onTestFinished } from "vitest";
import { type ClientOptions, WebSocket } from "ws";
import { z } from "zod";

const version = z.object({
  querySet: z.number(),
  identity: z.number(),
  ts: z.string(),
});

const serverMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("Transition"),
    startVersion: version,
    endVersion: version,
    modifications: z.array(z.looseObject({ type: z.string() })),
    clientClockSkew: z.number().optional(),
  }),
  z.looseObject({
    type: z.literal("MutationResponse"),
    requestId: z.number(),
    success: z.boolean(),
    ts: z.string().optional(),
  }),
  z.looseObject({
    type: z.literal("ActionResponse"),
    requestId: z.number(),
    success: z.boolean(),
  }),
  z.object({
    type: z.literal("AuthError"),
    error: z.string(),
    baseVersion: z.number(),
    authUpdateAttempted: z.boolean(),
  }),
  z.object({ type: z.literal("FatalError"), error: z.string() }),
  z.object({ type: z.literal("Ping") }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;
export type Received<T extends ServerMessage["type"]> = Extract<
  ServerMessage,
  { type: T }
>;

export const ZERO_TS = "AAAAAAAAAAA=";

export function tsOf(encoded: string | undefined): bigint {
  return Buffer.from(encoded ?? "", "base64").readBigUInt64LE();
}

export class Wire {
  readonly received: ServerMessage[] = [];
  /** Resolves to the close code. */
  readonly closed: Promise<number>;
  isClosed = false;
  #read = 0;
  #wake: () => void = () => undefined;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;

    socket.on("message", (data: Buffer) => {
      const parsed: unknown = JSON.parse(data.toString("utf8"));
      this.received.push(serverMessage.parse(parsed));
      this.#wake();
    });
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined);
    void this.closed.then(() => (this.isClosed = true));
    onTestFinished(() => socket.terminate());
  }

  static async open(url: string, options: ClientOptions = {}): Promise<Wire> {
    const address = `${url.replace("http", "ws")}/api/1.48.0/sync`;
    const socket = new WebSocket(address, options);
    const wire = new Wire(socket);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return wire;
  }

  /** Opens and says Connect. */
  static async connect(url: string, sessionId = "session"): Promise<Wire> {
    const wire = await Wire.open(url);
    wire.send({
      type: "Connect",
      sessionId,
      connectionCount: 0,
      lastCloseReason: null,
      clientTs: Date.now(),
    });
    return wire;
  }

  send(message: object): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** Sends the answer whenever it is pinged; for sockets that do not by themselves. */
  answerPings(answer: string): void {
    this.#socket.on("ping", () => this.#socket.pong(answer));
  }

  /** Reads no further. */
  pause(): void {
    this.#socket.pause();
  }

  terminate(): void {
    this.#socket.terminate();
  }

  subscribe(
    baseVersion: number,
    queries: readonly { id: number; path: string; args?: object }[],
  ): void {
    this.send({
      type: "ModifyQuerySet",
      baseVersion,
      newVersion: baseVersion + 1,
      modifications: queries.map(({ id, path, args = {} }) => ({
        type: "Add",
        queryId: id,
        udfPath: path,
        args: [args],
      })),
    });
  }

  mutate(requestId: number, path: string, args: object = {}): void {
    this.send({ type: "Mutation", requestId, udfPath: path, args: [args] });
  }

  act(requestId: number, path: string, args: object = {}): void {
    this.send({ type: "Action", requestId, udfPath: path, args: [args] });
  }

  /** The next message of the type; those in between are skipped. */
  async next<T extends ServerMessage["type"]>(type: T): Promise<Received<T>> {
    for (;;) {
      while (this.#read < this.received.length) {
        const message = this.received[this.#read];
        this.#read += 1;
        if (message !== undefined && isOfType(message, type)) {
          return message;
        }
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** @throws when a transition does not start where the one before it ended. */
export function assertChain(received: readonly ServerMessage[]): void {
  let last = { querySet: 0, identity: 0, ts: ZERO_TS };
  for (const message of received) {
    if (message.type !== "Transition") {
      continue;
    }
    const { startVersion, endVersion } = message;
    expect(startVersion).toEqual(last);
    expect(tsOf(endVersion.ts)).toBeGreaterThanOrEqual(tsOf(startVersion.ts));
    last = endVersion;
  }
}

function isOfType<T extends ServerMessage["type"]>(
  message: ServerMessage,
  type: T,
): message is Received<T> {
  return message.type === type;
}
