/**
 * One socket: reads the client's messages in order, runs its calls and sends the
 * transitions, each starting where the last one ended.
 */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { logFailure } from "../execution/logs";
import type { Caller } from "../host/callRequest";
import type { Host } from "../host/host";
import { Date, nextTurn, setTimeout } from "../host/hostGlobals";
import { Calls } from "./calls";
import { identityOf, TokenExpiry } from "./identity";
import {
  BYTES_PER_QUERY,
  FAREWELL_MS,
  MAX_FRAME_BYTES,
  MAX_STRANGER_FRAME_BYTES,
  QUERIES_PER_TURN,
} from "./limits";
import {
  type MessageOf,
  namedFunction,
  START_VERSION,
  type StateVersion,
  transitionText,
} from "./protocol";
import { decodeTs } from "../values/timestamp";
import type { QueryCache } from "./queryCache";
import { QuerySet } from "./querySet";
import {
  frameTooLong,
  parseMessage,
  ProtocolError,
  requireFewQueries,
  requireShortResults,
  requireVersion,
} from "./rules";
import { SocketLoad } from "./socketLoad";

const GOING_AWAY = 1001;
const INTERNAL_ERROR = 1011;
const TRY_AGAIN_LATER = 1013;
/** Clients back off for some seconds when a reason begins with this name. */
export const BACK_OFF = "TooManyConcurrentRequests";

/** One client's socket: reads its messages, sends transitions. */
export class Session {
  readonly #queries: QuerySet;
  readonly #calls: Calls;
  #caller: Caller;
  /** Null before Connect. */
  #id: string | null = null;
  #clockSkew: number | undefined;
  /** What the client knows. */
  #version = START_VERSION;
  /** What the messages received so far ask for. */
  #wanted: Omit<StateVersion, "ts"> = START_VERSION;
  #messages: Promise<void>;
  readonly #load: SocketLoad;
  /** Whether it has proved who it is, and may send what only few strangers would. */
  #isKnown = false;
  /** Frees the arguments of its queries. */
  #releaseQueries: () => void = () => undefined;
  #transitionDue = false;
  /** A mutation's client waits for a transition, even an empty one. */
  #mutationAnswered = false;
  #transitioning = false;
  readonly #expiry = new TokenExpiry();
  #closed = false;
  readonly #socket: WebSocket;
  readonly #host: Host;
  readonly #cache: QueryCache;

  constructor(
    socket: WebSocket,
    connection: Duplex,
    request: Caller["request"],
    host: Host,
    cache: QueryCache,
  ) {
    this.#socket = socket;
    this.#host = host;
    this.#cache = cache;
    this.#caller = { identity: { kind: "none" }, isAdmin: false, request };
    this.#queries = new QuerySet(cache, () => this.#schedule());
    this.#calls = new Calls(host, (text) => this.#send(text));
    this.#messages = host.ready.then(ignore, ignore);
    this.#load = new SocketLoad(
      socket,
      connection,
      host.bytes.open(request.ip),
      {
        frameLimit: () => this.#frameLimit,
        tooLong: () => {
          this.#fail(frameTooLong(this.#frameLimit));
          this.#leave();
        },
        goesOn: () => this.#leave(),
        noRoom: () => this.#giveUp("too much of this address is worked on"),
      },
    );
    socket.on("message", (data: Buffer) => this.#receive(data));
    // The socket itself says why it closes.
    socket.on("error", () => this.#leave());
    socket.on("close", () => this.#close());
  }

  ping(): void {
    void this.#send('{"type":"Ping"}');
  }

  /** The server stops: the client comes back later. */
  end(): void {
    this.#socket.close(GOING_AWAY);
    this.#close();
  }

  get #frameLimit(): number {
    return this.#isKnown ? MAX_FRAME_BYTES : MAX_STRANGER_FRAME_BYTES;
  }

  #receive(data: Buffer): void {
    if (this.#closed) {
      return;
    }
    this.#load.arrived();
    this.#messages = this.#counted(
      data.length,
      this.#messages
        .then(() => this.#turnFor(data.length))
        .then(() => this.#handle(data)),
    );
  }

  /** What has not ended counts; the socket is not read while that is too much. */
  #counted(bytes: number, work: Promise<void>): Promise<void> {
    const end = this.#load.begin(bytes);
    return work.catch((error: unknown) => this.#fail(error)).finally(end);
  }

  /** Reading a long message is work, too, of which others may have as much. */
  #turnFor(bytes: number): Promise<void> | undefined {
    const queries = Math.floor(bytes / BYTES_PER_QUERY);
    if (queries === 0) {
      return undefined;
    }
    return this.#cache.turns.take(Math.min(queries, QUERIES_PER_TURN));
  }

