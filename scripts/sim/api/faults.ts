/** How the simulated read API misbehaves, request by request. */
import type { ServerResponse } from "node:http";
import type { Random } from "../random";

export interface ApiRequest {
  path: string;
  query: URLSearchParams;
  /** From 0, over all requests. */
  index: number;
}

/** Answers instead of the API; false lets the API answer. */
export type Fault = (request: ApiRequest, response: ServerResponse) => boolean;

const sendText = (
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): true => {
  response
    .writeHead(status, { "Content-Type": "application/json", ...headers })
    .end(text);
  return true;
};

export const faults = {
  /** 429 as Kapso sends it. */
  rateLimited:
    (retryAfterSeconds = 60): Fault =>
    (_request, response) =>
      sendText(response, 429, '{"error":"Rate limit exceeded"}', {
        "Retry-After": String(retryAfterSeconds),
        "X-RateLimit-Remaining": "0",
      }),

  /** 502, 503 and 504 come from the edge, as a page. */
  failing:
    (status = 502): Fault =>
    (_request, response) =>
      sendText(response, status, "<html>Bad Gateway</html>", {
        "Content-Type": "text/html",
      }),

  /** Breaks the connection instead of answering. */
  hangUp: (): Fault => (_request, response) => {
    response.destroy();
    return true;
  },

  /** Never answers. */
  silent: (): Fault => () => true,

  /** Sends the head and half of a body, then nothing more. */
  stalled: (): Fault => (_request, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.write('{"data":[');
    return true;
  },

  refusing:
    (status: number, error = "No"): Fault =>
    (_request, response) =>
      sendText(response, status, JSON.stringify({ error })),

  /** Leads elsewhere, as to a host that would like to have the key. */
  redirecting:
    (location: string): Fault =>
    (_request, response) =>
      sendText(response, 302, "", { Location: location }),

  /** Says JSON and is none. */
  brokenJson: (): Fault => (_request, response) =>
    sendText(response, 200, '{"data": [{"id"'),

  /** JSON without what a list must have. */
  wrongJson: (): Fault => (_request, response) =>
    sendText(response, 200, '{"rows":[]}'),

  /** More than anybody reads. */
  endless: (): Fault => (_request, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    const chunk = Buffer.alloc(256 * 1024, "[");
    const push = () => {
      while (!response.destroyed && response.write(chunk)) {
        // Goes on until the reader hangs up.
      }
    };
    response.on("drain", push);
    push();
    return true;
  },

  /** Lets the API answer. */
  none: (): Fault => () => false,
};

/** A share of all requests goes wrong in one of the ways that pass by themselves. */
export function sometimes(random: Random, share: number): Fault {
  return (request, response) =>
    random.chance(share) &&
    random.pick([
      faults.rateLimited(1),
      faults.failing(502),
      faults.failing(503),
      faults.hangUp(),
    ])(request, response);
}
