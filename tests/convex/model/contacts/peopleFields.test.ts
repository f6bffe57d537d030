/** What people say of a contact, in whatever order contacts become one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  mergePeopleFields,
  type PeopleFields,
} from "../../../../convex/model/contacts/peopleFields";
import { withoutAbsent } from "../../../../src/lib/values/withoutAbsent";
import { userId } from "../../../support/ids";
import { expectOrderFree } from "../../../lib/crm/mergeLaws";

const human = (at: number) => ({
  at,
  by: userId("ann"),
  source: "human" as const,
});
const NOTHING: PeopleFields = {
  lead_status: "none",
  tags: [],
  field_sources: {},
};

/** Equal but for keys that say nothing. */
const merge = (a: PeopleFields, b: PeopleFields): PeopleFields => {
  const merged = withoutAbsent(mergePeopleFields(a, b));
  return { ...merged, field_sources: withoutAbsent(merged.field_sources) };
};

/** A contact on which a person entered some fields, each at its own time. */
const saidArbitrary: fc.Arbitrary<PeopleFields> = fc
  .record({
    email: fc.constantFrom(undefined, "a@x.example", "b@x.example"),
    owner_id: fc.constantFrom(undefined, userId("ann"), userId("budi")),
    lead_status: fc.constantFrom(undefined, "customer", "spam" as const),
    kota: fc.constantFrom(undefined, "Bogor", "Depok"),
    tags: fc.subarray(["a", "b", "c"]),
    at: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ email, owner_id, lead_status, kota, tags, at }) => {
    const source = human(at);
    const of = (value: string | undefined) => value && source;
    return withoutAbsent({
      email,
      email_normalized: email,
      owner_id,
      lead_status: lead_status ?? ("none" as const),
      tags,
      custom_values: kota === undefined ? undefined : { kota },
      field_sources: withoutAbsent({
        email: of(email) || undefined,
        owner_id: of(owner_id) || undefined,
        lead_status: of(lead_status) || undefined,
        custom_values: kota === undefined ? undefined : { kota: source },
      }),
    });
  });

describe("what people say of a contact that becomes one with another", () => {
  it("does not depend on order, grouping or repetition", () => {
    expectOrderFree(saidArbitrary, merge);
  });

  it("is what was said last, and never nothing over something", () => {
    const old = {
      ...NOTHING,
      email: "old@x.example",
      email_normalized: "old@x.example",
      custom_values: { kota: "Bogor", umur: 30 },
      field_sources: {
        email: human(1),
        custom_values: { kota: human(1), umur: human(1) },
      },
    };
    const recent = {
      ...NOTHING,
      custom_values: { kota: "Depok" },
      // The e-mail was emptied later: there is nothing to keep it with.
      field_sources: { email: human(9), custom_values: { kota: human(5) } },
    };
    expect(merge(recent, old)).toMatchObject({
      email: "old@x.example",
      email_normalized: "old@x.example",
      custom_values: { kota: "Depok", umur: 30 },
      field_sources: { email: human(1), custom_values: { kota: human(5) } },
    });
  });

  it("takes a person's status over a later one of nobody's", () => {
    const said = {
      ...NOTHING,
      lead_status: "none" as const,
      field_sources: { lead_status: human(1) },
    };
    const other = { ...NOTHING, lead_status: "spam" as const };
    expect(merge(said, other).lead_status).toBe("none");
    expect(merge(other, said).lead_status).toBe("none");
    expect(merge(NOTHING, other).lead_status).toBe("spam");
    const customer = { ...NOTHING, lead_status: "customer" as const };
    expect(merge(customer, other).lead_status).toBe("customer");
    // What a look at the messages gave says nothing against it.
    expect(merge(other, customer).lead_status).toBe("customer");
  });

  it("keeps a field whose key is a word of the language", () => {
    const said = {
      ...NOTHING,
      custom_values: { constructor: "CV Maju" },
      field_sources: { custom_values: { constructor: human(1) } },
    };
    expect(merge(NOTHING, said)).toMatchObject({
      custom_values: { constructor: "CV Maju" },
    });
  });
});
