/** The API port: routing, CORS, errors. */
import type {
  IncomingMessage,
  RequestListener,
  ServerResponse,
} from "node:http";
import {
  DeveloperError,
  NotSupportedError,
  PushError,
  refuseLeftOut,
} from "../errors";
import { type HostLog, logFailure } from "../execution/logs";
import type { Caller, Host } from "../host";
import { apiCaller } from "./auth";
import { isSenderGone, sendError, sendJson, sendText } from "./body";
import { HttpError } from "./httpError";

export class ApiRequest {
  readonly url: URL;

  constructor(
    readonly raw: IncomingMessage,
    private readonly host: Host,
  ) {
    this.url = new URL(raw.url ?? "/", "http://localhost");
  }

  /** @throws HttpError 401 when the credentials are bad. */
  caller(): Promise<Caller> {
    return apiCaller(this.host, this.raw);
  }

  /** @throws HttpError 401 unless the caller has the admin key. */
  async requireAdmin(): Promise<void> {
    if ((await this.caller()).isAdmin) return;
    throw new HttpError(401, "BadDeployKey", "This needs the admin key.");
  }
}

export type ApiReply =
  { status: number; json: string } | { status: number; text: string };

/** "METHOD /path" exactly, or with a closing "*" everything below. */
export type ApiRoutes = Readonly<
  Record<string, (request: ApiRequest) => Promise<ApiReply>>
>;

/** Makes a route that only admins may call; it answers what `handle` returns, as JSON. */
export function adminRoute(handle: (request: ApiRequest) => unknown) {
  return async (request: ApiRequest): Promise<ApiReply> => {
    await request.requireAdmin();
    return jsonReply(await handle(request));
  };
}

export function jsonReply(value: unknown): ApiReply {
  return { status: 200, json: JSON.stringify(value) };
}

export function apiListener(host: Host, routes: ApiRoutes): RequestListener {
  return (raw, response) => {
    allowOrigin(raw, response);
    if (raw.method === "OPTIONS") {
      response.writeHead(204).end();
      return;
    }
    void respond(host, routes, raw, response);
  };
}

async function respond(
  host: Host,
  routes: ApiRoutes,
  raw: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await host.ready;
    const request = new ApiRequest(raw, host);
    const { pathname } = request.url;
    const route = findRoute(routes, raw.method ?? "GET", pathname);
    const reply = await route(request);
    if ("json" in reply) sendJson(response, reply.status, reply.json);
    else sendText(response, reply.status, "text/plain", reply.text);
  } catch (error) {
    if (isSenderGone(raw)) return logSenderGone(host.log, raw);
    sendError(response, toHttpError(error, host.log));
  }
}

/**
 * Nobody's fault, and nobody is left to be answered.
 * @param message of the function that missed the rest
 */
export function logSenderGone(
  log: HostLog,
  raw: IncomingMessage,
  message: string | null = null,
): void {
  const { method = "", url = "" } = raw;
  const [path = ""] = url.split("?");
  const request = `${method} ${path}`;
  log({ level: "info", event: "http.sender_gone", request, message });
}

function findRoute(routes: ApiRoutes, method: string, path: string) {
  const exact = routes[`${method} ${path}`];
  if (exact !== undefined) return exact;
  const [, below] =
    Object.entries(routes).find(
      ([key]) =>
        key.endsWith("*") && `${method} ${path}`.startsWith(key.slice(0, -1)),
    ) ?? [];
  if (below !== undefined) return below;
  refuseLeftOut(path);
  throw new HttpError(404, "NotFound", `There is no ${method} ${path} here.`);
}

/** The developer's mistakes are told; the host's own failures are logged. */
export function toHttpError(error: unknown, log: HostLog): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof PushError) {
    return new HttpError(400, error.code, error.message);
  }
  if (error instanceof DeveloperError) {
    const isLeftOut = error instanceof NotSupportedError;
    const code = isLeftOut ? "NotSupported" : "BadRequest";
    return new HttpError(400, code, error.message);
  }
  logFailure(log, "http.failed", error);
  return new HttpError(
    500,
    "InternalServerError",
    "Your request couldn't be completed. Try again later.",
  );
}

function allowOrigin(raw: IncomingMessage, response: ServerResponse): void {
  const { origin } = raw.headers;
  if (origin === undefined) return;
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("access-control-allow-credentials", "true");
  response.setHeader("vary", "origin");
  const headers = raw.headers["access-control-request-headers"];
  if (headers !== undefined) {
    response.setHeader("access-control-allow-headers", headers);
    response.setHeader("access-control-allow-methods", "GET, POST, OPTIONS");
    response.setHeader("access-control-max-age", "86400");
  }
}
