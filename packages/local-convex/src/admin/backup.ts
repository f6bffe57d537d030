/** Asks a running server for a backup: `local-convex backup`. */
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { resolve } from "node:path";
import { json } from "node:stream/consumers";
import { z } from "zod";

const failure = z.object({ message: z.string() });

/**
 * Returns when the copy is complete and on disk, however long that takes.
 * @param to a new folder on the server's machine
 * @throws Error when the server cannot be reached or refuses.
 */
export async function requestBackup(options: {
  url: string;
  adminKey: string;
  to: string;
}): Promise<void> {
  const { url, adminKey, to } = options;
  const address = new URL("/api/backup", url);
  const headers = { authorization: `Convex ${adminKey}` };
  const body = JSON.stringify({ to: resolve(to) });
  const response = await post(address, headers, body).catch(
    (error: unknown) => {
      throw new Error(`${url} does not answer.`, { cause: error });
    },
  );
  const answer = await json(response);
  if (response.statusCode === 200) {
    return;
  }
  throw new Error(failure.parse(answer).message);
}

/** Waits without end; `fetch` gives up after five minutes without headers. */
function post(
  address: URL,
  headers: Record<string, string>,
  body: string,
): Promise<IncomingMessage> {
  const request = address.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((done, failed) => {
    request(address, { method: "POST", headers, agent: false })
      .once("response", done)
      .once("error", failed)
      .end(body);
  });
}
