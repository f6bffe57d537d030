/** The simulated read API with the environment that points at it. */
import { afterEach, beforeEach, vi } from "vitest";
import type { Id } from "../../convex/_generated/dataModel";
import { startKapsoApi, type KapsoApi } from "../../scripts/sim/api/server";
import { setupDemo, type TestConvex } from "./setup";
import { TEST_MASTER_KEY } from "./environment";
import type { Caller } from "./tenants";

export interface KapsoWorld {
  readonly api: KapsoApi;
  readonly t: TestConvex;
  readonly workspaceId: Id<"workspaces">;
  readonly asOwner: Caller;
  /** Everything that was logged. */
  readonly log: { mock: { calls: unknown[][] } };
}

export const KAPSO_NOW = Date.parse("2026-09-15T02:15:00Z");

/**
 * A demo workspace beside a simulated Kapso, over real sockets: only `Date` is
 * fake, and nobody waits between two tries.
 */
export function useKapso(): KapsoWorld {
  let world: KapsoWorld | undefined;
  const started = (): KapsoWorld => {
    if (world === undefined) {
      throw new Error("the world exists within a test -- invariant");
    }
    return world;
  };
  beforeEach(async () => {
    vi.useFakeTimers({ now: KAPSO_NOW });
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    vi.stubEnv("CRM_MASTER_KEY", TEST_MASTER_KEY);
    vi.stubEnv("CONVEX_SITE_URL", "https://site.example");
    vi.stubEnv("SITE_URL", "https://page.example");
    const demo = await setupDemo();
    // Sockets need real timers.
    vi.useRealTimers();
    vi.useFakeTimers({ now: KAPSO_NOW, toFake: ["Date"] });
    vi.spyOn(Math, "random").mockReturnValue(0);
    const api = await startKapsoApi();
    vi.stubEnv("KAPSO_API_URL", api.url);
    vi.stubEnv("KAPSO_API_KEY", api.apiKey);
    world = { ...demo, api, log };
  });
  afterEach(async () => {
    await started().api.close();
    vi.useRealTimers();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
  return {
    get api() {
      return started().api;
    },
    get t() {
      return started().t;
    },
    get workspaceId() {
      return started().workspaceId;
    },
    get asOwner() {
      return started().asOwner;
    },
    get log() {
      return started().log;
    },
  };
}
