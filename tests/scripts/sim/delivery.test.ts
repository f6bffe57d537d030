/** What goes on the wire: bytes, signatures, batches, and the documented bodies. */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeBody, Post, sign } from "../../../scripts/sim/delivery";
import { loadFixtures } from "../../../scripts/sim/fixtures";
import { createPerson } from "../../../scripts/sim/people";
import { createRandom } from "../../../scripts/sim/random";
import { World } from "../../../scripts/sim/world";

const FIXTURES = path.resolve(import.meta.dirname, "../../../fixtures/kapso");
const AT = 1_790_000_000_000;

function setUp() {
  const random = createRandom(3);
  return { world: new World(random), post: new Post(random, "s3cret") };
}

describe("encodeBody", () => {
  it("escapes what the provider escapes and changes nothing else", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const bytes = encodeBody({ text });
        expect(bytes.toString("utf8")).not.toMatch(/[&<>\u2028\u2029]/);
        expect(JSON.parse(bytes.toString("utf8"))).toEqual({ text });
      }),
    );
  });
});

describe("sign", () => {
  it("gives the signatures of the documented deliveries", async () => {
    const fixtures = await loadFixtures(FIXTURES, "unused");
    expect(fixtures).toHaveLength(42);
    for (const { name, body } of fixtures) {
      const sidecar = path.join(FIXTURES, `${name}.headers.json`);
      const { secret, headers } = JSON.parse(readFileSync(sidecar, "utf8")) as {
        secret: string;
        headers: Record<string, string>;
      };
      expect(sign(secret, body)).toBe(headers["X-Webhook-Signature"]);
    }
  });

  it("signs the documented deliveries anew", async () => {
    const fixtures = await loadFixtures(FIXTURES, "another secret");
    for (const { body, headers } of fixtures) {
      expect(headers["X-Webhook-Signature"]).toBe(
        createHmac("sha256", "another secret").update(body).digest("hex"),
      );
    }
  });
});

describe("Post", () => {
  it("gives every delivery a key of its own and a signature that fits", () => {
    const { world, post } = setUp();
    const deliveries = Array.from({ length: 100 }, (_, index) =>
      post.single(world.receive(createPerson(index), AT)),
    );
    const keys = deliveries.map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys).size).toBe(100);
    for (const { body, headers } of deliveries) {
      expect(headers["X-Webhook-Signature"]).toBe(sign("s3cret", body));
    }
  });

  it("batches whole bodies and says how many", () => {
    const { world, post } = setUp();
    const events = [1, 1, 2].map((index) =>
      world.receive(createPerson(index), AT),
    );
    const batch = post.batch(events);
    expect(JSON.parse(batch.body.toString("utf8"))).toMatchObject({
      type: "whatsapp.message.received",
      batch: true,
      data: events.map(({ body }) => body),
      batch_info: { size: 3, first_sequence: 1, last_sequence: 3 },
    });
    expect(batch.headers).toMatchObject({
      "X-Webhook-Batch": "true",
      "X-Batch-Size": "3",
    });
    expect(batch.effects.messages).toHaveLength(3);
  });

  it("resends a batch as single bodies with other keys", () => {
    const { world, post } = setUp();
    const events = [1, 2].map((index) =>
      world.receive(createPerson(index), AT),
    );
    const batch = post.batch(events);
    const singles = post.split(batch);
    expect(
      singles.map(({ body }): unknown => JSON.parse(body.toString("utf8"))),
    ).toEqual(events.map(({ body }) => body));
    expect(
      new Set([batch, ...singles].map(({ idempotencyKey }) => idempotencyKey))
        .size,
    ).toBe(3);
  });

  it("repeats the same bytes under another key", () => {
    const { world, post } = setUp();
    const first = post.single(world.receive(createPerson(1), AT));
    const second = post.repeat(first);
    expect(second.body).toBe(first.body);
    expect(second.headers["X-Webhook-Signature"]).toBe(
      first.headers["X-Webhook-Signature"],
    );
    expect(second.headers["X-Idempotency-Key"]).toBe(second.idempotencyKey);
    expect(second.idempotencyKey).not.toBe(first.idempotencyKey);
  });
});
