/** The site port: HTTP actions of the app and of the components it mounts. */
import type {
  IncomingMessage,
  RequestListener,
  ServerResponse,
} from "node:http";
import { once } from "node:events";
import type { ComponentNode } from "../components/tree";
import { FunctionFailure } from "../errors";
import { runAsHost } from "../execution/context";
import type { Deployment, Mount } from "../execution/deployment";
import { type HttpActionAnswer, runHttpAction } from "../execution/httpActions";
import { type CallContext, outermostCall } from "../execution/invocation";
import { failureLine } from "../execution/logs";
import type { Disclosure, Host } from "../host";
import { setImmediate } from "../hostGlobals";
import { siteCaller } from "./auth";
import { isSenderGone, readBody, sendError, sendJson, sendText } from "./body";
import { HttpError } from "./httpError";
import { logSenderGone, toHttpError } from "./server";

/** Production's limit on bodies of HTTP actions. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;
/** Bodies up to this are handed over whole, which is faster than a stream. */
const WHOLE_BODY_BYTES = 1024 * 1024;

export function siteListener(host: Host): RequestListener {
  return (raw, response) => void respond(host, raw, response);
}

async function respond(
  host: Host,
  raw: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answered = host.engine.expectRequest();
  try {
    await host.ready;
    const url = new URL(raw.url ?? "/", host.systemEnv["CONVEX_SITE_URL"]);
    const { method = "GET" } = raw;
    const route = findHandler(host.deployment, url.pathname, method);
    if (route === null) {
      return sendText(response, 404, "text/plain", "No matching routes found");
    }
    const caller = await siteCaller(host, raw);
    const call = outermostCall(caller, route.deployment);
    const request = await toRequest(raw, url);
    await run(host, route, raw, request, call, response);
  } catch (error) {
    if (isSenderGone(raw)) return logSenderGone(host.log, raw);
    if (response.headersSent) response.destroy();
    else sendError(response, toHttpError(error, host.log));
  } finally {
    answered();
  }
}

interface Route {
  deployment: Deployment;
  mount: Mount;
  handler: (request: Request) => Promise<Response>;
}

function findHandler(
  deployment: Deployment | null,
  path: string,
  method: string,
): Route | null {
  if (deployment === null) return null;
  const { root } = deployment;
  if (!path.startsWith(root.httpPrefix)) return null;
  return below(deployment, root, path.slice(root.httpPrefix.length), method);
}

/** A component's mount wins over the routes of its parent. */
function below(
  deployment: Deployment,
  node: ComponentNode,
  path: string,
  method: string,
): Route | null {
  const prefixes = [...node.httpMounts].sort(([a], [b]) => b.length - a.length);
  for (const [prefix, name] of prefixes) {
    const child = node.children.get(name);
    if (child === undefined || !path.startsWith(prefix)) continue;
    return below(deployment, child, path.slice(prefix.length - 1), method);
  }
  const mount = deployment.mounts.get(node.path);
  const handler = mount?.router?.lookup(path, method) ?? null;
  if (mount === undefined || handler === null) return null;
  return { deployment, mount, handler };
}

async function run(
  host: Host,
  { mount, handler }: Route,
  raw: IncomingMessage,
  request: Request,
  call: CallContext,
  response: ServerResponse,
): Promise<void> {
  const path = `${request.method} ${new URL(request.url).pathname}`;
  const component = mount.node.path;
  const { runner } = host;
  try {
    const answer = await runHttpAction(runner, mount, handler, request, call);
    // What waits for the next piece learns that nobody reads any more.
    response.once("close", () => answer.end());
    try {
      await send(answer, request.method, response);
    } finally {
      answer.end();
    }
    host.report(path, component, call, null);
  } catch (error) {
    if (!(error instanceof FunctionFailure)) throw error;
    // An action that fails for want of its request is not to blame.
    const isGone = isSenderGone(raw);
    host.report(path, component, call, isGone ? null : error);
    if (isGone) return logSenderGone(host.log, raw, failureLine(error));
    if (response.headersSent) return void response.destroy();
    const disclosure = host.disclosure({ ...call, isAdmin: false });
    sendFailure(response, disclosure, error);
  }
}

/** In production's shape. */
function sendFailure(
  response: ServerResponse,
  disclosure: Disclosure,
  failure: FunctionFailure,
): void {
  const { message, data } = failure;
  const { requestId, isRedacted } = disclosure;
  const code = `[Request ID: ${requestId}] Server Error`;
  const body = isRedacted
    ? { code, data }
    : { code: `${code}: ${failureLine(failure)}`, trace: message, data };
  sendJson(response, 500, JSON.stringify(body));
}

async function toRequest(raw: IncomingMessage, url: URL): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw.headers)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) headers.append(name, item);
    }
  }
  const method = raw.method ?? "GET";
  if (method === "GET" || method === "HEAD") {
    return new Request(url, { method, headers });
  }
  const length = Number(raw.headers["content-length"] ?? Infinity);
  if (length > MAX_BODY_BYTES && Number.isFinite(length)) {
    throw new HttpError(413, "BodyTooLarge", "The request body is too large.");
  }
  if (length <= WHOLE_BODY_BYTES) {
    const body = new Uint8Array(await readBody(raw, WHOLE_BODY_BYTES));
    return new Request(url, { method, headers, body });
  }
  const init: RequestInit & { duplex: "half" } = {
    method,
    headers,
    body: toStream(limited(raw)),
    duplex: "half",
  };
  return new Request(url, init);
}

function toStream(
  chunks: AsyncGenerator<Uint8Array>,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    // The guest that reads the stream calls these in its context.
    async pull(controller) {
      const next = await runAsHost(() => chunks.next());
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await runAsHost(() => chunks.return(undefined));
    },
  });
}

async function* limited(raw: IncomingMessage): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of raw) {
    const bytes: unknown = chunk;
    if (!(bytes instanceof Uint8Array)) continue;
    size += bytes.length;
    if (size > MAX_BODY_BYTES)
      throw new Error("The request body is too large.");
    yield bytes;
  }
}

async function send(
  answer: HttpActionAnswer,
  method: string,
  response: ServerResponse,
): Promise<void> {
  const { headers, status } = answer.response;
  for (const [name, value] of headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  // Head, a short body and the end of it then leave in one write. The socket is
  // corked, since a corked response of Node 24 loses all but its first piece.
  const { socket } = response;
  socket?.cork();
  setImmediate(() => socket?.uncork());
  response.writeHead(status);
  if (method !== "HEAD") await sendBody(answer, response);
  response.end();
}

async function sendBody(
  answer: HttpActionAnswer,
  response: ServerResponse,
): Promise<void> {
  const closed = new Promise((done) => response.once("close", done));
  let size = 0;
  for (;;) {
    const chunk = await answer.next();
    if (chunk === undefined || response.destroyed) return;
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new FunctionFailure("The answer is larger than 20 MiB.");
    }
    if (response.write(chunk)) continue;
    await Promise.race([once(response, "drain"), closed]);
  }
}
