import { describe, expect, it } from "vitest";
import { readCapped } from "../../../src/lib/webhooks/body";

/** A stream of chunks of these sizes that tells how far it was read. */
function streamOf(sizes: number[]) {
  const seen = { pulled: 0, isCancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const size = sizes[seen.pulled];
        if (size === undefined) {
          controller.close();
          return;
        }
        controller.enqueue(new Uint8Array(size).fill(seen.pulled));
        seen.pulled += 1;
      },
      cancel() {
        seen.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, seen };
}

describe("readCapped", () => {
  it("joins the chunks in order", async () => {
    const { stream } = streamOf([2, 0, 3]);
    expect(await readCapped(stream, 5)).toEqual({
      kind: "ok",
      bytes: Uint8Array.from([0, 0, 2, 2, 2]),
    });
  });

  it("takes no body for an empty one", async () => {
    const empty = { kind: "ok", bytes: new Uint8Array(0) };
    expect(await readCapped(null, 5)).toEqual(empty);
    expect(await readCapped(streamOf([]).stream, 0)).toEqual(empty);
  });

  it("stops reading and cancels one byte past the limit", async () => {
    const { stream, seen } = streamOf([3, 3, 1000, 1000]);
    expect(await readCapped(stream, 5)).toEqual({ kind: "too_large" });
    expect(seen).toEqual({ pulled: 2, isCancelled: true });
  });

  it("fails when the stream does", async () => {
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error("connection lost"));
      },
    });
    await expect(readCapped(stream, 5)).rejects.toThrow("connection lost");
  });
});
