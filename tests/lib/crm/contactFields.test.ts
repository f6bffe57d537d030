/** What a contact's fields become, in whatever order facts are learned. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  mergeContactFields,
  mergeField,
  type ContactFields,
  NO_FIELDS,
  toProviderFields,
  type FieldVersion,
} from "../../../src/lib/crm/contactFields";
import { userId } from "../../support/ids";
import { permutations } from "../../support/permutations";
import { expectAnyOrder, expectOrderFree } from "./mergeLaws";

type Version = FieldVersion<string>;
const provider = (value: string, at: number): Version => ({
  value,
  at,
  source: "provider",
});
const human = (value: string, at: number): Version => ({
  value,
  at,
  source: "human",
});

/** The winner, whichever is learned first. */
function winner(a: Version | undefined, b: Version | undefined) {
  const chosen = mergeField(a, b);
  expect(mergeField(b, a)).toEqual(chosen);
  return chosen;
}

describe("mergeField", () => {
  it("takes the newer of two provider values", () => {
    expect(winner(provider("old", 1), provider("new", 2))?.value).toBe("new");
  });

  it("takes what a person entered over any provider value", () => {
    expect(winner(human("typed", 1), provider("new", 9))?.value).toBe("typed");
    expect(winner(human("typed", 1), human("again", 2))?.value).toBe("again");
  });

  it("never lets an absent value overwrite", () => {
    const known = provider("known", 1);
    expect(winner(known, undefined)).toBe(known);
    expect(mergeField(undefined, undefined)).toBeUndefined();
  });

  it("settles one instant by the greater value in code unit order", () => {
    // U+FF5E is greater than the surrogates of U+1F33A, though not as a number.
    expect(winner(provider("🌺", 1), provider("～", 1))?.value).toBe("～");
    expect(winner(provider("a", 1), provider("B", 1))?.value).toBe("a");
  });

  it("returns the very version it was given when nothing changes", () => {
    const known = provider("same", 1);
    expect(mergeField(known, provider("same", 1))).toBe(known);
  });

  it("does not depend on order, grouping or repetition", () => {
    expectOrderFree(
      fc.option(
        fc.record({
          value: fc.constantFrom("a", "b", "🌺", "～"),
          at: fc.integer({ min: 1, max: 3 }),
          source: fc.constantFrom<Version["source"]>("provider", "human"),
        }),
        { nil: undefined },
      ),
      mergeField,
    );
  });
});

const REGION = "ID";
const absentOr = (...values: string[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined });

/** A contact on which a person typed a name. */
const typedArbitrary: fc.Arbitrary<ContactFields> = fc
  .record({ name: fc.constantFrom("Bu Sekar", "Sekar W."), at: fc.nat(3) })
  .map(({ name, at }) => ({
    name,
    field_sources: {
      name: { at, source: "human" as const, by: userId("ann") },
    },
  }));

const factArbitrary = fc
  .record({
    at: fc.nat(3),
    phone: absentOr("6281255500101", "081255500102", "447700900123"),
    bsuid: absentOr("ID.1", "ID.2"),
    parent_bsuid: absentOr("ID.ENT.1", "ID.ENT.2"),
    username: absentOr("@satu", "@dua"),
    name: absentOr("Sekar", "Ibu Sekar"),
  })
  .map(({ at, ...party }) => toProviderFields(party, at));

describe("mergeContactFields", () => {
  it("does not depend on the order in which fields are learned", () => {
    expectAnyOrder(
      factArbitrary,
      NO_FIELDS,
      (fields, fact) => mergeContactFields(fields, fact, REGION) ?? fields,
    );
  });

  it("does not depend on when a person types a name", () => {
    expectAnyOrder(
      fc.oneof(factArbitrary, typedArbitrary),
      NO_FIELDS,
      (fields, fact) => mergeContactFields(fields, fact, REGION) ?? fields,
    );
  });

  it("shows a person's name and keeps WhatsApp's newest beside it", () => {
    const typed: ContactFields = {
      name: "Bu Sekar",
      field_sources: { name: { at: 2, source: "human" } },
    };
    const facts = [
      toProviderFields({ name: "Sekar" }, 1),
      typed,
      toProviderFields({ name: "Sekar W" }, 9),
      toProviderFields({ name: "Sekar?" }, 5),
    ];
    for (const order of permutations(facts)) {
      const learned = order.reduce(
        (fields, fact) => mergeContactFields(fields, fact, REGION) ?? fields,
        NO_FIELDS,
      );
      expect(learned).toMatchObject({
        name: "Bu Sekar",
        provider_name: { value: "Sekar W", at: 9 },
        field_sources: { name: { at: 2, source: "human" } },
      });
    }
  });

  it("keeps the newest parent id, also of an older or a missing id", () => {
    const child = toProviderFields({ bsuid: "ID.1" }, 5);
    const parent = (value: string, at: number) =>
      toProviderFields({ bsuid: "ID.1", parent_bsuid: value }, at);
    const facts = [parent("ID.ENT.2", 3), child, parent("ID.ENT.1", 1)];
    for (const order of [facts, facts.toReversed()]) {
      const learned = order.reduce(
        (fields, fact) => mergeContactFields(fields, fact, REGION) ?? fields,
        NO_FIELDS,
      );
      expect(learned).toMatchObject({
        bsuid: "ID.1",
        parent_bsuid: "ID.ENT.2",
        field_sources: { parent_bsuid: { at: 3, source: "provider" } },
      });
    }
  });
});
