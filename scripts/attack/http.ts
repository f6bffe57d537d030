/** Hostile requests: whole ones, and bytes that are none. */
import http, { type IncomingHttpHeaders } from "node:http";
import { connect, type Socket } from "node:net";

/**
 * Where hostile traffic comes from where the system has more than one loopback
 * address: who is signed comes from another, so that limits per address tell
 * them apart.
 */
export const HOSTILE_ADDRESS =
  process.platform === "linux" ? "127.0.0.2" : undefined;

/** No measure of anything: it ends a wait for what never answers. */
const PATIENCE_MS = 10 * 60 * 1000;

export interface Answer {
  /** 0 when the connection was closed without an answer. */
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

const CLOSED: Answer = { status: 0, headers: {}, body: "" };

export interface Hostile {
  method?: string;
  headers?: Readonly<Record<string, string | string[]>>;
  body?: Buffer | string;
  /** Close the connection after the body, without waiting for an answer. */
  isAborted?: boolean;
}

/** @throws Error for any host that is not this machine. */
export function requireLoopback(url: URL): void {
  const { hostname } = url;
  if (!/^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname)) {
    throw new Error(`${hostname} is not this machine: it is never attacked.`);
  }
}

/** Keeps its connections open; `close` ends them. */
export class HostileClient {
  readonly #agent: http.Agent;
  readonly #watched = new WeakSet<Socket>();

  constructor(connections: number) {
    this.#agent = new http.Agent({
      keepAlive: true,
      maxSockets: connections,
      ...(HOSTILE_ADDRESS === undefined
        ? {}
        : { localAddress: HOSTILE_ADDRESS }),
    });
  }

  /** Never rejects; a closed connection is an answer of status 0. */
  send(url: URL, hostile: Hostile = {}): Promise<Answer> {
    requireLoopback(url);
    const { method = "POST", headers = {}, body = "", isAborted } = hostile;
    return new Promise((resolve) => {
      let isAnswered = false;
      const close = () => {
        if (!isAnswered) {
          resolve(CLOSED);
        }
      };
      const length = { "Content-Length": Buffer.byteLength(body) };
      const request = http.request(
        url,
        { method, agent: this.#agent, headers: { ...length, ...headers } },
        (response) => {
          isAnswered = true;
          const chunks: Buffer[] = [];
          const { statusCode: status = 0, headers: answered } = response;
          const finish = () =>
            resolve({
              status,
              headers: answered,
              body: Buffer.concat(chunks).toString("utf8"),
            });
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", finish);
          response.on("close", finish);
        },
      );
      request.setTimeout(PATIENCE_MS, () => request.destroy());
      // It may break once the request is answered, and is nobody's then.
      request.on("socket", (socket) => {
        if (!this.#watched.has(socket)) {
          this.#watched.add(socket);
          socket.on("error", () => undefined);
        }
      });
      request.on("error", close);
      request.on("close", close);
      if (isAborted === true) {
        request.write(body, () => request.destroy());
      } else {
        request.end(body);
      }
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

export function openSocket(url: URL): Socket {
  requireLoopback(url);
  const socket = connect({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port),
    ...(HOSTILE_ADDRESS === undefined ? {} : { localAddress: HOSTILE_ADDRESS }),
  });
  // What becomes of it is told by "close".
  socket.on("error", () => undefined);
  return socket;
}

/**
 * Sends bytes and says that no more will come.
 *
 * @returns what was answered until the server closed the connection
 */
export function sendBytes(url: URL, bytes: Buffer | string): Promise<string> {
  const socket = openSocket(url);
  let answer = "";
  socket.setEncoding("latin1").on("data", (text: string) => (answer += text));
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  socket.end(bytes);
  return new Promise((resolve) => {
    socket.on("close", () => resolve(answer));
  });
}

/** The status of an answer as it stands on the wire; 0 for none. */
export const statusOf = (answer: string): number =>
  Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);

/** A function that refused or failed, in a status that the clients know. */
export const FUNCTION_FAILED = 560;

/** Refused, closed or answered, but no failure of the server's. */
export const isNoFailure = (status: number): boolean =>
  status < 500 || status === FUNCTION_FAILED;

/** The caller's fault, or the connection was closed. */
export const isRefused = (status: number): boolean =>
  status === 0 || (status >= 400 && status < 500);
