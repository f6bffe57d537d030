/** A real HTTP server that takes notifications and misbehaves as told. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Behaviour =
  | number
  /** Accepts the request and never answers. */
  | "silent"
  /** Sends its status line and headers byte by byte, and stops on the way. */
  | "drips"
  /** Answers 200 at once and a body without an end. */
  | "endless"
  /** Leads to a second path of the same server. */
  | "redirects"
  /** Cuts the connection. */
  | "breaks"
  | { status: number; headers: Record<string, string> };

export interface HookRequest {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface Hooks {
  origin: string;
  got: HookRequest[];
  /** What a path does, from now on. Others answer 200. */
  behave(path: string, behaviour: Behaviour): void;
  /** Gives everything under way a turn, where timers stand still. */
  pulse(): Promise<void>;
  /** Resolves when so many requests have come in all. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

const PULSE = "/pulse";

export async function startHooks(): Promise<Hooks> {
  const got: HookRequest[] = [];
  const behaviours = new Map<string, Behaviour>();
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "";
      if (path === PULSE) {
        response.writeHead(204).end();
        return;
      }
      const headers = Object.entries(request.headers).map(
        ([name, value]): [string, string] => [name, String(value)],
      );
      got.push({
        path,
        headers: Object.fromEntries(headers),
        body: Buffer.concat(chunks).toString(),
      });
      answer(response, behaviours.get(path) ?? 200);
      waiting.forEach((check) => check());
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    pulse: async () => {
      await fetch(origin + PULSE);
    },
    got,
    behave: (path, behaviour) => behaviours.set(path, behaviour),
    arrived: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (got.length >= count) {
            waiting.delete(check);
            resolve();
          }
        };
        waiting.add(check);
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, behaviour: Behaviour): void {
  if (typeof behaviour === "number") {
    response.writeHead(behaviour).end("ok");
  } else if (typeof behaviour === "object") {
    response.writeHead(behaviour.status, behaviour.headers).end();
  } else if (behaviour === "redirects") {
    response.writeHead(302, { location: "/elsewhere" }).end();
  } else if (behaviour === "breaks") {
    response.destroy();
  } else if (behaviour === "endless") {
    response.writeHead(200);
    response.write("a".repeat(65_536));
  } else if (behaviour === "drips") {
    response.socket?.write("HTTP/1.1 20");
  }
}
