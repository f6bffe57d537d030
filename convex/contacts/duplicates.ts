/** The search for duplicates: a contact at a time, after it changed. */
import { v } from "convex/values";
import { internalMutation } from "../_generated/server";
import { scanContact } from "../model/contacts/scan";

/** Looks for others who may be the same person as a contact. */
export const scan = internalMutation({
  args: { contact_id: v.id("contacts") },
  returns: v.null(),
  handler: async (ctx, args) => {
    if ((await ctx.db.get("contacts", args.contact_id)) !== null) {
      await scanContact(ctx, args.contact_id);
    }
    return null;
  },
});
