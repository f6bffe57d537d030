/** What every test of Convex functions needs around it. */
import { afterEach, beforeEach, vi } from "vitest";
import { TEST_SECRET } from "./deliver";

/** "keyid:base64" of 32 zero bytes: opens nothing outside of tests. */
export const TEST_MASTER_KEY = `test:${"A".repeat(43)}=`;

/** Where links lead. */
export const TEST_PAGE = "http://127.0.0.1:3212";

/**
 * Fake timers (scheduled functions run when `drain` says so), the secrets of
 * the tests, and a silent log; everything is put back after each test.
 */
export function useConvexEnvironment(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", TEST_SECRET);
    vi.stubEnv("CRM_MASTER_KEY", TEST_MASTER_KEY);
    vi.stubEnv("SITE_URL", TEST_PAGE);
    vi.spyOn(console, "info").mockImplementation(() => undefined);
    vi.spyOn(console, "log").mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
}
