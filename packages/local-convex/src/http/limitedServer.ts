/** An HTTP server that waits for no request for long, and whose refusals have one shape. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type ErrorShape, refuseConnection, sendError } from "./answers";
import { HttpError } from "./httpError";
import { MAX_HEADER_BYTES } from "./limits";
import { requestTimeoutOptions } from "./requestTimeouts";

/** @param requestLimitMs within what a whole request has to arrive */
export function limitedServer(
  shape: ErrorShape,
  requestLimitMs?: number,
): Server {
  const server = createServer({
    ...requestTimeoutOptions(requestLimitMs),
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  refuseMalformed(server, shape);
  server.on("checkExpectation", (_request, response: ServerResponse) =>
    sendError(response, UNKNOWN_EXPECTATION, shape),
  );
  return server;
}

const UNKNOWN_EXPECTATION = new HttpError(
  417,
  "ExpectationFailed",
  "Nothing but 100-continue may be expected.",
);

/** What Node's parser refuses, by its code. */
const PARSER_ERRORS: Readonly<Record<string, HttpError>> = {
  HPE_HEADER_OVERFLOW: new HttpError(
    431,
    "HeadersTooLarge",
    "The request line or the headers are too long.",
  ),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new HttpError(
    413,
    "BodyTooLarge",
    "The chunk extensions of the body are too long.",
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new HttpError(
    408,
    "RequestTimeout",
    "The request took too long to come in.",
  ),
};

const NO_HTTP = new HttpError(400, "BadRequest", "This is no HTTP request.");

/** Requests that never reach a listener are refused in the same shape. */
function refuseMalformed(server: Server, shape: ErrorShape): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  server.on("request", ({ socket }, response) => latest.set(socket, response));
  server.on("clientError", (error: Error & { code?: string }, connection) => {
    const answer = latest.get(connection);
    const isAnswering = answer?.headersSent === true && !answer.writableEnded;
    if (error.code === "ECONNRESET" || isAnswering) {
      return void connection.destroy();
    }
    // It goes on sending after its refusal.
    if (!connection.writable) {
      return;
    }
    const refusal = PARSER_ERRORS[error.code ?? ""] ?? NO_HTTP;
    refuseConnection(connection, refusal, shape);
  });
}
