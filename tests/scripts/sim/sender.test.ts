/** The provider's rules of delivery, against a real endpoint on loopback. */
import { afterEach, describe, expect, it } from "vitest";
import { Post, type Delivery } from "../../../scripts/sim/delivery";
import { Ledger } from "../../../scripts/sim/ledger";
import { createPerson } from "../../../scripts/sim/people";
import { createRandom } from "../../../scripts/sim/random";
import { Sender, type SenderOptions } from "../../../scripts/sim/sender";
import { Wire } from "../../../scripts/sim/wire";
import { World } from "../../../scripts/sim/world";
import { startReceiver, type Receiver } from "../../support/receiver";

const ACCEPTED = '{"status":"accepted","audit_id":"a"}';
const DUPLICATE = '{"status":"duplicate","audit_id":"a"}';

const random = createRandom(1);
const world = new World(random);
const post = new Post(random, "secret");
const writeOne = () => world.receive(createPerson(1), 1_790_000_000_000);

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) {
    await close();
  }
});

async function setUp(
  answer: Parameters<typeof startReceiver>[0],
  options: Partial<SenderOptions> = {},
  limitMs?: number,
): Promise<{ receiver: Receiver; sender: Sender; ledger: Ledger }> {
  const receiver = await startReceiver(answer);
  const wire = new Wire(receiver.url, 4, limitMs);
  closers.push(
    () => receiver.close(),
    () => wire.close(),
  );
  const ledger = new Ledger();
  const sender = new Sender({
    wire,
    post,
    timeFactor: 0,
    onBegin: (delivery) => ledger.expect(delivery),
    onSettled: (delivery, fate) => ledger.settle(delivery, fate),
    ...options,
  });
  return { receiver, sender, ledger };
}

const keysOf = (receiver: Receiver) =>
  receiver.received.map(({ headers }) => headers["x-idempotency-key"]);

describe("Sender", () => {
  it("sends once what is answered with 200", async () => {
    const { receiver, sender, ledger } = await setUp(() => [200, ACCEPTED]);
    const delivery = post.single(writeOne());
    await sender.deliverAll([delivery], 1);
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.body).toEqual(delivery.body);
    expect(receiver.received[0]?.headers).toMatchObject({
      "x-webhook-event": "whatsapp.message.received",
      "x-webhook-signature": delivery.headers["X-Webhook-Signature"],
      "x-idempotency-key": delivery.idempotencyKey,
    });
    expect(sender.tally).toMatchObject({ sent: 1, accepted: 1, retries: 0 });
    expect(ledger.keys.get(delivery.idempotencyKey)).toBe("acknowledged");
  });

  it.each([201, 204, 302, 401, 500, 503])(
    "sends the same bytes and key again after %d",
    async (status) => {
      const { receiver, sender } = await setUp((_, index) =>
        index < 2 ? [status, ""] : [200, ACCEPTED],
      );
      const delivery = post.single(writeOne());
      await sender.deliverAll([delivery], 1);
      expect(keysOf(receiver)).toEqual(Array(3).fill(delivery.idempotencyKey));
      expect(receiver.received.map(({ body }) => body)).toEqual(
        Array(3).fill(delivery.body),
      );
      expect(sender.tally).toMatchObject({
        sent: 1,
        accepted: 1,
        retries: 2,
        failures: 2,
      });
    },
  );

  it("gives up after four attempts", async () => {
    const { receiver, sender, ledger } = await setUp(() => [500, ""]);
    const delivery = post.single(writeOne());
    await sender.deliverAll([delivery], 1);
    expect(receiver.received).toHaveLength(4);
    expect(sender.tally).toMatchObject({ exhausted: 1, failures: 4 });
    expect(ledger.keys.get(delivery.idempotencyKey)).toBe("unknown");
  });

  it("sends an exhausted batch one by one under other keys", async () => {
    const isBatch = (body: Buffer) => body.includes('"batch":true');
    const { receiver, sender, ledger } = await setUp(({ body }) =>
      isBatch(body) ? [500, ""] : [200, ACCEPTED],
    );
    const batch = post.batch([writeOne(), writeOne()]);
    await sender.deliverAll([batch], 1);
    const singles = receiver.received.filter(({ body }) => !isBatch(body));
    expect(receiver.received).toHaveLength(6);
    expect(singles).toHaveLength(2);
    expect(new Set(keysOf(receiver)).size).toBe(3);
    expect([...ledger.messages.values()].map((m) => m.isCertain)).toEqual([
      true,
      true,
    ]);
  });

  it("takes an answer that does not come for a failure", async () => {
    const { receiver, sender } = await setUp(
      (_, index) => (index === 0 ? [0, ""] : [200, DUPLICATE]),
      {},
      500,
    );
    await sender.deliverAll([post.single(writeOne())], 1);
    expect(receiver.received).toHaveLength(2);
    expect(sender.tally).toMatchObject({ failures: 1, duplicates: 1 });
  });

  it("takes a refused connection for a failure", async () => {
    const { receiver, sender } = await setUp(() => [200, ACCEPTED]);
    await receiver.close();
    await sender.deliverAll([post.single(writeOne())], 1);
    expect(sender.tally).toMatchObject({ failures: 4, exhausted: 1 });
  });

  it("can leave answers unread and then sends again", async () => {
    const { sender, ledger } = await setUp(() => [200, ACCEPTED], {
      isAnswerDropped: (_, attempt) => attempt === 0,
    });
    const delivery = post.single(writeOne());
    await sender.deliverAll([delivery], 1);
    expect(sender.tally).toMatchObject({ dropped: 1, retries: 1, accepted: 1 });
    expect(ledger.keys.get(delivery.idempotencyKey)).toBe("acknowledged");
  });

  it("keeps no more than so many in flight", async () => {
    const { receiver, sender } = await setUp(() => [200, ACCEPTED]);
    let begun = 0;
    const deliveries = (function* (): Generator<Delivery> {
      for (; begun < 50; begun += 1) {
        expect(begun - receiver.received.length).toBeLessThanOrEqual(3);
        yield post.single(writeOne());
      }
    })();
    await sender.deliverAll(deliveries, 3);
    expect(receiver.received).toHaveLength(50);
  });
});
