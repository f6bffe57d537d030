/** What somebody chose for a merge, and what the pair list does next. Pure. */
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import type { api } from "../../../../convex/_generated/api";

export type Preview = FunctionReturnType<typeof api.contacts.previewMerge>;
export type ComparedField = Preview["fields"][number];
export type Choices = NonNullable<
  FunctionArgs<typeof api.contacts.merge>["choices"]
>;
export type Side = NonNullable<ComparedField["chosen"]>;
export type Pair = FunctionReturnType<
  typeof api.contacts.listDuplicates
>["page"][number];

const CUSTOM = "custom_values.";
const SINGLE = ["name", "phone", "email", "owner_id", "lead_status"] as const;

/** The key of a field of the workspace; undefined for one that all have. */
export const customKeyOf = (field: string): string | undefined =>
  field.startsWith(CUSTOM) ? field.slice(CUSTOM.length) : undefined;

export function choose(choices: Choices, field: string, side: Side): Choices {
  const key = customKeyOf(field);
  if (key !== undefined) {
    const custom_values = { ...choices.custom_values, [key]: side };
    return { ...choices, custom_values };
  }
  const single = SINGLE.find((known) => known === field);
  return single === undefined ? choices : { ...choices, [single]: side };
}

/** Takes a tag off the merged contact, or puts it back. */
export function toggleTag(
  choices: Choices,
  tags: Preview["tags"],
  tag: string,
): Choices {
  const kept = choices.tags ?? tags.merged;
  return {
    ...choices,
    tags: kept.includes(tag)
      ? kept.filter((one) => one !== tag)
      : [...kept, tag],
  };
}

/** The tags of both, those of the survivor first. */
export const unitedTags = ({ survivor, duplicate }: Preview["tags"]) => [
  ...new Set([...survivor, ...duplicate]),
];

/** The fields whose sides say something else than before. */
export function changedFields(
  before: Pick<Preview, "fields">,
  now: Pick<Preview, "fields">,
): string[] {
  const sides = ({ survivor, duplicate }: ComparedField) =>
    JSON.stringify([survivor.value, duplicate.value]);
  const known = new Map(
    before.fields.map((field) => [field.field, sides(field)]),
  );
  return now.fields
    .filter((field) => known.get(field.field) !== sides(field))
    .map(({ field }) => field);
}

/** Enough of a pair to tell it from others. */
interface TwoIds {
  contact: { _id: string };
  other: { _id: string };
}

export const isPairOf = (
  { contact, other }: TwoIds,
  a: string,
  b: string,
): boolean =>
  (contact._id === a && other._id === b) ||
  (contact._id === b && other._id === a);

/** The pair that opens when this one leaves: the one behind, else before it. */
export function neighbourOf<Two extends TwoIds>(
  pairs: readonly Two[],
  a: string,
  b: string,
  step: 1 | -1 = 1,
): Two | undefined {
  const index = pairs.findIndex((pair) => isPairOf(pair, a, b));
  return index === -1 ? pairs[0] : (pairs[index + step] ?? pairs[index - step]);
}
