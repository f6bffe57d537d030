/** What the columns of a file are: the fields of a contact that they fill. */
import { z } from "zod";
import {
  customFieldPath,
  keyOfPath,
  type CustomFieldPath,
} from "../crm/contactEvents";
import { cutByCodePoint } from "../text/cut";
import { foldText } from "../text/fold";
import { oneLine } from "../text/oneLine";

/** Fields of every contact that a column may fill. */
export const FIXED_TARGETS = [
  "name",
  "phone",
  "email",
  "tags",
  "owner",
  "lead_status",
] as const;
export type FixedTarget = (typeof FIXED_TARGETS)[number];
/** "custom_values.<key>" for a field of the workspace. */
export type Target = FixedTarget | "ignore" | CustomFieldPath;

const customSchema = z.templateLiteral(["custom_values.", z.string().min(1)]);
const targetSchema = z.union([
  z.enum([...FIXED_TARGETS, "ignore"]),
  customSchema,
]);

/** The target that a text names; null for none. */
export const readTarget = (text: string): Target | null =>
  targetSchema.safeParse(text).data ?? null;

/** The key of a custom field; null for other targets. */
export function customKeyOf(target: Target): string | null {
  const path = customSchema.safeParse(target).data;
  return path === undefined ? null : keyOfPath(path);
}

/** Words that head such columns, folded; Indonesian and English. */
const NAMES: Record<FixedTarget, readonly string[]> = {
  name: ["name", "nama", "nama lengkap", "full name", "contact", "kontak"],
  phone: [
    ...["phone", "phone number", "telepon", "nomor telepon", "no telepon"],
    ...["telp", "no telp", "hp", "no hp", "nomor hp", "nomor", "whatsapp"],
    ...["wa", "no wa", "nomor wa", "mobile", "handphone", "phone normalized"],
  ],
  email: ["email", "e mail", "surel", "alamat email", "email address"],
  tags: ["tag", "tags", "label", "labels"],
  owner: ["owner", "pemilik", "sales", "assigned to", "owner email"],
  lead_status: ["status", "lead status", "status prospek"],
};

/** A field of the workspace, as far as headings are about it. */
export interface NamedField {
  key: string;
  label: string;
}

/** What each column probably is, by its heading; each target once. */
export function guessTargets(
  headings: readonly string[],
  fields: readonly NamedField[],
): Target[] {
  const taken = new Set<Target>();
  return headings.map((heading) => {
    const target = guessTarget(wordsOf(heading), fields);
    if (target === "ignore" || taken.has(target)) {
      return "ignore";
    }
    taken.add(target);
    return target;
  });
}

function guessTarget(words: string, fields: readonly NamedField[]): Target {
  const fixed = FIXED_TARGETS.find((target) => NAMES[target].includes(words));
  const field = fields.find(
    ({ key, label }) => wordsOf(label) === words || wordsOf(key) === words,
  );
  return fixed ?? (field ? customFieldPath(field.key) : "ignore");
}

const wordsOf = (text: string): string =>
  (foldText(text).match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");

export type MappingProblem = "unknown_target" | "doubled_target" | "no_key";

/** What is wrong with a mapping; null when it can be used. */
export function checkMapping(
  targets: readonly Target[],
  fields: readonly NamedField[],
): MappingProblem | null {
  const used = targets.filter((target) => target !== "ignore");
  const keys = new Set(fields.map(({ key }) => key));
  const isUnknown = used.some((target) => {
    const key = customKeyOf(target);
    return key !== null && !keys.has(key);
  });
  if (isUnknown) {
    return "unknown_target";
  }
  if (new Set(used).size < used.length) {
    return "doubled_target";
  }
  return used.includes("phone") || used.includes("email") ? null : "no_key";
}

/** Longest heading that is kept. */
const MAX_HEADING_CHARACTERS = 64;

/** A heading as it is shown: of a file without any, or a blank one, its number. */
export const headingOf = (cell: string | undefined, column: number): string =>
  cutByCodePoint(
    oneLine(cell ?? "", Infinity) ?? `Column ${column + 1}`,
    MAX_HEADING_CHARACTERS,
  ).text;

/** Names a file's headings, so that the same ones are mapped as last time. */
export const headingsKey = (headings: readonly string[]): string =>
  JSON.stringify(headings.map(wordsOf));
