/** The deployment's environment variables, stored in `_env`. */
import { z } from "zod";
import type { Environment } from "../components/tree";
import type { Transaction } from "../engine";
import { DeveloperError } from "../errors";
import { parsedRows } from "../host/systemTables";

/** Production's limits on names and values. */
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
const MAX_VALUE_LENGTH = 8192;
const BUILT_IN = new Set(["CONVEX_CLOUD_URL", "CONVEX_SITE_URL"]);

export const envChanges = z.array(
  z.object({ name: z.string(), value: z.string().nullable() }),
);
/** A null value removes the variable. */
export type EnvChange = z.infer<typeof envChanges>[number];

const envRow = z.object({ name: z.string(), value: z.string() });

/** The deployment's environment variables, by name. */
export function readEnv(tx: Transaction): Environment {
  const rows = parsedRows(tx, "_env", envRow);
  const entries = rows.map(({ name, value }) => [name, value] as const);
  return Object.fromEntries(entries);
}

/** The environment after the changes; nothing is stored. */
export function withChanges(
  env: Environment,
  changes: readonly EnvChange[],
): Environment {
  const next: Record<string, string> = { ...env };
  for (const { name, value } of changes) {
    assertStorable(name, value);
    if (value === null) {
      delete next[name];
    } else {
      next[name] = value;
    }
  }
  return next;
}

/** Makes the stored variables equal to `env`. */
export function writeEnv(tx: Transaction, env: Environment): void {
  const wanted = new Map(Object.entries(env));
  for (const { name, value, rowId } of parsedRows(tx, "_env", envRow)) {
    if (wanted.get(name) === value) {
      wanted.delete(name);
    } else {
      tx.system.remove("", rowId);
    }
  }
  for (const [name, value] of wanted) {
    tx.system.insert("", "_env", { name, value });
  }
}

function assertStorable(name: string, value: string | null): void {
  if (!NAME.test(name)) {
    throw new DeveloperError(
      `Environment variable name "${name}" is invalid: it must start with a letter, hold only letters, digits and underscores, and have at most 40 characters.`,
    );
  }
  if (BUILT_IN.has(name)) {
    throw new DeveloperError(
      `Environment variable with name "${name}" is built-in and cannot be overridden`,
    );
  }
  if (value !== null && value.length > MAX_VALUE_LENGTH) {
    throw new DeveloperError(
      `The value of environment variable "${name}" is longer than ${MAX_VALUE_LENGTH} characters.`,
    );
  }
}
