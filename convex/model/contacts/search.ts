/** Finding people as people look for them. */
import { reverseDigits } from "../../../src/lib/crm/contactFields";
import { searchKeys } from "../../../src/lib/phone/normalize";
import { cutByCodePoint } from "../../../src/lib/text/cut";
import { foldedSpellings } from "../../../src/lib/text/fold";
import { MAX_NAME_CHARACTERS } from "../../../src/lib/text/limits";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { loadLiveContact } from "../shared/redirects";

/**
 * Contacts that match a query: exact numbers first (old ones too), then numbers
 * that end in the digits, then names. Each contact once. A query longer than
 * any name is cut to that.
 */
export async function searchContacts(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  text: string,
  limit: number,
): Promise<Doc<"contacts">[]> {
  const workspace = await ctx.db.get("workspaces", workspaceId);
  const query = cutByCodePoint(text.trim(), MAX_NAME_CHARACTERS).text;
  if (workspace === null || query === "") {
    return [];
  }
  const keys = searchKeys(query, workspace.default_region);
  const found = new Map<Id<"contacts">, Doc<"contacts">>();
  const add = (contacts: Doc<"contacts">[]) => {
    for (const contact of contacts) {
      if (found.size < limit) {
        found.set(contact._id, contact);
      }
    }
  };
  add(await findByIdentity(ctx, workspaceId, keys.e164, keys.digits));
  if (keys.digits !== undefined) {
    add(await findBySuffix(ctx, workspaceId, keys.digits, limit));
  }
  if (/\p{L}/u.test(query)) {
    // One search a spelling: only a search's last word matches as a beginning.
    for (const spelling of foldedSpellings(query)) {
      add(await findByName(ctx, workspaceId, spelling, limit));
    }
  }
  return [...found.values()];
}

async function findByIdentity(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  numbers: string[],
  digits: string | undefined,
): Promise<Doc<"contacts">[]> {
  const keys = [
    ...numbers.map((value) => ({ kind: "phone" as const, value })),
    ...(digits === undefined
      ? []
      : [{ kind: "wa_id" as const, value: digits }]),
  ];
  const rows = await Promise.all(
    keys.map((key) =>
      ctx.db
        .query("contactIdentities")
        .withIndex("by_workspace_id_and_kind_and_value", (q) =>
          q
            .eq("workspace_id", workspaceId)
            .eq("kind", key.kind)
            .eq("value", key.value),
        )
        .first(),
    ),
  );
  return await Promise.all(
    rows
      .filter((row) => row !== null)
      .map((row) => loadLiveContact(ctx, row.contact_id)),
  );
}

async function findBySuffix(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  digits: string,
  limit: number,
): Promise<Doc<"contacts">[]> {
  const prefix = reverseDigits(digits);
  const rows = await ctx.db
    .query("contacts")
    .withIndex("by_workspace_id_and_merged_into_and_phone_reversed", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .eq("merged_into", undefined)
        .gte("phone_reversed", prefix)
        .lt("phone_reversed", `${prefix}:`),
    )
    .take(limit);
  return rows;
}

async function findByName(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  query: string,
  limit: number,
): Promise<Doc<"contacts">[]> {
  return await ctx.db
    .query("contacts")
    .withSearchIndex("search_search_text", (q) =>
      q
        .search("search_text", query)
        .eq("workspace_id", workspaceId)
        .eq("merged_into", undefined),
    )
    .take(limit);
}
