/** Lead forms: making them, and what a submission does. */
import { ConvexError, v } from "convex/values";
import { emailKey } from "../../../src/lib/crm/email";
import { phoneFieldsOf } from "../../../src/lib/crm/contactFields";
import {
  answerOf,
  areFormFields,
  isOrigin,
  vFormField,
  type FormField,
} from "../../../src/lib/leads/form";
import { scoreMessage } from "../../../src/lib/spam/score";
import { oneLine } from "../../../src/lib/text/oneLine";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import {
  attachIdentities,
  findIdentities,
  toIdentityKeys,
  type IdentityHit,
} from "../contacts/identities";
import { holdFormLead } from "../contacts/leadChecks";
import { findLead, insertLead } from "../contacts/leadRows";
import { scheduleScan } from "../contacts/scan";
import { insertContact } from "../contacts/write";
import { loadLiveContact } from "../shared/redirects";
import { firstReview, giveStatus } from "./check";
import { loadWorkspaceScope, type Scope } from "../workspaces/scope";

type Form = Doc<"leadForms">;
type Contact = Doc<"contacts">;

const MAX_NAME = 100;
const MAX_ORIGINS = 20;
const MAX_CONSENT = 1_000;
const MAX_URL = 2_048;

export const vFormInput = v.object({
  name: v.string(),
  /** Where it may be sent from, such as "https://toko.example"; 1 to 20. */
  origins: v.array(v.string()),
  /** 1 to 20, one of them a phone or an e-mail. */
  fields: v.array(vFormField),
  consent_text: v.optional(v.string()),
  /** On one of the origins. */
  redirect_url: v.optional(v.string()),
});
type FormInput = typeof vFormInput.type;

/** @throws ConvexError `invalid_form`. */
export function checkForm(input: FormInput): FormInput {
  const name = oneLine(input.name, MAX_NAME);
  const isRight =
    name !== null &&
    input.origins.length >= 1 &&
    input.origins.length <= MAX_ORIGINS &&
    input.origins.every(isOrigin) &&
    areFormFields(input.fields) &&
    (input.consent_text ?? "").length <= MAX_CONSENT &&
    isOwnAddress(input.redirect_url, input.origins);
  if (!isRight) {
    throw new ConvexError({ code: "invalid_form" });
  }
  return { ...input, name };
}

/** People are led back to the page they came from, and nowhere else. */
function isOwnAddress(url: string | undefined, origins: string[]): boolean {
  return (
    url === undefined ||
    (url.length <= MAX_URL &&
      URL.canParse(url) &&
      origins.includes(new URL(url).origin))
  );
}

/** Unique; it need not be secret. */
export const newFormKey = (): string => crypto.randomUUID().replace(/-/g, "");

/**
 * Makes a form, which takes submissions at once.
 *
 * @throws ConvexError `invalid_form`.
 */
export async function insertForm(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  userId: Form["created_by"],
  input: FormInput,
): Promise<{ form_id: Id<"leadForms">; form_key: string }> {
  const form_key = newFormKey();
  const form_id = await ctx.db.insert("leadForms", {
    ...checkForm(input),
    workspace_id: workspaceId,
    form_key,
    created_by: userId,
  });
  return { form_id, form_key };
}

/** The form of a key; null for none, and for one that takes nothing. */
export async function findOpenForm(
  ctx: QueryCtx,
  formKey: string,
): Promise<Form | null> {
  const form = await ctx.db
    .query("leadForms")
    .withIndex("by_form_key", (q) => q.eq("form_key", formKey))
    .first();
  return form?.disabled_at === undefined ? form : null;
}

/**
 * Keeps what somebody sent. Whoever is not known becomes a contact, whose values
 * give way to whatever WhatsApp or a person says; of somebody known nothing is
 * changed: the submission stands beside them.
 */
export async function keepSubmission(
  ctx: MutationCtx,
  form: Form,
  answers: Record<string, string>,
): Promise<Id<"formSubmissions">> {
  const scope = await loadWorkspaceScope(ctx, form.workspace_id);
  const hits = await findIdentities(ctx, scope, keysOf(scope, form, answers));
  const known = await findKnown(ctx, form, answers, hits);
  const contact =
    known ?? (await createContact(ctx, scope, form, answers, hits));
  const is_spam = scoreMessage(Object.values(answers).join("\n")).isFlagged;
  const id = await ctx.db.insert("formSubmissions", {
    workspace_id: form.workspace_id,
    form_id: form._id,
    contact_id: contact._id,
    answers,
    consent:
      form.consent_text === undefined
        ? undefined
        : { text: form.consent_text, at: scope.now },
    submitted_at: scope.now,
    is_suggestion: known !== null,
    is_spam,
  });
  if (!is_spam && scope.workspace.automations_paused) {
    await holdFormLead(ctx, contact);
  } else if (!is_spam) {
    await makeFormLead(ctx, contact, scope.now);
  }
  return id;
}

/** A form makes a lead of who is nothing yet. */
export async function makeFormLead(
  ctx: MutationCtx,
  contact: Contact,
  now: number,
): Promise<void> {
  const isNothing =
    contact.lead_status === "none" &&
    contact.field_sources.lead_status === undefined;
  if (!isNothing || (await findLead(ctx, contact._id)) !== null) {
    return;
  }
  const review = await firstReview(ctx, contact.workspace_id);
  await insertLead(ctx, contact, "unqualified", { reason: "form", review });
  await giveStatus(
    ctx,
    contact,
    { status: "unqualified", reason: "form" },
    { actor: { kind: "system" }, at: now },
  );
}

const keysOf = (scope: Scope, form: Form, answers: Record<string, string>) =>
  toIdentityKeys(
    { phone: answerOf(form.fields, answers, "phone") },
    scope.workspace.default_region,
  );

async function findKnown(
  ctx: QueryCtx,
  form: Form,
  answers: Record<string, string>,
  hits: readonly IdentityHit[],
): Promise<Contact | null> {
  const held = hits.find(({ row }) => row !== null)?.row;
  if (held) {
    return await loadLiveContact(ctx, held.contact_id);
  }
  const email = answerOf(form.fields, answers, "email");
  return email === undefined || hits.length > 0
    ? null
    : await ctx.db
        .query("contacts")
        .withIndex(
          "by_workspace_id_and_merged_into_and_email_normalized",
          (q) =>
            q
              .eq("workspace_id", form.workspace_id)
              .eq("merged_into", undefined)
              .eq("email_normalized", emailKey(email)),
        )
        .first();
}

/** Older than anything: what a form claims gives way to every other source. */
const CLAIMED = { at: 0, source: "provider" } as const;

async function createContact(
  ctx: MutationCtx,
  scope: Scope,
  form: Form,
  answers: Record<string, string>,
  hits: IdentityHit[],
): Promise<Contact> {
  const of = (type: FormField["type"]) => answerOf(form.fields, answers, type);
  const [name, phone, email] = [of("name"), of("phone"), of("email")];
  const contact = await insertContact(ctx, {
    workspace_id: form.workspace_id,
    name,
    email,
    email_normalized: email && emailKey(email),
    ...(phone !== undefined && {
      phone,
      ...phoneFieldsOf(phone, scope.workspace.default_region),
    }),
    field_sources: {
      ...(name !== undefined && { name: CLAIMED }),
      ...(phone !== undefined && { phone: CLAIMED }),
      ...(email !== undefined && { email: CLAIMED }),
    },
    lead_status: "none",
    tags: [],
    source: "form",
    message_count: 0,
  });
  await attachIdentities(ctx, scope, contact._id, contact._id, hits);
  await scheduleScan(ctx, contact._id);
  return contact;
}
