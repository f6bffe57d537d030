/** Serves `/api/<version>/sync` on an HTTP server: sockets in, sessions out. */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { newRequestId } from "../execution/random";
import type { Host } from "../host/host";
import { setInterval, setTimeout } from "../host/hostGlobals";
import type { Access } from "../http/access";
import { senderOf } from "../http/address";
import { refuseConnection } from "../http/answers";
import { requestMetadata } from "../http/auth";
import { HttpError } from "../http/httpError";
import {
  FAREWELL_MS,
  MAX_CHUNKS,
  MAX_FRAGMENTS,
  MAX_SOCKETS_PER_ADDRESS,
  MAX_STRANGER_FRAME_BYTES,
} from "./limits";
import type { QueryCache } from "./queryCache";
import { BACK_OFF, Session } from "./session";

/** The version only names the client. */
const SYNC_PATH = /^\/api\/[^/]+\/sync$/;
/** Clients give up a silent connection after 60 s. */
const PING_INTERVAL_MS = 15_000;
const MAX_UNANSWERED_PINGS = 2;

/** Close code: try again later. */
const TRY_AGAIN_LATER = 1013;

/** Pings in a row that a socket has not answered, and what the last one asked. */
interface Unanswered {
  pings: number;
  question: string;
}

/** Accepts sockets and tells them of commits. */
export class SyncServer {
  readonly #sockets = new WebSocketServer({
    noServer: true,
    // Sessions count what comes in, so that they can say why it is too much.
    maxPayload: 0,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_CHUNKS,
  });
  readonly #sessions = new Map<WebSocket, Session>();
  /** Sockets by whom they are from. */
  readonly #senders = new Map<string, number>();
  readonly #unanswered = new WeakMap<WebSocket, Unanswered>();
  readonly #pinging: NodeJS.Timeout;
  readonly #host: Host;
  readonly #cache: QueryCache;

  constructor(
    host: Host,
    cache: QueryCache,
    server: Server,
    access: Access,
    pingIntervalMs = PING_INTERVAL_MS,
  ) {
    this.#host = host;
    this.#cache = cache;
    this.#pinging = setInterval(() => this.#ping(), pingIntervalMs);
    const upgrade = (
      request: IncomingMessage,
      connection: Duplex,
      head: Buffer,
    ) => {
      const path = request.url?.split("?")[0] ?? "";
      const refusal = SYNC_PATH.test(path)
        ? access.refusalOfSocket(request)
        : NOT_FOUND;
      if (refusal !== null) {
        return refuseConnection(connection, refusal, "api");
      }
      this.#sockets.handleUpgrade(request, connection, head, (client) =>
        this.#open(client, connection, request),
      );
    };
    server.on("upgrade", upgrade);
    this.#sockets.on("wsClientError", (_error, connection) =>
      refuseConnection(connection, NO_HANDSHAKE, "api"),
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

  #open(client: WebSocket, connection: Duplex, request: IncomingMessage): void {
    const metadata = requestMetadata(this.#host, request);
    const sender = senderOf(metadata.ip);
    const others = this.#senders.get(sender) ?? 0;
    if (others >= MAX_SOCKETS_PER_ADDRESS) {
      return refuse(client, connection);
    }
    this.#senders.set(sender, others + 1);
    const session = new Session(
      client,
      connection,
      metadata,
      this.#host,
      this.#cache,
    );
    this.#sessions.set(client, session);
    client.on("close", () => {
      this.#sessions.delete(client);
      this.#left(sender);
    });
    // Whoever does not read what was sent cannot know the question either.
    client.on("pong", (answer: Buffer) => {
      const question = this.#unanswered.get(client)?.question;
      if (answer.toString() === question) {
        this.#unanswered.delete(client);
      }
    });
  }

  #left(sender: string): void {
    const left = (this.#senders.get(sender) ?? 0) - 1;
    if (left > 0) {
      this.#senders.set(sender, left);
    } else {
      this.#senders.delete(sender);
    }
  }

  /** A client that did not answer twice is gone, or reads too slowly. */
  #ping(): void {
    for (const [client, session] of this.#sessions) {
      // Its answers are not read while its messages wait.
      if (client.isPaused) {
        continue;
      }
      const { pings = 0 } = this.#unanswered.get(client) ?? {};
      if (pings >= MAX_UNANSWERED_PINGS) {
        client.terminate();
        continue;
      }
      const question = newRequestId();
      this.#unanswered.set(client, { pings: pings + 1, question });
      client.ping(question);
      session.ping();
    }
  }
}

function refuse(client: WebSocket, connection: Duplex): void {
  client.on("error", () => client.terminate());
  const reason = `${BACK_OFF}: too many sockets of this address`;
  client.close(TRY_AGAIN_LATER, reason);
  let received = 0;
  connection.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (received > MAX_STRANGER_FRAME_BYTES) {
      client.terminate();
    }
  });
  setTimeout(() => client.terminate(), FAREWELL_MS).unref();
}

const NOT_FOUND = new HttpError(
  404,
  "NotFound",
  "There is nothing at this address.",
);
const NO_HANDSHAKE = new HttpError(
  400,
  "BadHandshake",
  "This is no WebSocket handshake.",
);
