/** From which pages, and under which names, the API port may be reached. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isIPv6 } from "node:net";
import { HttpError } from "./httpError";
import { isLoopback } from "./loopback";

export const DEFAULT_HOST = "127.0.0.1";

export interface AccessOptions {
  /** Address to bind. Default "127.0.0.1". */
  host?: string;
  /** Public addresses, when a proxy stands in front. Default: the bound addresses. */
  cloudOrigin?: string;
  siteOrigin?: string;
  /**
   * Origins of the pages that may call, e.g. "https://app.example". Default:
   * those of this machine when nobody else can call, else none.
   */
  webOrigins?: readonly string[];
  /**
   * Names that requests may have in their Host header, besides the loopback
   * ones and those of the addresses above. Default: no others when the bound
   * address is a loopback one, else any.
   */
  allowedHosts?: readonly string[];
  /**
   * Proxies whose X-Forwarded-For is believed: addresses, networks such as
   * "10.0.0.0/8", or "loopback". Default: none.
   */
  trustProxy?: readonly string[];
}

/** Whether other machines may call, here or through a proxy. */
export function isServedOpenly(options: AccessOptions): boolean {
  const { host = DEFAULT_HOST, allowedHosts = [], trustProxy = [] } = options;
  const names = [host, ...allowedHosts, ...ownNames(options)];
  return trustProxy.length > 0 || !names.every(isLoopback);
}

function ownNames({ cloudOrigin, siteOrigin }: AccessOptions): string[] {
  return [cloudOrigin, siteOrigin]
    .filter((url) => url !== undefined)
    .map((url) => new URL(url).hostname);
}

/** Whether it is what browsers send as `Origin`, e.g. "https://app.example:8443". */
export function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && canonicalOrigin(text) === text;
}

function canonicalOrigin(text: string): string | null {
  return URL.canParse(text) ? new URL(text).origin : null;
}

/** Whether it is a name or an address as in a URL, without a port. */
export function isHostName(text: string): boolean {
  return nameOf(`${text}:1`) !== null;
}

/** An address or a name as it stands in a URL. */
export function inUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** Of a Host header, in the spelling of URLs and without the port. */
function nameOf(host: string): string | null {
  const isPlain = /^(\[[\da-f:.]+\]|[^\s:/?#@\\[\]]+)(:\d{1,5})?$/i.test(host);
  const url = `http://${host}`;
  return isPlain && URL.canParse(url) ? new URL(url).hostname : null;
}

const UNKNOWN_HOST = new HttpError(
  421,
  "HostNotAllowed",
  "This server does not go by the name in the Host header; --allow-host adds names.",
);
const FOREIGN_ORIGIN = new HttpError(
  403,
  "OriginNotAllowed",
  "Pages of this origin may not call this server; --web-origin adds origins.",
);

/** Decides which names and which pages may reach the API port. */
export class Access {
  /** Null: the pages of this machine. */
  readonly #origins: ReadonlySet<string> | null;
  /** Besides loopback ones; null: any. */
  readonly #names: ReadonlySet<string> | null;

  /** @throws Error when a name or an origin is none. */
  constructor(options: AccessOptions) {
    const { host = DEFAULT_HOST, webOrigins, allowedHosts } = options;
    const isOpen = isServedOpenly(options);
    this.#origins =
      webOrigins === undefined && !isOpen
        ? null
        : new Set(all(webOrigins ?? [], isOrigin, "no origin of a page"));
    const others = all(allowedHosts ?? [], isHostName, "no name of a host");
    const names = [inUrl(host), ...ownNames(options), ...others].map(nameOf);
    const isListed = isLoopback(host) || allowedHosts !== undefined;
    this.#names = isListed ? new Set(names.filter((n) => n !== null)) : null;
  }

  /**
   * Why a request is not taken (421), null if it is. A page whose own name leads
   * to this machine (DNS rebinding) counts as the server's for the browser, but
   * its name stands in the request.
   */
  refusal({ headers: { host } }: IncomingMessage): HttpError | null {
    // Browsers always send one.
    if (host === undefined || this.#names === null) {
      return null;
    }
    const name = nameOf(host);
    const isKnown =
      name !== null && (isLoopback(name) || this.#names.has(name));
    return isKnown ? null : UNKNOWN_HOST;
  }

  /**
   * As {@link refusal}, for WebSockets: any page may open one, so a page of
   * another origin is refused (403). Programs send no origin.
   */
  refusalOfSocket(request: IncomingMessage): HttpError | null {
    const { origin } = request.headers;
    const isForeign = origin !== undefined && !this.#isAllowed(origin);
    return this.refusal(request) ?? (isForeign ? FOREIGN_ORIGIN : null);
  }

  /** Lets the page read the answer, if it may call. */
  allowReading({ headers }: IncomingMessage, response: ServerResponse): void {
    const { origin } = headers;
    response.setHeader("vary", "origin");
    if (origin === undefined || !this.#isAllowed(origin)) {
      return;
    }
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("access-control-allow-credentials", "true");
    const asked = headers["access-control-request-headers"];
    if (asked === undefined) {
      return;
    }
    response.setHeader("access-control-allow-headers", asked);
    response.setHeader("access-control-allow-methods", "GET, POST, OPTIONS");
    response.setHeader("access-control-max-age", "86400");
  }

  #isAllowed(origin: string): boolean {
    if (this.#origins !== null) {
      return this.#origins.has(origin);
    }
    return isOrigin(origin) && isLoopback(new URL(origin).hostname);
  }
}

function all(
  list: readonly string[],
  isOne: (text: string) => boolean,
  what: string,
): readonly string[] {
  const wrong = list.find((text) => !isOne(text));
  if (wrong === undefined) {
    return list;
  }
  throw new Error(`"${wrong}" is ${what}.`);
}
