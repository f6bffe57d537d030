/** The seed of the property tests, where vitest.config.ts gives one. */
import fc from "fast-check";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    fastCheckSeed: number | null;
  }
}

const seed = inject("fastCheckSeed");
if (seed !== null) {
  fc.configureGlobal({ seed });
}
