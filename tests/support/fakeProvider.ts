/**
 * A real HTTP server that speaks OpenAI's chat.completions and misbehaves as
 * told, request by request. It remembers what it was sent and what it still owes.
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { z } from "zod";

/** What every request must have; the rest is kept as it came. */
const bodySchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
});

export interface ChatCall {
  body: z.infer<typeof bodySchema>;
  headers: IncomingHttpHeaders;
  /** From 0, over all requests. */
  index: number;
}

/** Answers one request, or leaves it open. */
export type Reply = (call: ChatCall, response: ServerResponse) => unknown;

export interface FakeProvider {
  /** For AI_BASE_URL. */
  url: string;
  calls: ChatCall[];
  /** Replies for the next requests, one each; `usual` answers the others. */
  queue: Reply[];
  usual: Reply;
  /** Requests begun and neither answered nor given up. */
  open: number;
  /** Requests that the caller gave up. */
  abandoned: number;
  /** Resolves when nothing is open. */
  idle(): Promise<void>;
  /** Resolves when a request has come in whole and its reply has begun. */
  received(): Promise<void>;
  close(): Promise<void>;
}

/** A completion as OpenAI sends it. */
interface Completion {
  text?: string | null;
  finishReason?: string;
  model?: string;
  tier?: string;
  refusal?: string;
  /** Undefined = counted from the text; null = not sent at all. */
  usage?: unknown;
}

/** Like a tokenizer: four characters a token. */
const tokensIn = (text: string) => Math.max(1, Math.ceil(text.length / 4));

export function usageOf(call: ChatCall, text: string) {
  const prompt = tokensIn(call.body.messages.map((m) => m.content).join("\n"));
  const completion = tokensIn(text);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { "Content-Type": "application/json", ...headers })
    .end(JSON.stringify(body));
}

function completionFor(call: ChatCall, given: Completion): unknown {
  const text = given.text === undefined ? "ok" : given.text;
  const usage =
    given.usage === undefined ? usageOf(call, text ?? "") : given.usage;
  return {
    id: `chatcmpl-${call.index}`,
    object: "chat.completion",
    created: 1_790_000_000,
    model: given.model ?? call.body.model,
    ...(given.tier === undefined ? {} : { service_tier: given.tier }),
    choices: [
      {
        index: 0,
        finish_reason: given.finishReason ?? "stop",
        message: {
          role: "assistant",
          content: text,
          refusal: given.refusal ?? null,
        },
      },
    ],
    ...(usage === null ? {} : { usage }),
  };
}

/** An error as OpenAI sends it. */
function sendError(
  response: ServerResponse,
  status: number,
  error: { code?: string; type?: string; param?: string; message?: string },
  headers: Record<string, string> = {},
): void {
  const { code = null, type = "error", param = null, message = "" } = error;
  sendJson(
    response,
    status,
    { error: { message, type, param, code } },
    headers,
  );
}

/** The ways to answer. */
export const replies = {
  well:
    (completion: Completion = {}): Reply =>
    (call, response) =>
      sendJson(response, 200, completionFor(call, completion)),

  /** Holds the answer back until the promise resolves. */
  slowly:
    (until: Promise<unknown>, completion: Completion = {}): Reply =>
    async (call, response) => {
      await until;
      sendJson(response, 200, completionFor(call, completion));
    },

  /** Never answers. */
  silent: (): Reply => () => undefined,

  /** Sends the headers and half of the body, then nothing more. */
  stalled: (): Reply => (call, response) => {
    const body = JSON.stringify(completionFor(call, {}));
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Content-Length": String(body.length),
    });
    response.write(body.slice(0, body.length / 2));
  },

  /** Breaks the connection instead of answering. */
  hangUp: (): Reply => (_call, response) => response.destroy(),

  rateLimited:
    (headers: Record<string, string> = {}): Reply =>
    (_call, response) =>
      sendError(
        response,
        429,
        { code: "rate_limit_exceeded", message: "Rate limit reached" },
        headers,
      ),

  insufficientQuota: (): Reply => (_call, response) =>
    sendError(
      response,
      429,
      { code: "insufficient_quota", type: "insufficient_quota" },
      { "Retry-After": "1" },
    ),

  failing:
    (status = 500, headers: Record<string, string> = {}): Reply =>
    (_call, response) =>
      sendError(response, status, { message: "No" }, headers),

  /** Refuses the first of these fields that a request has; else answers well. */
  refusing:
    (...names: string[]): Reply =>
    (call, response) => {
      const param = names.find((name) => name in call.body);
      if (param === undefined) {
        return sendJson(response, 200, completionFor(call, {}));
      }
      sendError(response, 400, {
        code: "unsupported_parameter",
        type: "invalid_request_error",
        param,
        message: `Unsupported parameter: '${param}'`,
      });
    },

  /** The same in Gemini's form: an array, and the name only in the text. */
  refusingAsGemini:
    (name: string): Reply =>
    (call, response) => {
      if (!(name in call.body)) {
        return sendJson(response, 200, completionFor(call, {}));
      }
      const message = `Invalid JSON payload received. Unknown name "${name}": Cannot find field.`;
      sendJson(response, 400, [
        { error: { code: 400, message, status: "INVALID_ARGUMENT" } },
      ]);
    },

  /** A proxy's page with status 200. */
  html: (): Reply => (_call, response) =>
    response
      .writeHead(200, { "Content-Type": "text/html" })
      .end("<html><body>Sign in to continue</body></html>"),

  /** Says JSON and is none. */
  brokenJson: (): Reply => (_call, response) =>
    response
      .writeHead(200, { "Content-Type": "application/json" })
      .end('{"choices": [{"mess'),

  /** JSON, but no completion. */
  wrongJson:
    (body: unknown = { result: "ok" }): Reply =>
    (_call, response) =>
      sendJson(response, 200, body),
};

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk as Uint8Array));
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

/** Listens on a free port of loopback and returns it. */
async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("a listening server has a port -- invariant");
  }
  return address.port;
}

/** Starts the provider on a free port; `close` ends it with all connections. */
export async function startFakeProvider(
  usual: Reply = replies.well(),
): Promise<FakeProvider> {
  const waiting: (() => void)[] = [];
  const expectant: (() => void)[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    provider.open += 1;
    response.on("close", () => {
      provider.open -= 1;
      provider.abandoned += response.writableFinished ? 0 : 1;
      if (provider.open === 0) {
        waiting.splice(0).forEach((resolve) => resolve());
      }
    });
    if (request.method !== "POST") {
      return sendError(response, 404, { message: "Unknown request" });
    }
    const body = bodySchema.safeParse(await readBody(request));
    if (request.url !== "/v1/chat/completions" || !body.success) {
      return sendError(response, 404, { message: "Unknown request" });
    }
    const { headers } = request;
    const call = { body: body.data, headers, index: provider.calls.length };
    provider.calls.push(call);
    const reply = provider.queue.shift() ?? provider.usual;
    const replied = reply(call, response);
    expectant.splice(0).forEach((resolve) => resolve());
    await replied;
  };
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const port = await listen(server);
  const provider: FakeProvider = {
    url: `http://127.0.0.1:${port}/v1`,
    calls: [],
    queue: [],
    usual,
    open: 0,
    abandoned: 0,
    idle: () =>
      provider.open === 0
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push(resolve)),
    received: () =>
      provider.calls.length > 0
        ? Promise.resolve()
        : new Promise((resolve) => expectant.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return provider;
}
