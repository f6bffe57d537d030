/** Contacts with few values, so that every filter meets some of them. */
import fc from "fast-check";
import type { WithoutSystemFields } from "convex/server";
import type { Doc, Id } from "../../convex/_generated/dataModel";

export type ContactDraft = Omit<
  WithoutSystemFields<Doc<"contacts">>,
  "workspace_id" | "owner_id" | "merged_into"
> & {
  /** Which of a few members owns it. */
  owner?: number | undefined;
};

export const TAGS = ["vip", "b2b", "gold"];
export const OUR_NUMBERS = ["100000000000017", "55"];
export const NOON = 1_780_000_000_000;
const HOUR_MS = 3_600_000;

const option = <T>(values: T[]) =>
  fc.constantFrom<(T | undefined)[]>(undefined, ...values);

/** Times over three days, few enough to be the same now and then. */
export const timeArbitrary = fc
  .integer({ min: 0, max: 24 })
  .map((at) => NOON + 3 * at * HOUR_MS);

const phoneArbitrary = option(["6281255500101", "6281255500202", "7700900123"]);

export const contactArbitrary: fc.Arbitrary<ContactDraft> = fc
  .record({
    name: option(["Sekar", "Éva Sari", "sari", "Zoë"]),
    username: option(["@sekar.fiktif", "@toko"]),
    email: option(["sari@example.com"]),
    phone: phoneArbitrary,
    lead_status: fc.constantFrom("none" as const, "qualified" as const),
    tags: fc.subarray(TAGS),
    source: fc.constantFrom("whatsapp" as const, "history_sync" as const),
    last_message_at: fc.option(timeArbitrary, { nil: undefined, freq: 8 }),
    waiting_since: fc.option(timeArbitrary, { nil: undefined, freq: 1 }),
    phone_number_ids: fc.subarray(OUR_NUMBERS),
    owner: option([0, 1]),
    marketing: option([
      { status: "stopped" as const, sequence: 1, at: NOON },
      { status: "resumed" as const, sequence: 2, at: NOON },
    ]),
  })
  .map((draft) => ({
    ...draft,
    ...(draft.phone !== undefined && {
      phone_normalized: `+${draft.phone}`,
      phone_reversed: [...draft.phone].reverse().join(""),
    }),
    field_sources: {},
    message_count: 1,
  }));

/** The draft as a document of a workspace. */
export function toDocument(
  { owner, ...fields }: ContactDraft,
  workspaceId: Id<"workspaces">,
  owners: Id<"users">[],
): WithoutSystemFields<Doc<"contacts">> {
  return {
    ...fields,
    workspace_id: workspaceId,
    owner_id: owner === undefined ? undefined : owners[owner],
  };
}
