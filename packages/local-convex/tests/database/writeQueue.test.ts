import { describe, expect, it } from "vitest";
import { type Urgency, WriteQueue } from "../../src/database/writeQueue";

/** Runs batches of given lengths on a clock of its own; ms per kind. */
function simulate(
  queue: WriteQueue<string>,
  lengthMs: Record<Urgency, number>,
  untilMs: number,
  refill: (now: number) => void,
) {
  const spent = { interactive: 0, background: 0, nothing: 0 };
  for (let now = 0; now < untilMs;) {
    refill(now);
    const turn = queue.turn(now);
    if (typeof turn !== "string") {
      spent.nothing += turn.waitMs;
      now += turn.waitMs;
      continue;
    }
    queue.take(turn, true);
    const end = now + lengthMs[turn];
    queue.ended(turn, now, end);
    spent[turn] += end - now;
    now = end;
  }
  return spent;
}

describe("WriteQueue", () => {
  it("interactive writes go first, in their order", () => {
    const queue = new WriteQueue<string>();
    queue.push("job", "background");
    queue.push("a", "interactive");
    queue.push("b", "interactive");
    expect(queue.turn(0)).toBe("interactive");
    expect(queue.take("interactive", true)).toBe("a");
    expect(queue.take("interactive", false)).toBe("b");
    expect(queue.take("interactive", false)).toBeUndefined();
  });

  it("a background batch ends when somebody waits, but is never empty", () => {
    const queue = new WriteQueue<string>();
    queue.push("job 1", "background");
    queue.push("job 2", "background");
    expect(queue.take("background", true)).toBe("job 1");
    queue.push("a", "interactive");
    expect(queue.take("background", false)).toBeUndefined();
    expect(queue.take("background", true)).toBe("job 2");
  });

  it("alone, background writes run without a pause", () => {
    const queue = new WriteQueue<string>();
    const spent = simulate(queue, { interactive: 1, background: 6 }, 600, () =>
      queue.push("job", "background"),
    );
    expect(spent).toEqual({ interactive: 0, background: 600, nothing: 0 });
  });

  it("under constant load the background keeps a tenth of the time", () => {
    const queue = new WriteQueue<string>();
    const spent = simulate(
      queue,
      { interactive: 2, background: 6 },
      60_000,
      () => {
        queue.push("job", "background");
        queue.push("call", "interactive");
      },
    );
    expect(spent.nothing).toBe(0);
    expect(spent.background / 60_000).toBeCloseTo(1 / 10, 1);
  });

  it("while a request is under way the background rests, not longer", () => {
    const queue = new WriteQueue<string>();
    queue.push("job 1", "background");
    queue.push("job 2", "background");
    const answered = queue.began(0);
    expect(queue.turn(0)).toBe("background");
    queue.take("background", true);
    queue.ended("background", 0, 3);
    expect(queue.turn(3)).toEqual({ waitMs: 27 });
    expect(queue.turn(30)).toBe("background");
    answered();
    expect(queue.turn(4)).toBe("background");
  });

  it("a request that takes long holds nothing back", () => {
    const queue = new WriteQueue<string>();
    queue.push("job", "background");
    queue.began(0);
    queue.ended("background", 0, 20);
    expect(queue.turn(20)).toEqual({ waitMs: 30 });
    expect(queue.turn(50)).toBe("background");
  });

  it("a long request holds nothing back, nor do quick ones after it", () => {
    const queue = new WriteQueue<string>();
    queue.push("job", "background");
    queue.began(0);
    queue.ended("background", 0, 100);
    for (let now = 60; now < 200; now += 10) {
      const answered = queue.began(now);
      answered();
      expect(queue.turn(now)).toBe("background");
    }
  });
});
