/** What is left of a message's data when it is more than is kept. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contentOf, kapsoMessage } from "./parseHelpers";

describe("fitJson", () => {
  const omittedOf = (data: unknown) =>
    z.object({ omitted: z.unknown() }).parse(data).omitted;
  const cards = (count: number, note = "") =>
    Array.from({ length: count }, (_, i) => ({
      name: { formatted_name: `Fiktif Orang ${i}`, first_name: "Fiktif" },
      phones: [
        {
          phone: `+62 812-5550-${1000 + i}`,
          wa_id: `6281255501${i}`,
          type: "CELL",
        },
      ],
      emails: [{ email: `orang.${i}@example.invalid`, type: "WORK" }],
      addresses: [
        {
          street: "Jalan Contoh 1 ".repeat(15),
          city: "Bandung",
          country_code: "id",
        },
      ],
      org: { company: "PT Contoh", title: "Staf" },
      ...(note !== "" && { note }),
    }));

  it("leaves whole contact cards, as many as fit, and their number", () => {
    const all = cards(80);
    expect(JSON.stringify(all).length).toBeGreaterThan(40_000);
    const { data } = contentOf("contacts", { contacts: all });
    const kept = z
      .object({ contacts: z.array(z.unknown()) })
      .parse(data).contacts;
    expect(kept.length).toBeGreaterThan(50);
    expect(kept).toEqual(all.slice(0, kept.length));
    expect(omittedOf(data)).toEqual([
      { path: "contacts", kept: kept.length, of: 80 },
    ]);
  });

  it("keeps the names and phones of a card with a huge part, and its neighbours", () => {
    const [first, ...others] = cards(3, "n".repeat(50_000));
    const small = cards(10);
    const { data } = contentOf("contacts", {
      contacts: [first, ...small, ...others],
    });
    const { contacts } = z
      .object({
        contacts: z.array(z.looseObject({ note: z.string().optional() })),
      })
      .parse(data);
    expect(contacts).toHaveLength(13);
    expect(contacts[0]).toMatchObject({
      ...first,
      note: expect.stringMatching(/^n{1000,}$/) as unknown,
    });
    expect(contacts.slice(1, 11)).toEqual(small);
    expect(omittedOf(data)).toContainEqual({
      path: "contacts.0.note",
      kept: contacts[0]?.note?.length,
      of: 50_000,
    });
  });

  it("leaves an order's catalogue and its first items", () => {
    const product_items = Array.from({ length: 900 }, (_, i) => ({
      product_retailer_id: `sku-${i}`,
      quantity: 1,
      item_price: 15000,
      currency: "IDR",
    }));
    const { data, text } = contentOf("order", {
      order: { text: "semua", catalog_id: "c1", product_items },
    });
    const { order } = z
      .object({
        order: z.object({
          catalog_id: z.string(),
          product_items: z.array(z.unknown()),
        }),
      })
      .parse(data);
    expect(text).toBe("semua");
    expect(order.catalog_id).toBe("c1");
    expect(order.product_items).toEqual(
      product_items.slice(0, order.product_items.length),
    );
    expect(omittedOf(data)).toEqual([
      {
        path: "order.product_items",
        kept: order.product_items.length,
        of: 900,
      },
    ]);
  });

  it("leaves a form's short answers and the beginning of a long one", () => {
    const response = {
      keluhan: "k".repeat(40_000),
      nama: "Fiktif",
      flow_token: "f",
    };
    const interactive = {
      type: "nfm_reply",
      nfm_reply: { name: "flow", response_json: JSON.stringify(response) },
    };
    expect(contentOf("interactive", { interactive }).data).toMatchObject({
      flow_name: "flow",
      flow_response: {
        keluhan: expect.stringMatching(/^k{25000,}$/) as unknown,
        nama: "Fiktif",
        flow_token: "f",
      },
      omitted: [{ path: "flow_response.keluhan", of: 40_000 }],
    });
  });

  it("leaves the beginning of a form's answer that is no object", () => {
    const interactive = {
      type: "nfm_reply",
      nfm_reply: { response_json: "{broken".repeat(9000) },
    };
    expect(contentOf("interactive", { interactive }).data).toMatchObject({
      flow_response: expect.stringMatching(/^(\{broken){3000}/) as unknown,
      omitted: [{ path: "flow_response", of: 63_000 }],
    });
  });

  it("leaves an ad's ids when its text is long", () => {
    const referral = {
      body: "b".repeat(50_000),
      source_id: "1",
      ctwa_clid: "x",
    };
    const { referral_json } = kapsoMessage({ message: { referral } }).content;
    expect(JSON.parse(referral_json ?? "")).toMatchObject({
      source_id: "1",
      ctwa_clid: "x",
      body: expect.stringMatching(/^b{25000,}$/) as unknown,
      omitted: [{ path: "body", of: 50_000 }],
    });
  });
});
