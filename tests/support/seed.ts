/** The seed of the property tests, where vitest.config.ts gives one, and their runs. */
import fc from "fast-check";
import { inject } from "vitest";
import { propertyRuns } from "./propertyRuns";

declare module "vitest" {
  interface ProvidedContext {
    fastCheckSeed: number | null;
  }
}

const seed = inject("fastCheckSeed");
const numRuns = propertyRuns(100);
fc.configureGlobal(seed === null ? { numRuns } : { seed, numRuns });
