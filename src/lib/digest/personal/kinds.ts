/** What stands in a text for something personal that was taken out. */
import type { Span } from "./view";

export const PERSONAL_KINDS = [
  "name",
  "phone",
  "email",
  "link",
  "handle",
  "id",
  "address",
] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** Where something personal stands. */
export interface Found extends Span {
  kind: PersonalKind;
}

/** One rule: what it finds in a text that `simplify` has seen. */
export type Finder = (text: string) => Found[];

/** What a workspace knows of the people in a digest. */
export interface KnownPeople {
  /** Customers' and agents' names, as written. */
  names: readonly string[];
  /**
   * Names of the people of each conversation: there they are masked also where
   * they are everyday words ("Hari", "Dana").
   */
  ownNames?: ReadonlyMap<string, readonly string[]>;
  phones: readonly string[];
  emails: readonly string[];
  /** User names, with or without "@". */
  handles: readonly string[];
}

export function maskOf(kind: PersonalKind): string {
  return `[${kind}]`;
}

/** Our masks: "[name]". */
export const MASK = new RegExp(`\\[(?:${PERSONAL_KINDS.join("|")})\\]`, "g");
