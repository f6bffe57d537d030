/** Tables of lead forms and of what people sent with them. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vFormField } from "../../../src/lib/leads/form";
import { vUserId } from "../users/tables";

export const formTables = {
  /** A form on somebody's page. Written by admins; read per submission; kept. */
  leadForms: defineTable({
    workspace_id: v.id("workspaces"),
    /** Names it in its address; no secret: every page that has it shows it. */
    form_key: v.string(),
    name: v.string(),
    /** Where it may be sent from, such as "https://toko.example". */
    origins: v.array(v.string()),
    fields: v.array(vFormField),
    /** What people agree to, under a box; absent: nothing is asked. */
    consent_text: v.optional(v.string()),
    /** Where people without JavaScript are led afterwards. */
    redirect_url: v.optional(v.string()),
    created_by: vUserId,
    /** Since when it takes nothing. */
    disabled_at: v.optional(v.number()),
  })
    .index("by_form_key", ["form_key"])
    .index("by_workspace_id", ["workspace_id"]),

  /**
   * What somebody sent: their claim, whoever they are. Written by the form; read
   * with the contact; kept until the contact is erased.
   */
  formSubmissions: defineTable({
    workspace_id: v.id("workspaces"),
    form_id: v.id("leadForms"),
    contact_id: v.id("contacts"),
    home_contact_id: v.optional(v.id("contacts")),
    /** By the field's key. */
    answers: v.record(v.string(), v.string()),
    /** What was agreed to, and when, ms UTC. */
    consent: v.optional(v.object({ text: v.string(), at: v.number() })),
    submitted_at: v.number(),
    /** The contact was known: what is said here is a suggestion. */
    is_suggestion: v.boolean(),
    /** What was written looks like spam: no lead was made. */
    is_spam: v.boolean(),
  })
    .index("by_contact_id", ["contact_id"])
    .index("by_home_contact_id_and_contact_id", [
      "home_contact_id",
      "contact_id",
    ])
    .index("by_form_id", ["form_id"]),
};
