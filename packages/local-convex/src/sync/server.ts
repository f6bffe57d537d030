/** Serves `/api/<version>/sync` on an HTTP server: sockets in, sessions out. */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { setInterval } from "../hostGlobals";
import { requestMetadata } from "../http/auth";
import type { Host } from "../host";
import type { QueryCache } from "./queryCache";
import { Session } from "./session";

/** The version only names the client. */
const SYNC_PATH = /^\/api\/[^/]+\/sync$/;
/** Clients give up a silent connection after 60 s. */
const PING_INTERVAL_MS = 15_000;
const MAX_UNANSWERED_PINGS = 2;

export class SyncServer {
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #sessions = new Map<WebSocket, Session>();
  /** How many pings in a row a socket has not answered. */
  readonly #unanswered = new WeakMap<WebSocket, number>();
  readonly #pinging: NodeJS.Timeout;

  constructor(
    private readonly host: Host,
    private readonly cache: QueryCache,
    server: Server,
    pingIntervalMs = PING_INTERVAL_MS,
  ) {
    this.#pinging = setInterval(() => this.#ping(), pingIntervalMs);
    server.on(
      "upgrade",
      (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const path = request.url?.split("?")[0] ?? "";
        if (!SYNC_PATH.test(path)) return void socket.destroy();
        this.#sockets.handleUpgrade(request, socket, head, (client) =>
          this.#open(client, request),
        );
      },
    );
  }

  /** Ends every session; clients reconnect when a server is there again. */
  close(): void {
    clearInterval(this.#pinging);
    for (const [client, session] of this.#sessions) {
      session.end();
      client.terminate();
    }
    this.#sockets.close();
  }

  #open(client: WebSocket, request: IncomingMessage): void {
    const metadata = requestMetadata(request);
    const session = new Session(client, metadata, this.host, this.cache);
    this.#sessions.set(client, session);
    client.on("close", () => this.#sessions.delete(client));
    client.on("pong", () => this.#unanswered.delete(client));
  }

  /** A client that did not answer twice is gone. */
  #ping(): void {
    for (const [client, session] of this.#sessions) {
      const unanswered = this.#unanswered.get(client) ?? 0;
      if (unanswered >= MAX_UNANSWERED_PINGS) {
        client.terminate();
        continue;
      }
      this.#unanswered.set(client, unanswered + 1);
      client.ping();
      session.ping();
    }
  }
}
