/** Holds the page's port until there is a page. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { isServedOpenly, limitPatience } from "local-convex";

const TEXT =
  "This version has no page yet. The functions and the webhook are running.\n";

export interface PageServer {
  url: string;
  /** What browsers on this machine may call it. */
  origins: string[];
  close(): Promise<void>;
}

const listen = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });

/** A loopback page has the name people type as well. */
function originsOf(url: string, host: string): string[] {
  const { origin, port } = new URL(url);
  const local = new URL(`http://localhost:${port}`).origin;
  return isServedOpenly({ host }) ? [origin] : [origin, local];
}

/**
 * @param requestLimitMs within what a whole request has to arrive
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function startPage(
  port: number,
  host: string,
  requestLimitMs: number | undefined,
): Promise<PageServer> {
  const server = createServer(
    limitPatience(requestLimitMs),
    (_request, response) => {
      response.writeHead(200, {
        "Content-Type": "text/plain; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
      });
      response.end(TEXT);
    },
  );
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${host}]` : host;
  const url = `http://${name}:${address.port}`;
  return {
    url,
    origins: originsOf(url, host),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
