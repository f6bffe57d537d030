import { describe, expect, it } from "vitest";
import type { Provider } from "../../../src/lib/ai/providers";
import { tierFor, timeoutFor } from "../../../src/lib/ai/tier";

const NOW = Date.parse("2026-11-21T00:00:00Z");

const tier = (provider: Provider, model: string, attempt = 1) =>
  tierFor({ provider, model, attempt, now: NOW });

describe("tierFor", () => {
  it("asks for flex twice, then for the standard tier", () => {
    expect(
      [1, 2, 3, 4].map((attempt) => tier("openai", "gpt-6-luna", attempt)),
    ).toEqual(["flex", "flex", "default", "default"]);
  });

  it.each([
    ["openai", "gpt-5-nano"],
    ["openai", "unknown"],
    ["xai", "grok-4.3"],
    ["gemini", "gemini-3.1-flash-lite"],
    ["local", "gpt-6-luna"],
  ] as const)("asks %s for nothing special with %s", (provider, model) => {
    expect(tier(provider, model)).toBe("default");
  });
});

it("leaves time within an action for several answers", () => {
  const ACTION_MS = 10 * 60_000;
  for (const name of ["flex", "default"] as const) {
    expect(timeoutFor(name)).toBeGreaterThan(0);
    expect(timeoutFor(name) * 3).toBeLessThan(ACTION_MS);
  }
});
