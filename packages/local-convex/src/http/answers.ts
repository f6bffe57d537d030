/** Writing answers, errors above all: every refusal has one shape. */
import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout } from "../host/hostGlobals";
import type { HttpError } from "./httpError";
import { DISCARD_MS } from "./limits";

/** Answers with all of a body. */
export function sendBytes(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: Buffer,
): void {
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": body.length,
  });
  response.end(body);
}

/** Answers with a text. */
export function sendText(
  response: ServerResponse,
  status: number,
  contentType: string,
  text: string,
): void {
  sendBytes(response, status, contentType, Buffer.from(text));
}

/** Answers with JSON that is written already. */
export function sendJson(
  response: ServerResponse,
  status: number,
  json: string,
): void {
  sendText(response, status, "application/json", json);
}

/** The API's shape is Convex's; the site's has a name such as apps give, too. */
export type ErrorShape = "api" | "site";

/** Answers in the documented shape of errors. */
export function sendError(
  response: ServerResponse,
  error: HttpError,
  shape: ErrorShape,
): void {
  sendJson(response, error.status, errorJson(error, shape));
}

/** Answers on a bare connection, and ends it, also when the other side goes on. */
export function refuseConnection(
  connection: Duplex,
  error: HttpError,
  shape: ErrorShape,
): void {
  const body = Buffer.from(errorJson(error, shape));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? "Refused"}`,
    "content-type: application/json",
    `content-length: ${body.length}`,
    "connection: close",
  ];
  connection.on("error", () => connection.destroy());
  connection.end(`${head.join("\r\n")}\r\n\r\n${body.toString()}`);
  const timer = setTimeout(() => connection.destroy(), DISCARD_MS);
  connection.once("close", () => clearTimeout(timer));
}

function errorJson({ code, message }: HttpError, shape: ErrorShape): string {
  if (shape === "api") {
    return JSON.stringify({ code, message });
  }
  const error = code.replace(/(?<=.)[A-Z]/g, "_$&").toLowerCase();
  return JSON.stringify({ error, code, message });
}
