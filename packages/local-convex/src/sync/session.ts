/**
 * One socket: reads the client's messages in order, runs its calls and sends the
 * transitions, each starting where the last one ended.
 */
import { decodeJwt } from "jose";
import type { WebSocket } from "ws";
import type { Identity } from "../execution/invocation";
import { logFailure } from "../execution/logs";
import type { Caller, Host } from "../host";
import { Date, nextTurn, setTimeout } from "../hostGlobals";
import { adminIdentity, assumedIdentity } from "../http/auth";
import { HttpError } from "../http/httpError";
import { Calls } from "./calls";
import {
  type ClientMessage,
  clientMessage,
  type MessageOf,
  namedFunction,
  START_VERSION,
  type StateVersion,
  transitionText,
} from "./protocol";
import { decodeTs } from "../values/timestamp";
import type { QueryCache } from "./queryCache";
import { QuerySet } from "./querySet";

/** The client broke the protocol; it stops for good when it is told. */
class ProtocolError extends Error {}

/** Messages taken before the socket is no longer read (production: 1,000 mutations). */
const MAX_BACKLOG = 1_000;
const GOING_AWAY = 1001;
const INTERNAL_ERROR = 1011;
/** Node's longest timer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

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
  #backlog = 0;
  #transitionDue = false;
  /** A mutation's client waits for a transition, even an empty one. */
  #mutationAnswered = false;
  #transitioning = false;
  #expiry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly socket: WebSocket,
    request: Caller["request"],
    private readonly host: Host,
    private readonly cache: QueryCache,
  ) {
    this.#caller = { identity: { kind: "none" }, isAdmin: false, request };
    this.#queries = new QuerySet(cache, () => this.#schedule());
    this.#calls = new Calls(host, (text) => this.#send(text));
    this.#messages = host.ready.then(ignore, ignore);
    socket.on("message", (data: Buffer) => this.#receive(data));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => this.#close());
  }

  ping(): void {
    void this.#send('{"type":"Ping"}');
  }

  /** The server stops: the client comes back later. */
  end(): void {
    this.socket.close(GOING_AWAY);
    this.#close();
  }

  #receive(data: Buffer): void {
    const text = data.toString("utf8");
    this.#messages = this.#counted(
      this.#messages.then(() => this.#handle(text)),
    );
  }

  /** What has not ended counts; the socket is not read while that is too much. */
  #counted(work: Promise<void>): Promise<void> {
    this.#backlog += 1;
    if (this.#backlog === MAX_BACKLOG) this.socket.pause();
    return work
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        if (this.#backlog === MAX_BACKLOG) this.socket.resume();
        this.#backlog -= 1;
      });
  }

  async #handle(text: string): Promise<void> {
    if (this.#closed) return;
    const message = parseMessage(text);
    if (message.type === "Connect") return this.#connect(message);
    const session = this.#id;
    if (session === null) throw new ProtocolError("Connect must come first.");
    switch (message.type) {
      case "Authenticate":
        return this.#authenticate(message);
      case "ModifyQuerySet":
        return this.#modify(message);
      case "Mutation":
        return this.#mutate(session, message);
      case "Action":
        this.#calls
          .action(message, this.#caller)
          .catch((error: unknown) => this.#fail(error));
        return;
      case "Event":
        return;
    }
  }

  #connect(message: MessageOf<"Connect">): void {
    const { sessionId, maxObservedTimestamp, clientTs } = message;
    if (this.#id !== null) throw new ProtocolError("Connect came twice.");
    this.#id = sessionId;
    if (clientTs !== undefined) this.#clockSkew = clientTs - Date.now();
    const observed = decodeTs(maxObservedTimestamp ?? "");
    if (observed > this.host.engine.latestTs) {
      throw new ProtocolError(
        "This client has seen data the deployment no longer has: its data folder was replaced or lost writes. Reload to go on with what is there.",
      );
    }
  }

  async #authenticate(message: MessageOf<"Authenticate">): Promise<void> {
    const { baseVersion, tokenType } = message;
    requireVersion(baseVersion, this.#wanted.identity);
    const identity = await this.#identityOf(message);
    if (identity.kind === "invalid") {
      return this.#refuse(identity.reason, baseVersion, true);
    }
    const authToken = tokenType === "User" ? message.value : null;
    this.#caller = {
      identity,
      isAdmin: tokenType === "Admin",
      request: { ...this.#caller.request, authToken },
    };
    this.#wanted = { ...this.#wanted, identity: baseVersion + 1 };
    this.#watchExpiry(authToken);
    this.#queries.touchAll();
    this.#schedule();
  }

  async #identityOf(message: MessageOf<"Authenticate">): Promise<Identity> {
    const { value, impersonating } = message;
    switch (message.tokenType) {
      case "None":
        return { kind: "none" };
      case "User":
        return this.host.tokens.verify(value);
      case "Admin":
        try {
          const identity = adminIdentity(this.host.adminKey, value);
          return impersonating
            ? { kind: "user", attributes: assumedIdentity(impersonating) }
            : identity;
        } catch (error) {
          if (!(error instanceof HttpError)) throw error;
          return { kind: "invalid", code: error.code, reason: error.message };
        }
    }
  }

  /** The token was good when it came; it stops being so at its `exp`. */
  #watchExpiry(token: string | null): void {
    clearTimeout(this.#expiry);
    const exp = token === null ? undefined : decodeJwt(token).exp;
    if (exp === undefined) return;
    const left = exp * 1000 - Date.now();
    const wait = Math.min(Math.max(0, left), MAX_TIMER_MS);
    this.#expiry = setTimeout(() => {
      if (left > MAX_TIMER_MS) return this.#watchExpiry(token);
      this.#refuse(
        "Convex token identity expired",
        this.#wanted.identity - 1,
        false,
      );
    }, wait);
  }

  #refuse(error: string, baseVersion: number, updated: boolean): void {
    const message = { error, baseVersion, authUpdateAttempted: updated };
    this.#endWith({ type: "AuthError", ...message });
  }

  #endWith(message: { type: string; error: string }): void {
    void this.#send(JSON.stringify(message));
    this.socket.close();
    this.#close();
  }

  #modify(message: MessageOf<"ModifyQuerySet">): void {
    const { baseVersion, newVersion, modifications } = message;
    requireVersion(baseVersion, this.#wanted.querySet, newVersion);
    for (const modification of modifications) {
      const { queryId } = modification;
      if (modification.type === "Remove") {
        if (this.#queries.remove(queryId)) continue;
        throw new ProtocolError(`There is no query ${queryId}.`);
      }
      const { journal = null } = modification;
      const query = { ...namedFunction(modification), journal };
      if (this.#queries.add(queryId, query)) continue;
      throw new ProtocolError(`There is a query ${queryId} already.`);
    }
    this.#wanted = { ...this.#wanted, querySet: newVersion };
    this.#schedule();
  }

  /** What follows is read on; the backlog counts it until it has run. */
  #mutate(session: string, message: MessageOf<"Mutation">): void {
    const answered = this.#calls
      .mutation(session, message, this.#caller)
      .then((succeeded) => {
        if (!succeeded) return;
        this.#mutationAnswered = true;
        this.#schedule();
      });
    void this.#counted(answered);
  }

  #schedule(): void {
    this.#transitionDue = true;
    if (this.#transitioning || this.#closed) return;
    this.#transitioning = true;
    void this.#transitions();
  }

  /** One transition at a time; what becomes due meanwhile goes into the next. */
  async #transitions(): Promise<void> {
    try {
      while (this.#transitionDue && !this.#closed) {
        // A mutation's response goes out before the transition that shows it.
        await nextTurn();
        await this.cache.settled();
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
    const { latestTs: ts } = this.host.engine;
    const modifications = await this.#queries.evaluate(ts, this.#caller);
    if (modifications === null) {
      this.#transitionDue = true;
      this.#mutationAnswered ||= isOwed;
      return;
    }
    const start = this.#version;
    const isSame =
      wanted.identity === start.identity && wanted.querySet === start.querySet;
    if (isSame && !isOwed && modifications.length === 0) return;
    this.#version = { ...wanted, ts };
    // Waiting for the socket keeps slow clients from piling up transitions.
    await this.#send(
      transitionText(start, this.#version, modifications, this.#clockSkew),
    );
  }

  /** Resolves when the text has left this process, or cannot any more. */
  #send(text: string): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => this.socket.send(text, () => resolve()));
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    if (error instanceof ProtocolError) {
      return this.#endWith({ type: "FatalError", error: error.message });
    }
    logFailure(this.host.log, "sync.failed", error);
    // Clients back off for a moment when they read this name.
    this.socket.close(INTERNAL_ERROR, "InternalServerError");
    this.#close();
  }

  #close(): void {
    this.#closed = true;
    clearTimeout(this.#expiry);
    this.#queries.clear();
  }
}

const ignore = () => undefined;

/** What the client builds on is the current version, and what it makes is newer. */
function requireVersion(base: number, current: number, next = Infinity): void {
  if (base === current && next > base) return;
  throw new ProtocolError(
    `Base version ${base} passed up doesn't match the current version ${current}`,
  );
}

function parseMessage(text: string): ClientMessage {
  try {
    return clientMessage.parse(JSON.parse(text));
  } catch {
    throw new ProtocolError("Received a message this server does not know.");
  }
}
