/** Steps side by side: counts, failures, and what a person sees. */
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import {
  formatTotals,
  runSteps,
  toResult,
  type Step,
} from "../../../scripts/checks/steps";

function capture() {
  const stream = new PassThrough();
  let text = "";
  stream.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
  const output = Object.assign(stream, { isTTY: false, columns: 80 });
  return { output, read: () => text };
}

const step = (name: string, run: Step["run"]): Step => ({ name, run });

describe("runSteps", () => {
  it("adds up every step and goes on after a failure", async () => {
    const { output, read } = capture();
    const totals = await runSteps(
      [
        step("first", async () => toResult(false, "what went wrong")),
        step("second", async () => toResult(true, "not shown")),
        step("tests", async () => ({ passed: 40, failed: 2, output: "two" })),
      ],
      2,
      output,
    );
    expect(totals).toEqual({ passed: 41, failed: 3 });
    expect(read()).toMatch(/FAIL first \(\d+\.\d s\)\nwhat went wrong\n/);
    expect(read()).toMatch(/ok {3}second \(\d+\.\d s\)\n/);
    expect(read()).toMatch(/FAIL tests \(\d+\.\d s, 40 passed\)\ntwo\n/);
    expect(read()).not.toContain("not shown");
  });

  it("takes an exception for a failure", async () => {
    const { output, read } = capture();
    const totals = await runSteps(
      [
        step("broken", async () => {
          throw new Error("no such tool");
        }),
      ],
      1,
      output,
    );
    expect(totals).toEqual({ passed: 0, failed: 1 });
    expect(read()).toContain("no such tool");
  });

  it("takes the next step as soon as a worker is free", async () => {
    const { output } = capture();
    const order: string[] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const note = (name: string, wait?: Promise<void>) =>
      step(name, async () => {
        await wait;
        order.push(name);
        return toResult(true, "");
      });
    const opens = step("opens", async () => {
      order.push("opens");
      release();
      return toResult(true, "");
    });
    await runSteps([note("waits", gate), note("a"), opens], 2, output);
    expect(order).toEqual(["a", "opens", "waits"]);
  });
});

describe("formatTotals", () => {
  it("is the line that ends npm test", () => {
    expect(formatTotals({ passed: 12, failed: 0 })).toBe("12 passed, 0 failed");
  });
});
