/** The site port: HTTP actions of the app and of the components it mounts. */
import type {
  IncomingMessage,
  RequestListener,
  ServerResponse,
} from "node:http";
import { once } from "node:events";
import type { ComponentNode } from "../components/tree";
import { FunctionFailure } from "../errors";
import type {
  ActionRequest,
  StreamedBody,
} from "../execution/actions/actionHost";
import type { Deployment, Mount } from "../execution/deployment";
import { type HttpActionAnswer, runHttpAction } from "../execution/httpActions";
import { type CallContext, outermostCall } from "../execution/invocation";
import { failureLine } from "../execution/logs";
import type { Called, Disclosure, Host } from "../host/host";
import { setImmediate } from "../host/hostGlobals";
import { sendError, sendJson, sendText } from "./answers";
import { siteCaller } from "./auth";
import {
  type BodyRules,
  counted,
  discardRest,
  isSenderGone,
  readBody,
  refuseAnnounced,
} from "./body";
import type { ByteShare } from "./byteBudget";
import { HttpError } from "./httpError";
import { MAX_SITE_BODY_BYTES, WHOLE_SITE_BODY_BYTES } from "./limits";
import { logSenderGone, toHttpError } from "./server";
import { requestUrl } from "./url";

/** Serves the site port. */
export function siteListener(host: Host): RequestListener {
  return (raw, response) => void respond(host, raw, response);
}

async function respond(
  host: Host,
  raw: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answered = host.engine.expectRequest();
  let route: Route | null = null;
  let share: ByteShare | undefined;
  try {
    await host.ready;
    const url = requestUrl(raw.url ?? "/", host.systemEnv["CONVEX_SITE_URL"]);
    const { method = "GET" } = raw;
    route = findRoute(host.deployment, url.pathname, method);
    if (route === null) {
      return sendText(response, 404, "text/plain", "No matching routes found");
    }
    const caller = await siteCaller(host, raw);
    share = host.bytes.open(caller.request.ip);
    const call = outermostCall(caller, route.deployment);
    const body = new SiteBody(raw, share);
    const request = await toRequest(raw, url, body, route);
    await run(host, route, raw, request, body, call, response);
  } catch (error) {
    if (isSenderGone(raw)) {
      return logSenderGone(host.log, route?.name);
    }
    if (response.headersSent) {
      response.destroy();
    } else {
      sendError(response, toHttpError(error, host.log), "site");
    }
  } finally {
    share?.close();
    discardRest(raw);
    answered();
  }
}

interface Route {
  /** For logs. */
  name: string;
  /** The path as the mount's router knows it. */
  path: string;
  deployment: Deployment;
  mount: Mount;
}

function findRoute(
  deployment: Deployment | null,
  path: string,
  method: string,
): Route | null {
  if (deployment === null) {
    return null;
  }
  const { root } = deployment;
  if (!path.startsWith(root.httpPrefix)) {
    return null;
  }
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
    if (child === undefined || !path.startsWith(prefix)) {
      continue;
    }
    return below(deployment, child, path.slice(prefix.length - 1), method);
  }
  const mount = deployment.mounts.get(node.path);
  const name = mount?.router?.lookup(path, method) ?? null;
  if (mount === undefined || name === null) {
    return null;
  }
  return { name, path, deployment, mount };
}

