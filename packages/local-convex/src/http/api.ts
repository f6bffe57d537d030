/** The function endpoints: what `ConvexHttpClient`, `curl` and `convex run` call. */
import { z } from "zod";
import type { FunctionKind } from "../execution/guestFunctions";
import { type CallOutcome, failureMessage, type Host } from "../host/host";
import { jsonValue, parseJson } from "../host/json";
import { decodeTs, encodeTs } from "../values/timestamp";
import { parseWith } from "./body";
import { toCleanJson } from "./cleanJson";
import { HttpError } from "./httpError";
import {
  type ApiReply,
  type ApiRequest,
  type ApiRoutes,
  jsonReply,
} from "./server";

/** The status of answers whose function failed, known to the official clients. */
const FUNCTION_FAILED = 560;

const callBody = z.object({
  path: z.string(),
  args: jsonValue.default({}),
  format: z.string().default("json"),
  componentPath: z.string().nullish(),
  ts: z.string().optional(),
});
type CallBody = z.infer<typeof callBody>;

type Kind = FunctionKind | "any";
type Calls = Pick<Host, "call">;

/** @param calls runs the functions: the host, or what keeps results before it. */
export function functionRoutes(host: Host, calls: Calls): ApiRoutes {
  const post = (kind: Kind) => async (request: ApiRequest) =>
    answer(calls, kind, await request.callBody(callBody), request);
  return {
    "GET /version": () => text("local-convex"),
    "GET /.well-known/jwks.json": async () =>
      jsonReply(await host.runner.signingKey.publicKeys()),
    "GET /instance_name": () => text("local-convex"),
    "GET /instance_version": () => text("local-convex"),
    // For `convex network-test`: what is sent comes back.
    "POST /echo": async (request) => ({
      status: 200,
      bytes: await request.bytes(),
    }),
    "POST /api/query": post("query"),
    "POST /api/mutation": post("mutation"),
    "POST /api/action": post("action"),
    "POST /api/function": post("any"),
    "GET /api/query": async (request) =>
      answer(calls, "query", queryParameters(request.url), request),
    "POST /api/query_ts": async () =>
      jsonReply({ ts: encodeTs(host.engine.latestTs) }),
    "POST /api/query_at_ts": async (request) => {
      const body = await request.callBody(callBody);
      if (body.ts === undefined || decodeTs(body.ts) > host.engine.latestTs) {
        throw new HttpError(
          400,
          "BadTimestamp",
          "This timestamp is not known.",
        );
      }
      return answer(calls, "query", body, request);
    },
    "POST /api/run/*": async (request) => {
      const rest = request.url.pathname.slice("/api/run/".length);
      const separator = rest.lastIndexOf("/");
      const path = `${rest.slice(0, Math.max(0, separator))}:${rest.slice(separator + 1)}`;
      const body = await request.callBody(callBody.omit({ path: true }));
      return answer(calls, "any", { ...body, path }, request);
    },
  };
}

function queryParameters({ searchParams }: URL): CallBody {
  const args = searchParams.get("args") ?? "{}";
  return callBody.parse({
    path: searchParams.get("path") ?? "",
    args: parseWith(jsonValue, args),
    format: searchParams.get("format") ?? "json",
  });
}

async function answer(
  calls: Calls,
  kind: Kind,
  body: CallBody,
  request: ApiRequest,
): Promise<ApiReply> {
  const caller = await request.caller();
  // Arguments come as the object itself or as a list of one.
  const args = Array.isArray(body.args) ? (body.args[0] ?? {}) : body.args;
  const component = body.componentPath ?? "";
  const { path } = body;
  const outcome = await calls.call({ kind, path, component, args, caller });
  return callReply(outcome, body.format);
}

/** The answer to a function call over HTTP; `format` as clients name it. */
export function callReply(outcome: CallOutcome, format: string): ApiReply {
  const clean = format !== "convex_encoded_json";
  const { failure, logLines } = outcome;
  if (failure !== null) {
    const { data } = failure;
    const json = JSON.stringify({
      status: "error",
      errorMessage: failureMessage(outcome, failure),
      errorData: clean && data !== undefined ? toCleanJson(data) : data,
      logLines,
    });
    return { status: FUNCTION_FAILED, json };
  }
  const value = clean ? cleanText(outcome.json) : outcome.json;
  const json = `{"status":"success","value":${value},"logLines":${JSON.stringify(logLines)}}`;
  return { status: 200, json };
}

function cleanText(encoded: string): string {
  return JSON.stringify(toCleanJson(parseJson(encoded)));
}

function text(body: string): Promise<ApiReply> {
  return Promise.resolve({ status: 200, text: body });
}
