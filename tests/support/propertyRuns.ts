/** How many cases a property test draws. */
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** 1, or less where speed counts more: `npm run check` (vitest.config.ts). */
    propertyRunsShare: number;
  }
}

const share = inject("propertyRunsShare");

/** `full`, or the share of it that this run of the tests asks for. */
export const propertyRuns = (full: number): number => Math.ceil(full * share);
