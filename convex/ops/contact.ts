/** One person with everything that is known, for operators. */
import { v } from "convex/values";
import {
  customFieldPath,
  SINGLE_FIELDS,
  type SingleField,
} from "../../src/lib/crm/contactEvents";
import { vFieldSource } from "../../src/lib/crm/contactFields";
import { toLocalIso } from "../../src/lib/time/localTime";
import type { Doc } from "../_generated/dataModel";
import { internalQuery } from "../_generated/server";
import { stateOf } from "../model/contacts/fieldStates";
import { listIdentities, vIdentity } from "../model/contacts/identities";
import { requireContactBy } from "../model/contacts/lookup";
import { pageOfTimeline, vTimelineItem } from "../model/contacts/timeline";
import { requireLimit } from "../model/shared/rows";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";

const vFieldRow = v.object({
  /** "name", "tags", "custom_values.city", … */
  field: v.string(),
  value: v.string(),
  source: v.optional(vFieldSource),
  entered_local: v.optional(v.string()),
});

/** What operators see: the words that an operator is shown anyway by deliveries. */
const OPERATOR = { role: "owner" } as const;

/**
 * A contact: its fields with who said so and when, its ids, and the newest
 * `limit` lines of its timeline.
 *
 * @throws ConvexError as `requireWorkspace`, `not_found`, `contact_ambiguous`,
 *   `invalid_limit`.
 */
export const showContact = internalQuery({
  args: {
    ...vWorkspaceRef.fields,
    contact: v.string(),
    limit: v.optional(v.number()),
  },
  returns: v.object({
    contact_id: v.id("contacts"),
    name: v.optional(v.string()),
    phone: v.optional(v.string()),
    fields: v.array(vFieldRow),
    identities: v.array(vIdentity),
    timeline: v.array(vTimelineItem),
    /** True when the timeline goes on. */
    has_more: v.boolean(),
  }),
  handler: async (ctx, args) => {
    const { _id, timezone } = await requireWorkspace(ctx, args);
    const numItems = requireLimit(args.limit);
    const contact = await requireContactBy(ctx, _id, args.contact);
    const timeline = await pageOfTimeline(ctx, contact, OPERATOR, {
      numItems,
      cursor: null,
    });
    return {
      contact_id: contact._id,
      name: contact.name ?? contact.username,
      phone: contact.phone_normalized ?? contact.phone,
      fields: fieldRows(contact, timezone),
      identities: await listIdentities(ctx, contact),
      timeline: timeline.page,
      has_more: !timeline.isDone,
    };
  },
});

/** The fields that hold something, or that a person emptied. */
function fieldRows(
  contact: Doc<"contacts">,
  timezone: string,
): (typeof vFieldRow.type)[] {
  const custom = Object.keys(contact.custom_values ?? {}).map(customFieldPath);
  const fields: SingleField[] = [...SINGLE_FIELDS, ...custom];
  const rows = fields.map((field) => ({ field, ...stateOf(contact, field) }));
  const tags = {
    field: "tags",
    value: contact.tags.length > 0 ? contact.tags.join(", ") : null,
    source: contact.field_sources.tags,
  };
  return [...rows, tags]
    .filter(({ value, source }) => value !== null || source !== undefined)
    .map(({ field, value, source }) => ({
      field,
      value: String(value ?? ""),
      source,
      entered_local: toLocalIso(source?.at, timezone),
    }));
}
