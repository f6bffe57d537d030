/** Invented people in any number, as rows that the functions would have written. */
import { searchTermsOf, sortNameOf } from "../../../src/lib/crm/searchTerms";
import { DAY_MS } from "../../../src/lib/time/units";
import { createRandom, type Random } from "../../sim/random";

type JSONValue =
  string | number | boolean | JSONValue[] | { [key: string]: JSONValue };
type JSONObject = { [key: string]: JSONValue };

/** A row before it has an id. */
export type Row = JSONObject;

export interface SeededPerson {
  contact: Row;
  name: string;
  phone: string;
  terms: string[];
  tags: string[];
  ownerId: string | undefined;
  status: string;
  isWaiting: boolean;
  lastMessageAt: number;
}

/** Our number that everybody wrote to. */
export const OUR_NUMBER = "100000000000017";
export const TAGS = ["vip", "reseller", "follow-up", "wholesale", "press"];

const SYLLABLES = "sa ri wu lan pra da na bu di le wa ti ku su ma har jo yo";
const NAMES = 300;

/** Names of which the first are common, the last rare, as in life. */
function makeNames(random: Random): string[] {
  const syllables = SYLLABLES.split(" ");
  const names = new Set<string>();
  while (names.size < NAMES) {
    const parts = Array.from({ length: random.integer(2, 4) }, () =>
      random.pick(syllables),
    ).join("");
    names.add(parts.charAt(0).toUpperCase() + parts.slice(1));
  }
  return [...names];
}

/** The nth of a list, the share of each about one by its rank. */
function pickCommon<T>(random: Random, items: readonly T[]): T {
  const at = Math.floor(items.length ** random.next()) - 1;
  const item = items[Math.min(at, items.length - 1)];
  if (item === undefined) {
    throw new Error("cannot pick from nothing -- invariant");
  }
  return item;
}

/** Of 100: how many have each status. */
const STATUSES = [
  ...Array<string>(70).fill("none"),
  ...Array<string>(12).fill("unqualified"),
  ...Array<string>(8).fill("qualified"),
  ...Array<string>(6).fill("customer"),
  ...["archived", "archived", "spam", "duplicate"],
];

/**
 * People of a year, of whom one in twenty wrote within the last day.
 *
 * @param owners ids of users
 */
export function* makePeople(
  workspaceId: string,
  owners: readonly string[],
  { count, seed, now }: { count: number; seed: number; now: number },
): Generator<SeededPerson, undefined> {
  const random = createRandom(seed);
  const names = makeNames(createRandom(1));
  for (let at = 0; at < count; at += 1) {
    const name = `${pickCommon(random, names)} ${pickCommon(random, names)}`;
    // Not in use by anybody: 0812-555x is for fiction here.
    const digits = `62812${String(random.integer(0, 99_999_999)).padStart(8, "0")}`;
    const lastMessageAt = Math.floor(now - 365 * DAY_MS * random.next() ** 2);
    const tags = random.chance(0.1) ? [random.pick(TAGS)] : [];
    const ownerId = random.chance(0.3) ? random.pick(owners) : undefined;
    const isWaiting = random.chance(0.002);
    const person = {
      name,
      tags,
      phone: digits,
      phone_normalized: `+${digits}`,
      phone_reversed: [...digits].reverse().join(""),
      ...(random.chance(0.3) && {
        username: `@${name.toLowerCase().replace(" ", ".")}.${at}`,
      }),
      ...(random.chance(0.2) && { email: `p${at}@example.com` }),
    };
    const status = random.pick(STATUSES);
    const terms = searchTermsOf(person);
    const contact = {
      workspace_id: workspaceId,
      ...person,
      search_terms: terms,
      sort_name: sortNameOf(person),
      has_number: true,
      phone_number_ids: [OUR_NUMBER],
      field_sources: {
        phone: { at: lastMessageAt, source: "provider" },
        name: { at: lastMessageAt, source: "provider" },
      },
      lead_status: status,
      source: "whatsapp",
      message_count: random.integer(1, 40),
      last_message_at: lastMessageAt,
      last_message_preview: "Apakah barangnya masih ada? Saya mau pesan.",
      last_message_direction: "inbound",
      ...(ownerId !== undefined && { owner_id: ownerId }),
      ...(isWaiting && {
        waiting_since: lastMessageAt,
        waiting_rank: -lastMessageAt,
      }),
    };
    const shown = { name, phone: digits, terms, tags, ownerId, status };
    yield { contact, ...shown, isWaiting, lastMessageAt };
  }
  return undefined;
}
