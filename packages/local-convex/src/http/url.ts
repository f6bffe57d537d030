/** Reads where a request goes; what cannot be read is the sender's mistake. */
import { HttpError } from "./httpError";

/** The absolute form of a request's target, as proxies are sent it. */
const ABSOLUTE = /^https?:\/\//i;

/**
 * Path and query of the request line on `origin`, whatever host they name.
 * @throws HttpError 400 when they are no URL: "//", "http://[", "/%zz".
 */
export function requestUrl(target: string, origin = "http://localhost"): URL {
  try {
    const path = ABSOLUTE.test(target) ? pathOf(new URL(target)) : target;
    if (!/^\/(?![/\\])/.test(path)) {
      throw badUrl();
    }
    const url = new URL(new URL(origin).origin + path);
    // Throws for what is no escape, or spells no UTF-8.
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw badUrl();
  }
}

/** @throws HttpError 400 where the query has an escape that is none. */
export function requireEscaped({ search }: URL): void {
  try {
    decodeURIComponent(search);
  } catch {
    throw badUrl();
  }
}

function pathOf({ pathname, search }: URL): string {
  return pathname + search;
}

function badUrl(): HttpError {
  return new HttpError(400, "BadUrl", "The address of the request is no URL.");
}
