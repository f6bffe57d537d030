/** A workspace with many contacts, and an agent who changes them at once. */
import { vi } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import type { BulkChange } from "../../convex/model/contacts/change";
import type { ContactFilter } from "../../convex/model/contacts/filter";
import { insertContact } from "../../convex/model/contacts/write";
import { rowsOf } from "./rows";
import { passTime, setupDemo } from "./setup";
import { addMember } from "./tenants";

export interface Selection {
  filter?: ContactFilter;
  contact_ids?: Id<"contacts">[];
}

/** When the first of the contacts was last active. */
export const LAST_AT = 1_780_000_000_000;

/** Contacts that one transaction has room for, with what is kept beside them. */
const SEEDED_AT_ONCE = 40;

/** Needs fake timers. */
export async function setupBulk() {
  const { t, workspaceId: workspace_id } = await setupDemo();
  const as = await addMember(t, workspace_id, "agent");
  const contacts = async () => await rowsOf(t, "contacts");
  return {
    t,
    as,
    workspace_id,
    contacts,
    /** As many contacts, each a second more recent than the one before. */
    seed: async (count: number, more: Partial<Doc<"contacts">> = {}) => {
      for (let first = 0; first < count; first += SEEDED_AT_ONCE) {
        await t.run(async (ctx) => {
          const end = Math.min(count, first + SEEDED_AT_ONCE);
          for (let i = first; i < end; i++) {
            await insertContact(ctx, {
              workspace_id,
              name: `Orang ${i}`,
              field_sources: { name: { at: LAST_AT, source: "provider" } },
              lead_status: "none",
              tags: [],
              source: "whatsapp",
              message_count: 1,
              last_message_at: LAST_AT + i * 1000,
              ...more,
            });
          }
        });
      }
      // Whoever is there when a job begins was there before it.
      vi.advanceTimersByTime(1000);
    },
    start: async (
      change: BulkChange,
      selection: Selection = { filter: {} },
    ) => {
      const args = { workspace_id, ...selection, change };
      return (await as.mutation(api.contacts.bulk, args)).job_id;
    },
    get: async (job_id: Id<"bulkJobs">) =>
      await as.query(api.jobs.get, { job_id }),
    tagsOf: async () => (await contacts()).map(({ tags }) => tags.join()),
    /** Lets a job make its next step, and no more. */
    stepOnce: async () => await passTime(t, 30_000),
  };
}
