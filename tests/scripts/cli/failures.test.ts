/** No wording of the system or of a library reaches a person. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sayFailure } from "../../../scripts/cli/failures";

async function failureOf(act: () => unknown): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

describe("sayFailure", () => {
  it.each([
    ["/nowhere/at/all", "/nowhere/at/all: it does not exist."],
    ["/dev/null/x", "/dev/null/x: a part of the path is a file."],
  ])("says what is wrong with %s", async (path, words) => {
    expect(sayFailure(await failureOf(() => readFile(path)))).toBe(words);
  });

  it("says what is wrong with a port", async () => {
    const listen = () =>
      new Promise((_, reject) => {
        createServer().on("error", reject).listen(1, "192.0.2.1");
      });
    expect(sayFailure(await failureOf(listen))).toBe(
      "192.0.2.1:1: it is no address of this machine.",
    );
  });

  it("names the code of what it does not know", () => {
    const error = Object.assign(new Error("x"), {
      code: "EODD",
      syscall: "read",
    });
    expect(sayFailure(error)).toBe("It failed: the system refuses (EODD).");
  });

  it("says that an answer is not understood", async () => {
    const schema = z.object({ backlog: z.object({ count: z.number() }) });
    const error = await failureOf(() => schema.parse({ backlog: {} }));
    expect(sayFailure(error)).toBe(
      "An answer of the server is not understood (backlog.count). Is it of another version?",
    );
  });

  it("repeats our own sentences", () => {
    expect(sayFailure(new Error("Nothing runs."))).toBe("Nothing runs.");
    expect(sayFailure("text")).toBe("text");
  });
});
