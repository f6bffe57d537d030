/**
 * Finding people as people look for them, while they type. Matches come best
 * kind first, and the newest activity first among those of a kind.
 */
import {
  beginsWith,
  endsIn,
  hasWords,
  readQuery,
} from "../../../src/lib/crm/searchTerms";
import {
  searchKeys,
  type PhoneSearchKeys,
} from "../../../src/lib/phone/normalize";
import { cutByCodePoint } from "../../../src/lib/text/cut";
import { MAX_NAME_CHARACTERS } from "../../../src/lib/text/limits";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { loadLiveContact } from "../shared/redirects";
import { newestByTerm, type TermSearch } from "./termSearch";

type Contact = Doc<"contacts">;

/** Of a query's words, so that its reads stay few. */
const MAX_WORDS_TRIED = 2;

/**
 * Contacts that match a query: exact numbers first (old ones too), numbers that
 * begin with the digits, that end in them; then whoever has the words as typed,
 * whole ones before beginnings, and who has them in another order. If nobody has
 * all the words, whoever has one of them. Each contact once. A query longer than any name is cut to that.
 */
export async function searchContacts(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  text: string,
  limit: number,
): Promise<Contact[]> {
  const workspace = await ctx.db.get("workspaces", workspaceId);
  const query = cutByCodePoint(text.trim(), MAX_NAME_CHARACTERS).text;
  if (workspace === null || query === "") {
    return [];
  }
  const keys = searchKeys(query, workspace.default_region);
  const found = new Map<Id<"contacts">, Contact>();
  const add = (contacts: Contact[]) => {
    for (const contact of contacts.slice(0, limit)) {
      if (found.size < limit) {
        found.set(contact._id, contact);
      }
    }
  };
  const addAll = async (searches: Iterable<TermSearch>) => {
    for (const search of searches) {
      if (found.size < limit) {
        add(await newestByTerm(ctx, workspaceId, search, limit));
      }
    }
  };
  add(await findByIdentity(ctx, workspaceId, keys));
  await addAll(searchesOf(query, keys));
  if (found.size === 0) {
    await addAll(wordsAlone(query));
  }
  return [...found.values()];
}

/** What to look for, best kind first. */
function* searchesOf(
  query: string,
  keys: PhoneSearchKeys,
): Generator<TermSearch> {
  if (keys.begun !== undefined) {
    yield { prefixes: [beginsWith(keys.begun)] };
  }
  if (keys.digits !== undefined) {
    yield { prefixes: [endsIn(keys.digits)] };
  }
  const { spellings } = readQuery(query);
  for (const end of [" ", ""]) {
    for (const words of spellings) {
      yield { prefixes: [words.join(" ") + end] };
    }
  }
  for (const words of spellings) {
    // A word by itself is a beginning, which has been looked for.
    if (words.length > 1) {
      yield {
        prefixes: longestFirst(words),
        accepts: (contact) => hasWords(contact.search_terms ?? [], words),
      };
    }
  }
}

/** Where nobody has all the words: each by itself, the longest first. */
function wordsAlone(query: string): TermSearch[] {
  const words = readQuery(query).spellings.flatMap(longestFirst);
  return words.map((word) => ({ prefixes: [word] }));
}

function longestFirst(words: string[]): string[] {
  return words
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MAX_WORDS_TRIED);
}

async function findByIdentity(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { e164, digits }: PhoneSearchKeys,
): Promise<Contact[]> {
  const keys = [
    ...e164.map((value) => ({ kind: "phone" as const, value })),
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
