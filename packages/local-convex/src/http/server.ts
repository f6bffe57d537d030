/** The API port: routing, errors, who may read the answers. */
import type {
  IncomingMessage,
  RequestListener,
  ServerResponse,
} from "node:http";
import type { z } from "zod";
import {
  DeveloperError,
  NotSupportedError,
  PushError,
  refuseLeftOut,
} from "../errors";
import { type HostLog, logFailure } from "../execution/logs";
import type { Caller } from "../host/callRequest";
import type { Host } from "../host/host";
import type { Access } from "./access";
import { apiCaller } from "./auth";
import { sendBytes, sendError, sendJson, sendText } from "./answers";
import { discardRest, isSenderGone, readBody, readJson } from "./body";
import type { ByteShare } from "./byteBudget";
import { HttpError } from "./httpError";
import { MAX_ADMIN_BODY_BYTES, MAX_CALL_BODY_BYTES } from "./limits";
import { requestUrl, requireEscaped } from "./url";

/** One request to the API port: its caller and its body, each read once. */
export class ApiRequest {
  readonly url: URL;
  #caller: Promise<Caller> | undefined;
  #share: ByteShare | undefined;
  readonly #host: Host;

  /** @throws HttpError 400 when its address is none. */
  constructor(
    readonly raw: IncomingMessage,
    host: Host,
  ) {
    this.#host = host;
    this.url = requestUrl(raw.url ?? "/");
    requireEscaped(this.url);
  }

  /** @throws HttpError 401 when the credentials are bad. */
  caller(): Promise<Caller> {
    this.#caller ??= apiCaller(this.#host, this.raw);
    return this.#caller;
  }

  /** @throws HttpError 401 unless the caller has the admin key. */
  async requireAdmin(): Promise<void> {
    if ((await this.caller()).isAdmin) {
      return;
    }
    throw new HttpError(401, "BadDeployKey", "This needs the admin key.");
  }

  /**
   * The body of a function call, which anybody may send; only the admin key may
   * send it compressed, since a few bytes can unpack to any number.
   * @throws HttpError 401 before the body is read, and all that `readJson` throws.
   */
  async callBody<T>(schema: z.ZodType<T>): Promise<T> {
    const { isAdmin } = await this.caller();
    return this.#readJson(schema, MAX_CALL_BODY_BYTES, isAdmin);
  }

  /**
   * The body as it was sent, of what anybody may send.
   * @throws HttpError 401 before the body is read, and all that `readBody` throws.
   */
  async bytes(): Promise<Buffer> {
    return readBody(this.raw, {
      maxBytes: MAX_CALL_BODY_BYTES,
      encoding: "refuse",
      share: await this.#openShare(),
    });
  }

  /**
   * The body of what only the admin key may do.
   * @throws HttpError 401 before the body is read, and all that `readJson` throws.
   */
  async adminBody<T>(schema: z.ZodType<T>): Promise<T> {
    await this.requireAdmin();
    return this.#readJson(schema, MAX_ADMIN_BODY_BYTES, true);
  }

  /** To be called when it is answered: nothing of its body is kept any more. */
  end(): void {
    this.#share?.close();
    discardRest(this.raw);
  }

  async #readJson<T>(
    schema: z.ZodType<T>,
    maxBytes: number,
    mayInflate: boolean,
  ): Promise<T> {
    const share = await this.#openShare();
    const encoding = mayInflate ? "inflate" : "refuse";
    return readJson(this.raw, schema, { maxBytes, encoding, share });
  }

  /** Counts what is read of the body among the bytes of its address. */
  async #openShare(): Promise<ByteShare> {
    const { request } = await this.caller();
    this.#share ??= this.#host.bytes.open(request.ip);
    return this.#share;
  }
}

export type ApiReply =
  | { status: number; json: string }
  | { status: number; text: string }
  | { status: number; bytes: Buffer };

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

/** 200 with a value as JSON. */
export function jsonReply(value: unknown): ApiReply {
  return { status: 200, json: JSON.stringify(value) };
}

/** What the API port serves. */
export interface ApiPort {
  /** Pages of allowed origins may read the answers. */
  forPages: ApiRoutes;
  /** No page may, whatever its origin. */
  forPrograms: ApiRoutes;
}

/** Serves the API port. */
export function apiListener(
  host: Host,
  access: Access,
  port: ApiPort,
): RequestListener {
  return (raw, response) => void respond(host, access, port, raw, response);
}

async function respond(
  host: Host,
  access: Access,
  { forPages, forPrograms }: ApiPort,
  raw: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let request: ApiRequest | undefined;
  let route: Route | undefined;
  try {
    request = new ApiRequest(raw, host);
    const refusal = access.refusal(raw);
    if (refusal !== null) {
      throw refusal;
    }
    const { pathname } = request.url;
    const { method = "GET", headers } = raw;
    // What a page asks for beforehand, without a body or credentials.
    const isPreflight = method === "OPTIONS";
    const meant = isPreflight
      ? (headers["access-control-request-method"] ?? "GET")
      : method;
    const forPage = matchRoute(forPages, meant, pathname);
    if (forPage !== undefined) {
      access.allowReading(raw, response);
    }
    if (isPreflight) {
      return void response.writeHead(204).end();
    }
    await host.ready;
    route = forPage ?? findRoute(forPrograms, method, pathname);
    sendReply(response, await route.answer(request));
  } catch (error) {
    if (isSenderGone(raw)) {
      return logSenderGone(host.log, route?.name);
    }
    sendError(response, toHttpError(error, host.log), "api");
  } finally {
    request?.end();
  }
}

function sendReply(response: ServerResponse, reply: ApiReply): void {
  if ("json" in reply) {
    return sendJson(response, reply.status, reply.json);
  }
  if ("text" in reply) {
    return sendText(response, reply.status, "text/plain", reply.text);
  }
  sendBytes(response, reply.status, "application/octet-stream", reply.bytes);
}

/**
 * Nobody's fault, and nobody is left to be answered.
 * @param request method and path of the route; not those of the request, which
 *   may say anything
 * @param message of the function that missed the rest
 */
export function logSenderGone(
  log: HostLog,
  request: string | null = null,
  message: string | null = null,
): void {
  log({ level: "info", event: "http.sender_gone", request, message });
}

interface Route {
  /** As it stands in the table of routes. */
  name: string;
  answer: ApiRoutes[string];
}

function matchRoute(
  routes: ApiRoutes,
  method: string,
  path: string,
): Route | undefined {
  const name = `${method} ${path}`;
  const exact = routes[name];
  if (exact !== undefined) {
    return { name, answer: exact };
  }
  const [below, answer] =
    Object.entries(routes).find(
      ([key]) => key.endsWith("*") && name.startsWith(key.slice(0, -1)),
    ) ?? [];
  return answer === undefined ? answer : { name: below ?? "", answer };
}

function findRoute(routes: ApiRoutes, method: string, path: string): Route {
  const route = matchRoute(routes, method, path);
  if (route !== undefined) {
    return route;
  }
  refuseLeftOut(path);
  throw new HttpError(404, "NotFound", "There is nothing at this address.");
}

/** The developer's mistakes are told; the host's own failures are logged. */
export function toHttpError(error: unknown, log: HostLog): HttpError {
  if (error instanceof HttpError) {
    return error;
  }
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
