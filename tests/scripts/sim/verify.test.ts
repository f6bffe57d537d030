/** The comparison with the database notices each way to be wrong. */
import type { Value } from "convex/values";
import { beforeEach, describe, expect, it } from "vitest";
import type { AdminClient } from "../../../scripts/sim/adminClient";
import { Post } from "../../../scripts/sim/delivery";
import { Ledger } from "../../../scripts/sim/ledger";
import { createPerson } from "../../../scripts/sim/people";
import { createRandom } from "../../../scripts/sim/random";
import { verify } from "../../../scripts/sim/verify";
import { World } from "../../../scripts/sim/world";

type Row = Record<string, string | number>;
interface Tables {
  "ops:listAudits": Row[];
  "ops:listMessages": Row[];
  "ops:listContacts": Row[];
}

/** Answers from rows, two a page, as the deployment would. */
function createClient(tables: Tables): AdminClient {
  return {
    async call(path, args): Promise<Value> {
      const options = args?.["paginationOpts"] as { cursor: string | null };
      const from = Number(options.cursor ?? 0);
      const rows = tables[path as keyof Tables];
      return {
        page: rows.slice(from, from + 2),
        isDone: from + 2 >= rows.length,
        continueCursor: String(from + 2),
      };
    },
  };
}

const AT = 1_790_000_000_000;
const EDITED_AT = AT + 60_000;

/** Two customers write, one is answered and reads it; all acknowledged. */
function tell() {
  const random = createRandom(11);
  const world = new World(random);
  const post = new Post(random, "secret");
  // Numbers 12 and 20 of every hundred: hidden phone, and phone with id.
  const people = [createPerson(20), createPerson(21)];
  const ledger = new Ledger();
  const sent = world.send(createPerson(20), AT + 1);
  const received = people.map((person) => world.receive(person, AT));
  const [first] = received;
  if (first?.message === undefined) {
    throw new Error("a received event brings its message");
  }
  const deliveries = [
    ...received.map((event) => post.single(event)),
    post.single(world.edit(first.message, EDITED_AT)),
    post.single(world.edit(first.message, EDITED_AT - 5000)),
    post.single(world.revoke(first.message, EDITED_AT)),
    post.single(sent.event),
    post.single(world.acknowledge(sent.message, "delivered", AT + 2)),
    post.single(world.acknowledge(sent.message, "read", AT + 3)),
  ];
  for (const delivery of deliveries) {
    ledger.expect(delivery);
    ledger.settle(delivery, "acknowledged");
  }
  return { ledger, people, deliveries, post, world };
}

function toTables({ ledger, people, deliveries }: ReturnType<typeof tell>) {
  return {
    "ops:listAudits": deliveries.map(({ idempotencyKey }) => ({
      idempotency_key: idempotencyKey,
      status: "processed",
    })),
    "ops:listMessages": [...ledger.messages].map(
      ([kapsoMessageId, message]) => ({
        kapso_message_id: kapsoMessageId,
        direction: message.direction,
        status: message.direction === "inbound" ? "received" : "read",
        ...(ledger.revisions.has(kapsoMessageId)
          ? { edited_at: EDITED_AT, revoked_at: EDITED_AT }
          : {}),
      }),
    ),
    "ops:listContacts": people.map(({ phone, bsuid, hasValidPhone }) => ({
      ...(hasValidPhone && phone !== undefined
        ? { phone_normalized: phone }
        : {}),
      ...(bsuid === undefined ? {} : { bsuid }),
    })),
  } satisfies Tables;
}

let story: ReturnType<typeof tell>;
let tables: Tables;
beforeEach(() => {
  story = tell();
  tables = toTables(story);
});

const run = () => verify(createClient(tables), "w", story.ledger);

describe("verify", () => {
  it("finds nothing wrong in a true database", async () => {
    expect(await run()).toEqual({
      audits: 8,
      messages: 3,
      contacts: 2,
      problems: [],
    });
  });

  it("ignores what others sent", async () => {
    tables["ops:listAudits"].push({
      idempotency_key: "x",
      status: "failed",
    });
    tables["ops:listMessages"].push({
      kapso_message_id: "y",
      direction: "inbound",
      status: "received",
    });
    expect((await run()).problems).toEqual([]);
  });

  it.each([
    ["ops:listAudits", "1 acknowledged deliveries without an audit row"],
    ["ops:listMessages", "1 acknowledged messages lost"],
    ["ops:listContacts", "1 people without a contact"],
  ] as const)("notices a row missing in %s", async (table, sentence) => {
    tables[table].shift();
    expect((await run()).problems).toEqual([sentence]);
  });

  it.each([
    ["ops:listAudits", "1 idempotency keys with more than one audit row"],
    ["ops:listMessages", "1 messages stored more than once"],
    ["ops:listContacts", "1 people with more than one contact"],
  ] as const)("notices a row twice in %s", async (table, sentence) => {
    const [first] = tables[table];
    tables[table].push(first ?? {});
    expect((await run()).problems).toContain(sentence);
  });

  it("notices a status behind an acknowledged receipt", async () => {
    tables["ops:listMessages"] = tables["ops:listMessages"].map((row) => ({
      ...row,
      status: row["direction"] === "outbound" ? "delivered" : "received",
    }));
    expect((await run()).problems).toEqual([
      "1 messages behind their acknowledged receipts",
    ]);
  });

  it.each([
    ["an edit", { revoked_at: EDITED_AT }],
    ["the newest edit", { edited_at: EDITED_AT - 5000, revoked_at: EDITED_AT }],
    ["a deletion", { edited_at: EDITED_AT }],
  ])("notices a message without %s", async (_, shown) => {
    tables["ops:listMessages"] = tables["ops:listMessages"].map(
      ({ edited_at: _edited, revoked_at: _revoked, ...row }) =>
        _edited === undefined ? row : { ...row, ...shown },
    );
    expect((await run()).problems).toEqual([
      "1 messages that miss an edit or a deletion",
    ]);
  });

  it("notices a turned direction", async () => {
    tables["ops:listMessages"] = tables["ops:listMessages"].map((row) => ({
      ...row,
      direction: "outbound",
    }));
    expect((await run()).problems).toEqual([
      "2 messages with the wrong direction",
    ]);
  });

  it("notices a delivery that failed", async () => {
    const [first] = tables["ops:listAudits"];
    tables["ops:listAudits"][0] = { ...first, status: "failed" };
    expect((await run()).problems).toEqual(["1 deliveries that failed"]);
  });

  it("does not miss what was never acknowledged", async () => {
    const { post, world, ledger, people } = story;
    for (const person of people) {
      ledger.expect(post.single(world.receive(person, AT + 9)));
    }
    expect((await run()).problems).toEqual([]);
  });
});
