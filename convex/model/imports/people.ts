/** Who a line of a file is about, among those who are known. */
import { emailKey } from "../../../src/lib/crm/email";
import { RECORD_PROBLEMS } from "../../../src/lib/csv/read";
import {
  readLine,
  type ImportedPerson,
  type LineContext,
  type ReadLine,
} from "../../../src/lib/imports/person";
import type { ProblemCode } from "../../../src/lib/imports/problems";
import { customKeyOf, readTarget } from "../../../src/lib/imports/targets";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { listCustomFields } from "../contacts/customFields";
import { findIdentities, toIdentityKeys } from "../contacts/identities";
import { liveContact, loadLiveContact } from "../shared/redirects";
import type { UserId } from "../users/tables";
import type { Scope } from "../workspaces/scope";
import type { Import } from "./work";

export type Person = ImportedPerson<UserId>;
export type Context = LineContext<UserId>;

/** Members that an owner's address is looked for among. */
const MAX_MEMBERS = 500;

/** What a file's lines are read with. */
export async function loadContext(
  ctx: QueryCtx,
  workspace: Doc<"workspaces">,
  { targets: stored }: Pick<Import, "targets">,
): Promise<Context> {
  const targets = stored.map((text) => readTarget(text) ?? "ignore");
  const hasCustom = targets.some((target) => customKeyOf(target) !== null);
  const fields = hasCustom ? await listCustomFields(ctx, workspace._id) : [];
  return {
    targets,
    region: workspace.default_region,
    fields: new Map(
      fields
        .filter((field) => field.archived_at === undefined)
        .map((field) => [field.key, field]),
    ),
    owners: targets.includes("owner")
      ? await loadOwners(ctx, workspace._id)
      : new Map(),
  };
}

async function loadOwners(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Map<string, UserId>> {
  const members = await ctx.db
    .query("members")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .take(MAX_MEMBERS);
  const owners = new Map<string, UserId>();
  for (const member of members) {
    const id = ctx.db.normalizeId("users", member.user_id);
    const user = id && (await ctx.db.get("users", id));
    if (user?.email !== undefined) {
      owners.set(user.email.toLowerCase(), user._id);
    }
  }
  return owners;
}

/** A stored line, read; one that was no record stays what it is. */
export function readStored(
  { cells, problem }: Doc<"importLines">,
  context: Context,
): ReadLine<UserId> {
  const code = RECORD_PROBLEMS.find((known) => known === problem);
  return code === undefined
    ? readLine(cells, context)
    : { kind: "problem", problem: { code } };
}

/** Who somebody is: a contact, nobody yet, or not to be told. */
export type Found =
  | { kind: "known"; contact: Doc<"contacts"> }
  | { kind: "new" }
  | { kind: "problem"; code: ProblemCode; target: "phone" | "email" };

/**
 * The contact of a person, as WhatsApp's events find it: by phone, old numbers
 * too. The e-mail address counts only where the line has no number, and only
 * when one contact alone has it. A number of no numbering plan is a mistake,
 * unless somebody writes to us from it.
 */
export async function findKnown(
  ctx: QueryCtx,
  scope: Scope,
  { phone, email }: Pick<Person, "phone" | "email">,
): Promise<Found> {
  if (phone !== undefined) {
    const region = scope.workspace.default_region;
    const keys = toIdentityKeys({ phone: phone.typed }, region);
    const [hit] = await findIdentities(ctx, scope, keys);
    if (hit !== undefined && hit.row !== null) {
      const contact = await loadLiveContact(ctx, hit.row.contact_id);
      return { kind: "known", contact };
    }
    return phone.known.kind === "raw"
      ? { kind: "problem", code: "invalid_phone", target: "phone" }
      : { kind: "new" };
  }
  const [first, second] = await ctx.db
    .query("contacts")
    .withIndex("by_workspace_id_and_merged_into_and_email_normalized", (q) =>
      q
        .eq("workspace_id", scope.workspace._id)
        .eq("merged_into", undefined)
        .eq("email_normalized", emailKey(email ?? "")),
    )
    .take(2);
  if (second !== undefined) {
    return { kind: "problem", code: "ambiguous_email", target: "email" };
  }
  return first === undefined
    ? { kind: "new" }
    : { kind: "known", contact: await liveContact(ctx, first) };
}
