/**
 * The field cases of fixtures/cases, bundled by Vite because the edge runtime
 * that Convex functions are tested in has no file system.
 */
import { z } from "zod";

const caseSchema = z.object({
  right: z.string(),
  source: z.string(),
  deliveries: z
    .array(
      z.object({
        headers: z.record(z.string(), z.string()),
        body: z.unknown(),
      }),
    )
    .min(1),
});

export interface FieldCase extends z.infer<typeof caseSchema> {
  /** The file's number, e.g. "01". */
  number: string;
}

const FILES = import.meta.glob<string>("../../fixtures/cases/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Every case, in the order of their numbers. */
export const FIELD_CASES: FieldCase[] = Object.entries(FILES)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([path, text]) => ({
    number: path.slice(path.lastIndexOf("/") + 1).slice(0, 2),
    ...caseSchema.parse(JSON.parse(text)),
  }));

/** A case by its number. @throws Error when there is none. */
export function findCase(number: string): FieldCase {
  const found = FIELD_CASES.find((one) => one.number === number);
  if (found === undefined) {
    throw new Error(`no field case ${number}`);
  }
  return found;
}
