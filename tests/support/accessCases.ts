/// <reference types="vite/client" />
/** All access cases, which `access/` has one file per subject of. */
import type { AccessCases } from "./access/case";

/** Each public function with how it is called, by its name. */
export const CASES: AccessCases = Object.assign(
  {},
  ...Object.values(
    import.meta.glob<{ cases?: AccessCases }>("./access/*.ts", {
      eager: true,
    }),
  ).map(({ cases }) => cases),
);

/** The names of the functions whose role is wanted. */
export const namesOf = (isWanted: (role: string) => boolean): string[] =>
  Object.entries(CASES).flatMap(([name, { role }]) =>
    isWanted(role) ? [name] : [],
  );

/** Those that need a membership. */
export const GUARDED = namesOf((role) => role !== "anyone" && role !== "self");

/** From weakest to strongest. */
export const ROLES = ["viewer", "agent", "admin", "owner"] as const;
