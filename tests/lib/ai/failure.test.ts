import { describe, expect, it } from "vitest";
import {
  classifyRefusal,
  FAILURE_CODES,
  isRetryable,
  mayBeBilled,
  needsOperator,
} from "../../../src/lib/ai/failure";

const refuse = (
  status: number,
  over: { code?: string; message?: string; headers?: HeadersInit } = {},
) => {
  const headers = new Headers(over.headers);
  return classifyRefusal(
    {
      status,
      code: over.code ?? null,
      message: over.message ?? "",
      header: (name) => headers.get(name),
    },
    0,
  );
};

describe("classifyRefusal", () => {
  it.each([
    [400, "invalid_request"],
    [401, "unauthorized"],
    [402, "quota_exhausted"],
    [403, "unauthorized"],
    [404, "not_found"],
    [408, "server_error"],
    [409, "server_error"],
    [413, "invalid_request"],
    [422, "invalid_request"],
    [429, "rate_limited"],
    [500, "server_error"],
    [503, "server_error"],
    [529, "server_error"],
  ])("sorts %i as %s", (status, code) => {
    expect(refuse(status)).toEqual({ code });
  });

  it.each([
    [429, { code: "insufficient_quota" }],
    [429, { code: "billing_hard_limit_reached" }],
    [
      403,
      {
        message:
          "Your team has either used all available credits or reached its monthly spending limit.",
      },
    ],
  ])("knows an account without money: %i %j", (status, over) => {
    const headers = { "retry-after": "1" };
    expect(refuse(status, { ...over, headers })).toEqual({
      code: "quota_exhausted",
    });
  });

  it("carries what the provider asks to wait", () => {
    const headers = { "Retry-After": "7" };
    expect(refuse(429, { headers })).toEqual({
      code: "rate_limited",
      retryAfterMs: 7000,
    });
    expect(refuse(503, { headers }).retryAfterMs).toBe(7000);
    expect(refuse(400, { headers })).toEqual({ code: "invalid_request" });
  });
});

describe("isRetryable, needsOperator and mayBeBilled", () => {
  it("is retryable, or needs an operator, or another request", () => {
    for (const code of FAILURE_CODES) {
      const ways = [isRetryable(code), needsOperator(code)].filter(Boolean);
      expect(ways.length, code).toBe(code === "refused_parameter" ? 0 : 1);
    }
  });

  it("may be billed where the work may have been done", () => {
    expect(FAILURE_CODES.filter(mayBeBilled)).toEqual([
      "timeout",
      "connection",
      "malformed_answer",
    ]);
  });
});
