/** Serves the built page: static files, their headers, and where the functions are. */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { isServedOpenly, requestTimeoutOptions } from "local-convex";
import sirv from "sirv";
import type { SampleDayOutcome } from "./sampleDay";

const NOT_YET = "The functions are starting.\n";
/** Assets have a hash of their content in their names. */
const ASSETS = "/assets/";
const FOREVER = "public, max-age=31536000, immutable";
const CHECK_FIRST = "no-cache";

export interface FunctionOrigins {
  api: string;
  site: string;
}

type TellSampleDay = () => Promise<SampleDayOutcome>;

const SAMPLE_DAY = "/sample-day";

/** The sample day, where there is one, and who may ask for it. */
interface Offer {
  tell?: TellSampleDay;
  readonly origins: readonly string[];
}

/**
 * Tells the sample day, asked by the page itself: a script of another site that
 * runs in a browser on this machine is refused.
 */
async function answerSampleDay(
  request: IncomingMessage,
  response: ServerResponse,
  { tell, origins }: Offer,
): Promise<void> {
  const end = (status: number) => {
    response.writeHead(status, { "Content-Length": "0" });
    response.end();
  };
  if (tell === undefined || request.method !== "POST") {
    end(404);
  } else if (!origins.includes(request.headers.origin ?? "")) {
    end(403);
  } else {
    try {
      end((await tell()) === "told" ? 204 : 409);
    } catch {
      end(500);
    }
  }
}

export interface PageServer {
  url: string;
  /** What browsers on this machine may call it. */
  origins: string[];
  /** From now on answers with the page in `folder`; until then with 503. */
  serve(folder: string, functions: FunctionOrigins): void;
  /** From now on the page offers a sample day, which `tell` tells. */
  offerSampleDay(tell: TellSampleDay): void;
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
 * Headers of every answer. Scripts and styles come from files of this origin
 * only, and the page speaks to the functions and nobody else.
 */
export function pageHeaders({ api, site }: FunctionOrigins) {
  const socket = api.replace(/^http/, "ws");
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self' data: blob:",
      `media-src 'self' ${api} ${site}`,
      `connect-src 'self' ${api} ${socket} ${site}`,
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "object-src 'none'",
      "require-trusted-types-for 'script'",
    ].join("; "),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    // Links to Kapso and WhatsApp must not tell which contact was open.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** One folder of files; a path without a dot is a place of the page. */
function filesOf(
  folder: string,
  functions: FunctionOrigins,
  offer: Offer,
): Handler {
  const headers = Object.entries(pageHeaders(functions));
  const files = sirv(folder, {
    single: true,
    brotli: true,
    gzip: true,
    etag: true,
    setHeaders: (response, pathname) => {
      const isAsset = pathname.startsWith(ASSETS);
      response.setHeader("Cache-Control", isAsset ? FOREVER : CHECK_FIRST);
    },
  });
  return (request, response) => {
    for (const [name, value] of headers) {
      response.setHeader(name, value);
    }
    if (request.url === "/config.json") {
      response.setHeader("Content-Type", "application/json");
      response.setHeader("Cache-Control", "no-store");
      const { api, site } = functions;
      const sample_day = offer.tell !== undefined;
      const config = { api, site, ...(sample_day && { sample_day }) };
      response.end(JSON.stringify(config));
      return;
    }
    if (request.url === SAMPLE_DAY) {
      void answerSampleDay(request, response, offer);
      return;
    }
    files(request, response, () => {
      response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" });
      response.end("Not found.\n");
    });
  };
}

const notYet: Handler = (_request, response) => {
  response.writeHead(503, {
    "Content-Type": "text/plain; charset=utf-8",
    "Retry-After": "1",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(NOT_YET);
};

/**
 * Holds the page's port; serves the page once the functions run.
 *
 * @param requestLimitMs within what a whole request has to arrive
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function startPage(
  port: number,
  host: string,
  requestLimitMs: number | undefined,
): Promise<PageServer> {
  let handler = notYet;
  const server = createServer(
    requestTimeoutOptions(requestLimitMs),
    (request, response) => handler(request, response),
  );
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${host}]` : host;
  const url = `http://${name}:${address.port}`;
  const origins = originsOf(url, host);
  const offer: Offer = { origins };
  return {
    url,
    origins,
    serve: (folder, functions) => {
      handler = filesOf(folder, functions, offer);
    },
    offerSampleDay: (tell) => {
      offer.tell = tell;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
