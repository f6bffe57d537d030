/** What a contact's fields become, in whatever order facts are learned. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  mergeContactFields,
  NO_FIELDS,
  toProviderFields,
} from "../../../../convex/model/contacts/fields";
import { expectAnyOrder } from "../../../lib/crm/mergeLaws";

const REGION = "ID";
const absentOr = (...values: string[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined });

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

describe("a contact's fields", () => {
  it("do not depend on the order in which they are learned", () => {
    expectAnyOrder(
      factArbitrary,
      NO_FIELDS,
      (fields, fact) => mergeContactFields(fields, fact, REGION) ?? fields,
    );
  });

  it("keep the newest parent id, also of an older or a missing id", () => {
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
