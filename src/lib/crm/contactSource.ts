/** How a person became known. */
import { v } from "convex/values";

/** What counts most first, when two contacts become one. */
export const CONTACT_SOURCES = [
  "whatsapp",
  "import",
  "form",
  "history_sync",
] as const;
export const vContactSource = v.union(
  ...CONTACT_SOURCES.map((source) => v.literal(source)),
);
export type ContactSource = (typeof CONTACT_SOURCES)[number];

/** The source of the one that two contacts become. */
export const mergeSource = (
  a: ContactSource,
  b: ContactSource,
): ContactSource =>
  CONTACT_SOURCES.find((source) => source === a || source === b) ?? a;

/** The source after WhatsApp told of somebody: who came otherwise stays so. */
export const sightedSource = (
  before: ContactSource,
  isHistory: boolean,
): ContactSource =>
  isHistory || before === "import" || before === "form" ? before : "whatsapp";
