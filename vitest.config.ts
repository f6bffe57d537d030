import { defineConfig } from "vitest/config";

/**
 * One project per room. `e2e` starts real servers and kills real processes, so
 * its files run one after another; the others may share the cores.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "lib",
          environment: "node",
          testTimeout: 120_000,
          include: ["tests/lib/**/*.test.ts", "tests/scripts/**/*.test.ts"],
        },
      },
      {
        test: {
          name: "convex",
          environment: "edge-runtime",
          include: ["tests/convex/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "runtime",
          environment: "node",
          include: ["packages/local-convex/tests/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "e2e",
          environment: "node",
          include: ["tests/e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