  async #handle(data: Buffer): Promise<void> {
    if (this.#closed) {
      return;
    }
    if (data.length > this.#frameLimit) {
      throw frameTooLong(this.#frameLimit);
    }
    const message = parseMessage(data.toString("utf8"));
    if (message.type === "Connect") {
      return this.#connect(message);
    }
    const session = this.#id;
    if (session === null) {
      throw new ProtocolError("Connect must come first.");
    }
    switch (message.type) {
      case "Authenticate":
        return this.#authenticate(message);
      case "ModifyQuerySet":
        return this.#modify(message);
      case "Mutation":
        return this.#mutate(session, message, data.length);
      case "Action":
        return this.#act(message, data.length);
      case "Event":
        return;
    }
  }

  #connect(message: MessageOf<"Connect">): void {
    const { sessionId, maxObservedTimestamp, clientTs } = message;
    if (this.#id !== null) {
      throw new ProtocolError("Connect came twice.");
    }
    this.#id = sessionId;
    if (clientTs !== undefined) {
      this.#clockSkew = clientTs - Date.now();
    }
    const observed = decodeTs(maxObservedTimestamp ?? "");
    if (observed > this.#host.engine.latestTs) {
      throw new ProtocolError(
        "This client has seen data the deployment no longer has: its data folder was replaced or lost writes. Reload to go on with what is there.",
      );
    }
  }

  async #authenticate(message: MessageOf<"Authenticate">): Promise<void> {
    const { baseVersion, tokenType } = message;
    requireVersion(baseVersion, this.#wanted.identity);
    const identity = await identityOf(this.#host, message);
    if (identity.kind === "invalid") {
      return this.#refuse(identity.reason, baseVersion, true);
    }
    this.#isKnown = identity.kind === "user" || tokenType === "Admin";
    const authToken = tokenType === "User" ? message.value : null;
    this.#caller = {
      identity,
      isAdmin: tokenType === "Admin",
      request: { ...this.#caller.request, authToken },
    };
    this.#wanted = { ...this.#wanted, identity: baseVersion + 1 };
    this.#expiry.watch(authToken, () => {
      const baseVersion = this.#wanted.identity - 1;
      this.#refuse("Convex token identity expired", baseVersion, false);
    });
    this.#queries.touchAll();
    this.#schedule();
  }

  #refuse(error: string, baseVersion: number, updated: boolean): void {
    const message = { error, baseVersion, authUpdateAttempted: updated };
    this.#endWith({ type: "AuthError", ...message });
  }

  /** Whatever else waits for the client, this is still said. */
  #endWith(message: { type: string; error: string }): void {
    this.#close();
    this.#socket.send(JSON.stringify(message));
    this.#socket.close();
  }

  #modify(message: MessageOf<"ModifyQuerySet">): void {
    const { baseVersion, newVersion, modifications } = message;
    requireVersion(baseVersion, this.#wanted.querySet, newVersion);
    for (const modification of modifications) {
      const { queryId } = modification;
      if (modification.type === "Remove") {
        if (this.#queries.remove(queryId)) {
          continue;
        }
        throw new ProtocolError(`There is no query ${queryId}.`);
      }
      const { journal = null } = modification;
      const query = { ...namedFunction(modification), journal };
      if (this.#queries.add(queryId, query)) {
        continue;
      }
      throw new ProtocolError(`There is a query ${queryId} already.`);
    }
    requireFewQueries(this.#queries);
    this.#releaseQueries();
    this.#releaseQueries = this.#load.keep(this.#queries.queryBytes);
    this.#wanted = { ...this.#wanted, querySet: newVersion };
    this.#schedule();
  }

  #act(message: MessageOf<"Action">, bytes: number): void {
    const release = this.#load.keep(bytes);
    this.#calls
      .action(message, this.#caller)
      .catch((error: unknown) => this.#fail(error))
      .finally(release);
  }

  /** What follows is read on; the backlog counts it until it has run. */
  #mutate(
    session: string,
    message: MessageOf<"Mutation">,
    bytes: number,
  ): void {
    const answered = this.#calls
      .mutation(session, message, this.#caller)
      .then((succeeded) => {
        if (!succeeded) {
          return;
        }
        this.#mutationAnswered = true;
        this.#schedule();
      });
    void this.#counted(bytes, answered);
  }

  #schedule(): void {
    this.#transitionDue = true;
    if (this.#transitioning || this.#closed) {
      return;
    }
    this.#transitioning = true;
    void this.#transitions();
  }

  /** One transition at a time; what becomes due meanwhile goes into the next. */
  async #transitions(): Promise<void> {
    try {
      while (this.#transitionDue && !this.#closed) {
        // A mutation's response goes out before the transition that shows it.
        await nextTurn();
        await this.#queries.turn();
        await this.#cache.settled();
        await this.#transition();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#transitioning = false;
    }
  }

  async #transition(): Promise<void> {
    this.#transitionDue = false;
    const isOwed = this.#mutationAnswered;
    this.#mutationAnswered = false;
    const wanted = this.#wanted;
    const { latestTs: ts } = this.#host.engine;
    const modifications = await this.#queries.evaluate(ts, this.#caller);
    if (modifications === null) {
      this.#transitionDue = true;
      this.#mutationAnswered ||= isOwed;
      return;
    }
    requireShortResults(this.#queries);
    const start = this.#version;
    const isSame =
      wanted.identity === start.identity && wanted.querySet === start.querySet;
    if (isSame && !isOwed && modifications.length === 0) {
      return;
    }
    this.#version = { ...wanted, ts };
    // Waiting for the socket keeps slow clients from piling up transitions.
    await this.#send(
      transitionText(start, this.#version, modifications, this.#clockSkew),
    );
  }

  /** Resolves when the text has left this process, or cannot any more. */
  #send(text: string): Promise<void> {
    if (this.#closed) {
      return Promise.resolve();
    }
    if (!this.#load.hasRoomToSend(text.length)) {
      this.#giveUp("this client reads too slowly");
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#socket.send(text, () => {
        this.#load.count();
        resolve();
      });
      this.#load.count();
    });
  }

  #fail(error: unknown): void {
    if (this.#closed) {
      return;
    }
    if (error instanceof ProtocolError) {
      return this.#endWith({ type: "FatalError", error: error.message });
    }
    logFailure(this.#host.log, "sync.failed", error);
    // Clients back off for a moment when they read this name.
    this.#socket.close(INTERNAL_ERROR, "InternalServerError");
    this.#close();
  }

  /** There is no room for it now; the client comes back after a while. */
  #giveUp(why: string): void {
    if (this.#closed) {
      return;
    }
    this.#socket.close(TRY_AGAIN_LATER, `${BACK_OFF}: ${why}`);
    this.#leave();
  }

  /** Reads nothing any more; what was sent last has a moment to go out. */
  #leave(): void {
    this.#close();
    if (this.#socket.isPaused) {
      return;
    }
    this.#socket.pause();
    setTimeout(() => this.#socket.terminate(), FAREWELL_MS).unref();
  }

  #close(): void {
    this.#closed = true;
    this.#expiry.stop();
    this.#queries.clear();
    this.#load.close();
  }
}

const ignore = () => undefined;
