/**
 * Runs copied component suites with `convex-test` resolved to our shim. The
 * folder that holds the copies is the working directory.
 */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export default defineConfig({
  root: process.cwd(),
  resolve: {
    alias: [{ find: /^convex-test$/, replacement: here("convexTest.ts") }],
  },
  test: {
    environment: "node",
    include: ["*/src/**/*.test.ts"],
    // Helpers with an empty test, and a React hook no deployment takes part in.
    exclude: ["**/setup.test.ts", "rate-limiter/src/react/**"],
    server: { deps: { inline: [/@convex-dev/] } },
    setupFiles: [here("fixedSeed.ts")],
    isolate: false,
    // The engine's own waits are real: only what functions know of is faked.
    fakeTimers: {
      toFake: [
        "Date",
        "setTimeout",
        "clearTimeout",
        "setInterval",
        "clearInterval",
      ],
    },
    testTimeout: 60_000,
  },
});
