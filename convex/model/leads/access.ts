/** Who may see a lead, a form and a verdict: convex/functions.ts. */
import { v } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { requireRow } from "../workspaces/access";

interface Access {
  role: Doc<"members">["role"];
}

export const forLead = {
  args: { lead_id: v.id("leads") },
  input: async (
    ctx: QueryCtx,
    args: { lead_id: Id<"leads"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("leads", args.lead_id);
    const { row: lead, ...membership } = await requireRow(ctx, found, role);
    return { ctx: { ...membership, lead }, args: {} };
  },
};

export const forForm = {
  args: { form_id: v.id("leadForms") },
  input: async (
    ctx: QueryCtx,
    args: { form_id: Id<"leadForms"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("leadForms", args.form_id);
    const { row: form, ...membership } = await requireRow(ctx, found, role);
    return { ctx: { ...membership, form }, args: {} };
  },
};

export const forVerdict = {
  args: { verdict_id: v.id("leadVerdicts") },
  input: async (
    ctx: QueryCtx,
    args: { verdict_id: Id<"leadVerdicts"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("leadVerdicts", args.verdict_id);
    const { row: verdict, ...membership } = await requireRow(ctx, found, role);
    return { ctx: { ...membership, verdict }, args: {} };
  },
};
