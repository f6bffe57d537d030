/** A lead form while an admin writes it, and as it is saved. Pure. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../../convex/_generated/api";
import {
  FORM_FIELD_TYPES,
  type FormField,
  keyOfLabel,
} from "../../../../src/lib/leads/form";
import { splitChoices, splitLines } from "./lines";

export type LeadForm = FunctionReturnType<typeof api.forms.list>[number];
export type FieldType = FormField["type"];
export { FORM_FIELD_TYPES as FIELD_TYPES };

export interface FieldDraft {
  /** Tells the drafts apart while they are moved and removed. */
  id: number;
  /** Of a field that is saved already: pages that have the form send it. */
  key?: string;
  label: string;
  type: FieldType;
  required: boolean;
  /** One a line. */
  choices: string;
}

export interface FormDraft {
  name: string;
  /** One a line, or with commas between. */
  origins: string;
  fields: readonly FieldDraft[];
  consent: string;
  redirect: string;
}

/**
 * An origin of whatever was pasted: "toko.example/kontak" is on
 * "https://toko.example". What is no address stays, to be refused.
 */
export function originOf(typed: string): string {
  const address = /^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`;
  return URL.canParse(address) ? new URL(address).origin : typed;
}

/** What most companies ask. */
const FIRST = [
  { type: "name", required: true },
  { type: "phone", required: true },
  { type: "long_text", required: false },
] as const;

/** @param labels of the first fields, and what people agree to */
export const firstDraft = (labels: {
  name: string;
  phone: string;
  long_text: string;
  consent: string;
}): FormDraft => ({
  name: "",
  origins: "",
  consent: labels.consent,
  redirect: "",
  fields: FIRST.map((field, id) => ({
    ...blankField(id),
    ...field,
    label: labels[field.type],
  })),
});

export const blankField = (id: number): FieldDraft => ({
  id,
  label: "",
  type: "text",
  required: false,
  choices: "",
});

export const draftOf = (form: LeadForm): FormDraft => ({
  name: form.name,
  origins: form.origins.join("\n"),
  consent: form.consent_text ?? "",
  redirect: form.redirect_url ?? "",
  fields: form.fields.map(({ choices = [], ...field }, id) => ({
    ...field,
    id,
    choices: choices.join("\n"),
  })),
});

/** What stands in the way of saving; null for nothing. */
export function problemOf(
  draft: FormDraft,
): "no_reach" | "foreign_redirect" | null {
  const { fields, redirect } = draft;
  if (!fields.some(({ type }) => type === "phone" || type === "email")) {
    return "no_reach";
  }
  const isOwn =
    redirect.trim() === "" ||
    (URL.canParse(redirect.trim()) &&
      originsOf(draft).includes(new URL(redirect.trim()).origin));
  return isOwn ? null : "foreign_redirect";
}

const originsOf = ({ origins }: FormDraft): string[] => [
  ...new Set(splitLines(origins).map(originOf)),
];

function toFields(drafts: readonly FieldDraft[]): FormField[] {
  const taken = new Set(drafts.flatMap(({ key }) => key ?? []));
  return drafts.map(({ key: kept, label, type, required, choices }) => {
    const key = kept ?? keyOfLabel(label, taken);
    taken.add(key);
    return {
      ...{ key, label: label.trim(), type, required },
      ...(type === "choice" && { choices: splitChoices(choices) }),
    };
  });
}

/** As it is saved; null where nothing was written. */
export const toForm = (draft: FormDraft) => ({
  name: draft.name,
  origins: originsOf(draft),
  fields: toFields(draft.fields),
  consent_text: draft.consent.trim() === "" ? null : draft.consent.trim(),
  redirect_url: draft.redirect.trim() === "" ? null : draft.redirect.trim(),
});
