/** Progress output: nobody waits longer than three seconds without a line. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drawActivity, withActivity } from "../../../scripts/cli/activity";
import { formatElapsed, Live } from "../../../scripts/cli/live";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function capture(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return { output: { write, isTTY, columns: 20 }, written };
}

describe("Live", () => {
  it("writes a line after three seconds of silence, and after each line", () => {
    const { output, written } = capture(false);
    const live = new Live(() => "at work", { output });
    vi.advanceTimersByTime(2_999);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written).toEqual(["at work\n"]);
    vi.advanceTimersByTime(2_000);
    live.say("news");
    vi.advanceTimersByTime(2_999);
    expect(written).toEqual(["at work\n", "news\n"]);
    vi.advanceTimersByTime(3_001);
    expect(written.slice(2)).toEqual(["at work\n", "at work\n"]);
    live.stop();
    vi.advanceTimersByTime(60_000);
    expect(written).toHaveLength(4);
  });

  it("redraws one line of a terminal, no longer than it is wide", () => {
    const { output, written } = capture(true);
    const live = new Live(() => "x".repeat(50), { output });
    vi.advanceTimersByTime(1_000);
    expect(new Set(written)).toEqual(new Set([`\r\u001b[K${"x".repeat(19)}`]));
    live.say("news");
    expect(written.slice(-2)).toEqual(["\r\u001b[K", "news\n"]);
    live.stop();
    expect(written.at(-1)).toBe("\r\u001b[K");
  });
});

describe("withActivity", () => {
  it.each([
    [false, "Waiting ... 3 s\n"],
    [true, /^\r\u001b\[KWaiting \[-*####/],
  ])("says what takes long (terminal: %s)", async (isTTY, line) => {
    const { output, written } = capture(isTTY);
    let finish = () => {};
    const work = new Promise<void>((resolve) => (finish = resolve));
    const done = withActivity("Waiting", () => work, {
      output: { ...output, columns: 80 },
    });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(written).toContainEqual(
      typeof line === "string" ? line : expect.stringMatching(line),
    );
    finish();
    await done;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("drawActivity", () => {
  it("wanders from end to end", () => {
    const at = (milliseconds: number) =>
      drawActivity("Starting", milliseconds).slice("Starting ".length);
    expect(at(0)).toBe("[####--------------------] 0.0 s");
    expect(at(2000)).toBe("[--------------------####] 2.0 s");
    expect(at(4000)).toBe("[####--------------------] 4.0 s");
  });
});

describe("formatElapsed", () => {
  it("counts seconds, then minutes", () => {
    expect(formatElapsed(59_999)).toBe("59 s");
    expect(formatElapsed(200_000)).toBe("3 min 20 s");
  });
});