async function run(
  host: Host,
  route: Route,
  raw: IncomingMessage,
  request: ActionRequest,
  body: SiteBody,
  call: CallContext,
  response: ServerResponse,
): Promise<void> {
  const { mount, name } = route;
  const component = mount.node.path;
  const called: Called = { kind: "httpAction", path: name, component };
  const { runner } = host;
  try {
    const answer = await runHttpAction(runner, mount, name, request, call);
    // What waits for the next piece learns that nobody reads any more.
    response.once("close", () => answer.end());
    try {
      await send(answer, request.method, response);
    } finally {
      answer.end();
    }
    host.reportCall(called, call, null);
  } catch (error) {
    if (!(error instanceof FunctionFailure)) {
      throw error;
    }
    // An action that fails for want of its request is not to blame.
    const isGone = isSenderGone(raw);
    const isBlameless = isGone || body.refusal !== null;
    host.reportCall(called, call, isBlameless ? null : error);
    if (isGone) {
      return logSenderGone(host.log, name, failureLine(error));
    }
    if (body.refusal !== null) {
      throw body.refusal;
    }
    if (response.headersSent) {
      return void response.destroy();
    }
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

async function toRequest(
  raw: IncomingMessage,
  url: URL,
  body: SiteBody,
  { path: routePath }: Route,
): Promise<ActionRequest> {
  const headers = Object.entries(raw.headers).flatMap(([name, value = []]) =>
    [value].flat().map((item): [string, string] => [name, item]),
  );
  const { method = "GET" } = raw;
  const about = { url: url.href, method, headers, routePath };
  if (method === "GET" || method === "HEAD") {
    return { ...about, body: null };
  }
  return body.isShort
    ? { ...about, body: new Uint8Array(await body.whole()) }
    : { ...about, body: body.stream() };
}

/** What a request carries: the bytes as they were sent, which may be signed. */
class SiteBody {
  /** Why the rest was not taken. */
  refusal: HttpError | null = null;
  readonly #rules: BodyRules;
  readonly #raw: IncomingMessage;

  /** @throws HttpError 413 when it says that it is too long. */
  constructor(raw: IncomingMessage, share: ByteShare) {
    this.#raw = raw;

    refuseAnnounced(raw, MAX_SITE_BODY_BYTES);
    this.#rules = { maxBytes: MAX_SITE_BODY_BYTES, encoding: "keep", share };
  }

  get isShort(): boolean {
    const length = Number(this.#raw.headers["content-length"] ?? Infinity);
    return length <= WHOLE_SITE_BODY_BYTES;
  }

  /** @throws HttpError 429, 503 */
  whole(): Promise<Buffer> {
    return readBody(this.#raw, this.#rules);
  }

  /** The action fails that reads on after a refusal. */
  stream(): StreamedBody {
    const source = this.#raw.iterator({ destroyOnReturn: false });
    const chunks = counted(source, this.#rules);
    return {
      next: async () => {
        const { value } = await this.#next(chunks);
        return value === undefined ? null : new Uint8Array(value);
      },
      cancel: () => void chunks.return().catch(() => undefined),
    };
  }

  async #next(chunks: AsyncGenerator<Buffer, void, undefined>) {
    try {
      return await chunks.next();
    } catch (error) {
      if (error instanceof HttpError) {
        this.refusal = error;
      }
      throw error;
    }
  }
}

async function send(
  answer: HttpActionAnswer,
  method: string,
  response: ServerResponse,
): Promise<void> {
  const cookies: string[] = [];
  for (const [name, value] of answer.headers) {
    if (name === "set-cookie") {
      cookies.push(value);
    } else {
      response.setHeader(name, value);
    }
  }
  if (cookies.length > 0) {
    response.setHeader("set-cookie", cookies);
  }
  // Head, a short body and the end of it then leave in one write. The socket is
  // corked, since a corked response of Node 24 loses all but its first piece.
  const { socket } = response;
  socket?.cork();
  setImmediate(() => socket?.uncork());
  response.writeHead(answer.status);
  if (method !== "HEAD") {
    await sendBody(answer, response);
  }
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
    if (chunk === null || response.destroyed) {
      return;
    }
    size += chunk.length;
    if (size > MAX_SITE_BODY_BYTES) {
      throw new FunctionFailure("The answer is larger than 20 MiB.");
    }
    if (response.write(chunk)) {
      continue;
    }
    await Promise.race([once(response, "drain"), closed]);
  }
}
