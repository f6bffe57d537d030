/**
 * Kapso's read API over real HTTP (docs/kapso-contract.md, section 14): the same
 * paths, paging, headers and limits, with an archive behind it.
 */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import {
  Archive,
  selectConversations,
  selectMessages,
  type Row,
} from "./archive";
import { faults, type ApiRequest, type Fault } from "./faults";
import { answerMedia, MEDIA_ORIGIN } from "./media";

const BASE_PATH = "/platform/v1";
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const MINUTE_MS = 60_000;

export interface KapsoApi {
  /** For KAPSO_API_URL. */
  url: string;
  /** The key that it takes. */
  apiKey: string;
  archive: Archive;
  requests: ApiRequest[];
  /** One for each of the next requests; `usual` for the others. */
  queue: Fault[];
  usual: Fault;
  /** Happens before a request is answered: a list may change between two pages. */
  onRequest: ((request: ApiRequest) => void) | undefined;
  /** Requests a minute. */
  limit: number;
  /** Cursors given out until now are not taken any more. */
  expireCursors(): void;
  close(): Promise<void>;
}

export interface KapsoApiOptions {
  apiKey?: string | undefined;
  /** Default: a free one. */
  port?: number;
  archive?: Archive;
  usual?: Fault;
  limit?: number | undefined;
  now?: () => number;
}

interface Answer {
  status: number;
  body: unknown;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const error = (status: number, text: string): Answer => ({
  status,
  body: { error: text },
});

/** Cursors name the row after which to go on, so that pages do not overlap. */
class Cursors {
  #generation = 0;

  expire(): void {
    this.#generation += 1;
  }

  write(id: string): string {
    const text = JSON.stringify([this.#generation, id]);
    return Buffer.from(text).toString("base64url");
  }

  /** The row's id; null for a cursor that is not taken. */
  read(cursor: string): string | null {
    try {
      const parsed: unknown = JSON.parse(
        Buffer.from(cursor, "base64url").toString("utf8"),
      );
      return Array.isArray(parsed) &&
        parsed[0] === this.#generation &&
        typeof parsed[1] === "string"
        ? parsed[1]
        : null;
    } catch {
      return null;
    }
  }
}

function pageByCursor(
  rows: readonly Row[],
  query: URLSearchParams,
  cursors: Cursors,
): Answer {
  const limit = Number(query.get("limit") ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return error(400, "limit must be between 1 and 100");
  }
  const after = query.get("after");
  const afterId = after === null ? null : cursors.read(after);
  const place = rows.findIndex(({ id }) => id === afterId);
  if (after !== null && place === -1) {
    return error(400, "Invalid cursor");
  }
  const data = rows.slice(place + 1, place + 1 + limit);
  const [first, last] = [data[0], data.at(-1)];
  const hasMore = place + 1 + data.length < rows.length;
  return ok({
    data,
    paging: {
      cursors: {
        before: first === undefined ? null : cursors.write(first.id),
        after: last === undefined ? null : cursors.write(last.id),
      },
      next: hasMore && last !== undefined ? cursors.write(last.id) : null,
      previous: null,
    },
  });
}

function pageByNumber(rows: readonly Row[], query: URLSearchParams): Answer {
  const perPage = Number(query.get("per_page") ?? DEFAULT_LIMIT);
  const page = Number(query.get("page") ?? 1);
  return ok({
    data: rows.slice((page - 1) * perPage, page * perPage),
    meta: {
      page,
      per_page: perPage,
      total_pages: Math.ceil(rows.length / perPage),
      total_count: rows.length,
    },
  });
}

function answer(
  archive: Archive,
  cursors: Cursors,
  { path, query }: ApiRequest,
): Answer {
  const [, first, second, id, third] = path.split("/");
  switch (`${first}/${second}`) {
    case "whatsapp/conversations":
      return pageByCursor(selectConversations(archive, query), query, cursors);
    case "whatsapp/messages":
      return pageByCursor(selectMessages(archive, query), query, cursors);
    case "whatsapp/contacts":
      return pageByCursor([...archive.contacts.values()], query, cursors);
    case "whatsapp/phone_numbers":
      return third === "webhooks"
        ? pageByNumber(
            archive.webhooks.filter((row) => row["phone_number_id"] === id),
            query,
          )
        : pageByNumber(archive.phoneNumbers, query);
    case "webhook_deliveries/undefined":
      return pageByCursor(archive.deliveries, query, cursors);
    case "workflows/undefined":
      return ok({ data: archive.workflows.map(({ row }) => row) });
    default: {
      const workflow = archive.workflows.find(({ row }) => row.id === second);
      return first === "workflows" && id === "definition" && workflow
        ? ok({ data: workflow.definition })
        : error(404, "Not found");
    }
  }
}

/** The minute's requests by Kapso's count. */
class Minute {
  #startedAt = 0;
  #count = 0;

  /** How many are left after this one; below 0 when it is too much. */
  take(limit: number, now: number): number {
    if (now - this.#startedAt >= MINUTE_MS) {
      this.#startedAt = now;
      this.#count = 0;
    }
    this.#count += 1;
    return limit - this.#count;
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("a listening server has a port -- invariant");
  }
  return address.port;
}

/** Paths of the API are below its base; those of files are whole. */
const toRequest = (url: URL, index: number): ApiRequest => ({
  path: url.pathname.startsWith(BASE_PATH)
    ? url.pathname.slice(BASE_PATH.length)
    : url.pathname,
  query: url.searchParams,
  index,
});

/** Why a request gets nothing of the archive; null when it does. */
function refusalOf(
  method: string | undefined,
  hasKey: boolean,
  left: number,
): Answer | null {
  if (!hasKey) {
    return error(401, "Invalid API key");
  }
  if (method !== "GET") {
    return error(405, "Only reading is simulated");
  }
  return left < 0 ? error(429, "Rate limit exceeded") : null;
}

/** Starts the API on loopback; `close` ends it with all connections. */
export async function startKapsoApi({
  apiKey = "kapso-simulator-key",
  port = 0,
  archive = new Archive(),
  usual = faults.none(),
  limit = 100,
  now = Date.now,
}: KapsoApiOptions = {}): Promise<KapsoApi> {
  const cursors = new Cursors();
  const minute = new Minute();
  const respond = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const asked = toRequest(url, api.requests.length);
    api.requests.push(asked);
    api.onRequest?.(asked);
    const fault = api.queue.shift() ?? api.usual;
    if (fault(asked, response)) {
      return;
    }
    const hasKey = request.headers["x-api-key"] === apiKey;
    const { origin } = new URL(api.url);
    const file = answerMedia(asked.path, origin, hasKey);
    if (file !== null) {
      response.writeHead(file.status, file.headers).end(file.body);
      return;
    }
    const left = minute.take(api.limit, now());
    const { status, body } =
      refusalOf(request.method, hasKey, left) ??
      answer(archive, cursors, asked);
    response
      .writeHead(status, {
        "Content-Type": "application/json",
        "X-RateLimit-Limit": String(api.limit),
        "X-RateLimit-Remaining": String(Math.max(left, 0)),
        ...(status === 429 ? { "Retry-After": "60" } : {}),
      })
      .end(JSON.stringify(body).replaceAll(MEDIA_ORIGIN, origin));
  };
  const server = createServer(respond);
  const api: KapsoApi = {
    url: `http://127.0.0.1:${await listen(server, port)}${BASE_PATH}`,
    apiKey,
    archive,
    requests: [],
    queue: [],
    usual,
    onRequest: undefined,
    limit,
    expireCursors: () => cursors.expire(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return api;
}
