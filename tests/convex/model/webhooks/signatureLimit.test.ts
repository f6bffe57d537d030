/** The limit on failed signatures: who is told to wait, and when. */
import { convexTest } from "convex-test";
import { describe, expect, it, vi } from "vitest";
import schema from "../../../../convex/schema";
import { inbound, SEKAR } from "../../../support/bodies";
import { useConvexEnvironment } from "../../../support/environment";
import { postPlain, postSigned, WEBHOOK_PATH } from "../../../support/requests";
import { setupDemo } from "../../../support/setup";

useConvexEnvironment();

const BODY = JSON.stringify(inbound({ id: "w1", person: SEKAR, at: 0 }).body);

describe("a sender that keeps failing", () => {
  it("is told to wait after 100 tries a minute; signed traffic never is", async () => {
    const { t } = await setupDemo();
    const stranger = t.withRequestMetadata({ ip: "203.0.113.7" });
    for (let i = 0; i < 100; i++) {
      expect((await postPlain(stranger, BODY)).status).toBe(401);
    }
    const limited = await postPlain(stranger, BODY);
    const seconds = Number(limited.headers.get("Retry-After"));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(limited.status).toBe(429);
    expect(await limited.json()).toMatchObject({ error: "rate_limited" });
    expect((await postSigned(stranger, { body: BODY })).status).toBe(200);
    const other = t.withRequestMetadata({ ip: "203.0.113.8" });
    expect((await postPlain(other, BODY)).status).toBe(401);
    vi.advanceTimersByTime(60_000);
    expect((await postPlain(stranger, BODY)).status).toBe(401);
  });

  it("is limited with its whole IPv6 network", async () => {
    const { t } = await setupDemo();
    const from = (ip: string) => postPlain(t.withRequestMetadata({ ip }), BODY);
    for (let i = 0; i < 100; i++) {
      expect((await from(`2001:db8:0:7::${i.toString(16)}`)).status).toBe(401);
    }
    expect((await from("2001:db8:0:7:ffff::1")).status).toBe(429);
    expect((await from("2001:db8:0:8::1")).status).toBe(401);
  });

  it("is answered before the body is read unless that may be signed", async () => {
    const { t } = await setupDemo();
    const stranger = t.withRequestMetadata({ ip: "203.0.113.7" });
    const statusOf = async (headers: Record<string, string>) => {
      let reads = 0;
      const body = new ReadableStream<Uint8Array>(
        {
          pull: (controller) => {
            reads++;
            controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      const init = { method: "POST", headers, body, duplex: "half" };
      const { status } = await stranger.fetch(WEBHOOK_PATH, init);
      return { status, reads };
    };
    const malformed = { "X-Webhook-Signature": "sha256=0" };
    const wellFormed = { "X-Webhook-Signature": "0".repeat(64) };
    expect(await statusOf({})).toEqual({ status: 401, reads: 1 });
    for (let i = 0; i < 99; i++) {
      await postPlain(stranger, BODY);
    }
    expect(await statusOf({})).toEqual({ status: 429, reads: 0 });
    expect(await statusOf(malformed)).toEqual({ status: 429, reads: 0 });
    expect(await statusOf(wellFormed)).toEqual({ status: 429, reads: 1 });
  });

  it("is refused all the same when its limit cannot be counted", async () => {
    const modules = import.meta.glob("../../../../convex/**/*.*s");
    // Without the rate limiter every look at a limit fails.
    const t = convexTest({ schema, modules });
    expect((await postPlain(t, BODY)).status).toBe(401);
  });
});
