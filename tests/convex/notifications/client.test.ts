/** One post to a real server that misbehaves. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { post, SEND_TIMEOUT_MS } from "../../../convex/notifications/client";
import { startHooks, type Behaviour, type Hooks } from "../../support/hooks";

let hooks: Hooks;
beforeEach(async () => {
  vi.stubEnv("NOTIFY_LOOPBACK", "yes");
  hooks = await startHooks();
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await hooks.close();
});

const send = async (behaviour: Behaviour) => {
  hooks.behave("/hook", behaviour);
  const address = `${hooks.origin}/hook`;
  return await post({ address, body: "{}", headers: { "webhook-id": "a" } });
};

describe("an answer", () => {
  it("of 2xx is all that is wanted, also with a body that never ends", async () => {
    expect(await send(204)).toEqual({ failure: null, httpStatus: 204 });
    expect(await send("endless")).toEqual({ failure: null, httpStatus: 200 });
  });

  it.each([
    [500, "answered_error"],
    [410, "gone"],
    [404, "refused"],
  ] as const)("of %i is %s", async (status, failure) => {
    expect(await send(status)).toEqual({ failure, httpStatus: status });
  });

  it("that leads elsewhere is not followed", async () => {
    expect(await send("redirects")).toMatchObject({ failure: "redirected" });
    expect(hooks.got.map(({ path }) => path)).toEqual(["/hook"]);
  });

  it("may say when to come back", async () => {
    const busy = { status: 429, headers: { "retry-after": "120" } };
    expect(await send(busy)).toEqual({
      failure: "busy",
      httpStatus: 429,
      retryAfterMs: 120_000,
    });
  });

  it("may break off", async () => {
    expect(await send("breaks")).toEqual({ failure: "no_connection" });
  });

  it.each(["silent", "drips"] as const)(
    "that is %s is waited for so long and no longer",
    async (behaviour) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const sent = send(behaviour);
      await hooks.arrived(1);
      vi.advanceTimersByTime(SEND_TIMEOUT_MS);
      expect(await sent).toEqual({ failure: "timeout" });
    },
  );
});

it("posts nothing to an address that has become forbidden", async () => {
  vi.stubEnv("NOTIFY_LOOPBACK", "");
  expect(await send(200)).toEqual({ failure: "address_refused" });
  expect(hooks.got).toEqual([]);
});
