/** One line of a file, read as what it says of a person. Pure. */
import { readCustomValue, type CustomFieldRule } from "../crm/customFields";
import { normalizeEmail } from "../crm/email";
import { LEAD_STATUSES, mayStep, type LeadStatus } from "../crm/leadStatus";
import { MAX_TAGS, normalizeTag } from "../crm/tags";
import { withoutApostrophe } from "../csv/write";
import { normalizePhone, type NormalizedPhone } from "../phone/normalize";
import { foldText } from "../text/fold";
import { MAX_NAME_CHARACTERS } from "../text/limits";
import { oneLine } from "../text/oneLine";
import type { ProblemCode } from "./problems";
import { customKeyOf, type Target } from "./targets";

/** What of a workspace a line may refer to. */
export interface LineContext<UserId extends string> {
  targets: readonly Target[];
  /** For phone numbers without a country code. */
  region: string;
  /** Custom fields in use, by their key. */
  fields: ReadonlyMap<string, CustomFieldRule>;
  /** Members by their e-mail address in lower case. */
  owners: ReadonlyMap<string, UserId>;
}

/** What a line says; what it leaves blank is absent. */
export interface ImportedPerson<UserId extends string> {
  name?: string;
  phone?: { typed: string; known: Exclude<NormalizedPhone, { kind: "none" }> };
  email?: string;
  owner_id?: UserId;
  lead_status?: LeadStatus;
  tags: string[];
  custom_values: Record<string, string | number>;
}

/** Why a line cannot be used, and in which column (from 0) if it is one. */
export interface LineProblem {
  code: ProblemCode;
  column?: number;
}

export type ReadLine<UserId extends string> =
  | { kind: "person"; person: ImportedPerson<UserId> }
  | { kind: "problem"; problem: LineProblem };

/** Reads a line whole or not at all: half a person would go unnoticed. */
export function readLine<UserId extends string>(
  cells: readonly string[],
  context: LineContext<UserId>,
): ReadLine<UserId> {
  const person: ImportedPerson<UserId> = { tags: [], custom_values: {} };
  for (const [column, target] of context.targets.entries()) {
    const text = withoutApostrophe((cells[column] ?? "").trim());
    const code = text === "" ? null : fill(person, target, text, context);
    if (code !== null) {
      return { kind: "problem", problem: { code, column } };
    }
  }
  return person.phone === undefined && person.email === undefined
    ? { kind: "problem", problem: { code: "no_phone_or_email" } }
    : { kind: "person", person };
}

/** Takes one cell, or says what is wrong with it. */
function fill<UserId extends string>(
  person: ImportedPerson<UserId>,
  target: Target,
  text: string,
  context: LineContext<UserId>,
): ProblemCode | null {
  switch (target) {
    case "ignore":
      return null;
    case "name": {
      const name = oneLine(text, MAX_NAME_CHARACTERS);
      return name === null ? "invalid_name" : set(person, { name });
    }
    case "phone": {
      const known = normalizePhone(text, context.region);
      return known.kind === "none"
        ? "invalid_phone"
        : set(person, { phone: { typed: text, known } });
    }
    case "email": {
      const email = normalizeEmail(text);
      return email === null ? "invalid_email" : set(person, { email });
    }
    case "tags":
      return fillTags(person, text);
    case "owner": {
      const owner_id = context.owners.get(text.toLowerCase());
      return owner_id === undefined
        ? "unknown_owner"
        : set(person, { owner_id });
    }
    case "lead_status": {
      const lead_status = readStatus(text);
      return lead_status === null
        ? "unknown_status"
        : set(person, { lead_status });
    }
    default:
      return fillCustom(person, target, text, context);
  }
}

function set<UserId extends string>(
  person: ImportedPerson<UserId>,
  fields: Partial<ImportedPerson<UserId>>,
): null {
  Object.assign(person, fields);
  return null;
}

/** Several in one cell stand between commas, semicolons or bars. */
function fillTags(
  person: ImportedPerson<string>,
  text: string,
): ProblemCode | null {
  const words = text.split(/[,;|]/).filter((word) => word.trim() !== "");
  const tags = words.map(normalizeTag).filter((tag) => tag !== null);
  if (tags.length < words.length) {
    return "invalid_tag";
  }
  return tags.length > MAX_TAGS ? "too_many_tags" : set(person, { tags });
}

function fillCustom(
  person: ImportedPerson<string>,
  target: Target,
  text: string,
  { fields }: LineContext<string>,
): ProblemCode | null {
  const key = customKeyOf(target);
  const rule = key === null ? undefined : fields.get(key);
  if (key === null || rule === undefined) {
    return "unknown_field";
  }
  const value = readCustomValue(
    rule,
    rule.type === "number" ? toNumber(text) : toChoice(rule, text),
  );
  if (value === null) {
    return "invalid_value";
  }
  person.custom_values[key] = value;
  return null;
}

/**
 * A point or a comma before the decimals. Three of them could be thousands, so
 * that is no number: nobody would notice a price a thousand times too small.
 */
function toNumber(text: string): number {
  const isClear = /^-?\d{1,15}(?:[.,](?:\d{1,2}|\d{4,10}))?$/.test(text);
  return isClear ? Number(text.replace(",", ".")) : NaN;
}

/** A choice in whatever case it is written. */
function toChoice({ choices = [] }: CustomFieldRule, text: string): string {
  const written = foldText(text);
  return choices.find((choice) => foldText(choice) === written) ?? text;
}

/** What the page calls them, beside their codes. */
const STATUS_NAMES: Partial<Record<LeadStatus, readonly string[]>> = {
  none: ["kontak", "contact"],
  unqualified: ["belum dinilai"],
  qualified: ["prospek", "lead"],
  customer: ["pelanggan"],
  archived: ["arsip"],
};

/** A status that a person may give somebody new. */
function readStatus(text: string): LeadStatus | null {
  const written = foldText(text).trim();
  const status = LEAD_STATUSES.find(
    (one) => one === written || STATUS_NAMES[one]?.includes(written),
  );
  const isAllowed =
    status !== undefined && (status === "none" || mayStep("none", status));
  return isAllowed ? status : null;
}

/** The column (from 0) that filled a field of an edit; absent for none. */
export function columnOf(
  targets: readonly Target[],
  field: string,
): number | undefined {
  const wanted = field === "owner_id" ? "owner" : field;
  const column = targets.findIndex((target) => target === wanted);
  return column === -1 ? undefined : column;
}

/** True where some cell of a first line is a person's: then it heads nothing. */
export const isPersonal = (cells: readonly string[], region: string): boolean =>
  cells.some(
    (cell) =>
      normalizeEmail(cell) !== null ||
      normalizePhone(cell, region).kind === "e164",
  );
