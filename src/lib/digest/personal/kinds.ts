/** What stands in a text for something personal that was taken out. */

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

/** One rule: gives the text with everything that it finds replaced. */
export type Rule = (
  text: string,
  mask: (kind: PersonalKind) => string,
) => string;

/** What a workspace knows of the people in a digest. */
export interface KnownPeople {
  /** Customers' and agents' names, as written. */
  names: readonly string[];
  phones: readonly string[];
  emails: readonly string[];
  /** User names, with or without "@". */
  handles: readonly string[];
}

export function maskOf(kind: PersonalKind): string {
  return `[${kind}]`;
}

/** Our masks, and what stands for media: "[name]", "[image]". */
export const MASK = /(\[[a-z_]{2,20}\])/;
