/** The client against a simulated Kapso that misbehaves, over real HTTP. */
import { expect, describe, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { askKapso } from "../../../convex/kapso/client";
import { loadConnection, type Connection } from "../../../convex/kapso/keys";
import {
  readContacts,
  readConversations,
  readDefinition,
  readDeliveries,
  readMessages,
  readPhoneNumbers,
  readWebhooks,
  readWorkflows,
} from "../../../convex/kapso/read";
import { requestKapso } from "../../../convex/kapso/request";
import type { ActionCtx } from "../../../convex/_generated/server";
import { faults } from "../../../scripts/sim/api/faults";
import { createDemoArchive } from "../../../scripts/sim/api/demo";
import { startKapsoApi } from "../../../scripts/sim/api/server";
import { DEMO_PHONE_NUMBER_ID } from "../../../scripts/sim/world";
import { TEST_MASTER_KEY } from "../../support/environment";
import { KAPSO_NOW, useKapso } from "../../support/kapsoApi";
import { rowsOf } from "../../support/rows";

const world = useKapso();

/** Runs as an action does, with the workspace's connection. */
async function withConnection<T>(
  use: (ctx: ActionCtx, connection: Connection) => Promise<T>,
): Promise<T> {
  const { t, workspaceId } = world;
  return await t.action(async (ctx) => {
    const connection = await loadConnection(ctx, workspaceId);
    if (typeof connection === "string") {
      throw new Error(connection);
    }
    return await use(ctx, connection);
  });
}

const ask = async (path = "/workflows") =>
  await withConnection((ctx, connection) =>
    requestKapso(ctx, connection, { path }),
  );

const rowOf = (id: string) => ({ id, phone_number_id: DEMO_PHONE_NUMBER_ID });

describe("a request", () => {
  it("is made again after 502, 503, 504 and broken connections", async () => {
    world.api.queue.push(faults.failing(502), faults.hangUp());
    world.api.queue.push(faults.failing(504));
    expect(await ask()).toMatchObject({ kind: "answer", body: { data: [] } });
    expect(world.api.requests).toHaveLength(4);
  });

  it("is given up after four tries", async () => {
    world.api.usual = faults.failing(503);
    expect(await ask()).toEqual({
      kind: "failure",
      failure: { code: "kapso_unavailable" },
      rate: {},
    });
    expect(world.api.requests).toHaveLength(4);
  });

  it.each([
    [401, "kapso_unauthorized"],
    [404, "kapso_not_found"],
    [422, "kapso_refused"],
  ])("is not repeated after %i", async (status, code) => {
    world.api.queue.push(faults.refusing(status));
    expect(await ask()).toMatchObject({ failure: { code } });
    expect(world.api.requests).toHaveLength(1);
  });

  it("is refused here as long as Kapso asked to wait, for the same key", async () => {
    world.api.queue.push(faults.rateLimited(60));
    const failure = { code: "kapso_rate_limited", retryAfterMs: 60_000 };
    expect(await ask()).toMatchObject({ failure });
    vi.setSystemTime(KAPSO_NOW + 50_000);
    expect(await ask()).toMatchObject({ failure: { retryAfterMs: 10_000 } });
    expect(world.api.requests).toHaveLength(1);
    vi.setSystemTime(KAPSO_NOW + 60_001);
    expect(await ask()).toMatchObject({ kind: "answer" });
  });

  it("stays within the budget that the headers tell", async () => {
    const countAnswers = async () => {
      let count = 0;
      while ((await ask()).kind === "answer") {
        count += 1;
      }
      return count;
    };
    world.api.limit = 10;
    expect(await ask()).toMatchObject({ kind: "answer" });
    expect(await rowsOf(world.t, "kapsoBudgets")).toMatchObject([
      { limit: 10 },
    ]);
    // A fifth of the limit at once, the rest as the minute goes on.
    expect(await countAnswers()).toBe(2);
    const asked = world.api.requests.length;
    expect(await ask()).toMatchObject({
      failure: { code: "kapso_rate_limited", retryAfterMs: 7_500 },
    });
    expect(world.api.requests).toHaveLength(asked);
    vi.setSystemTime(KAPSO_NOW + 7_500);
    expect(await countAnswers()).toBe(1);
  });

  it("takes no redirect: the key stays with Kapso", async () => {
    const other = await startKapsoApi();
    world.api.queue.push(faults.redirecting(`${other.url}/workflows`));
    expect(await ask()).toMatchObject({ failure: { code: "kapso_refused" } });
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it("ends when the answer is too large, broken or no list", async () => {
    world.api.queue.push(faults.endless(), faults.brokenJson());
    expect(await ask()).toMatchObject({ failure: { code: "kapso_too_large" } });
    expect(await ask()).toMatchObject({
      failure: { code: "kapso_unreadable" },
    });
    world.api.queue.push(faults.wrongJson());
    const list = await withConnection((ctx, c) =>
      readConversations(ctx, c, {}),
    );
    expect(list).toMatchObject({ failure: { code: "kapso_unreadable" } });
  });

  it.each([faults.silent(), faults.stalled()])(
    "ends when Kapso does not go on",
    async (fault) => {
      world.api.queue.push(fault);
      const reply = await withConnection((_ctx, connection) =>
        askKapso(connection, { path: "/workflows" }, 20),
      );
      expect(reply).toMatchObject({ failure: { code: "kapso_timeout" } });
    },
  );

  it("says nothing of the key in failures and in the log", async () => {
    const { apiKey } = world.api;
    world.api.queue.push(faults.refusing(401, `bad key ${apiKey}`));
    world.api.usual = faults.hangUp();
    const said = [await ask(), await ask(), world.log.mock.calls];
    expect(JSON.stringify(said)).not.toContain(apiKey);
    expect(JSON.stringify(said)).not.toContain(world.api.url);
    expect(JSON.stringify(await rowsOf(world.t, "kapsoBudgets"))).not.toContain(
      apiKey,
    );
  });
});

describe("lists", () => {
  it("reads everything of a project", async () => {
    Object.assign(
      world.api.archive,
      createDemoArchive({
        seed: 3,
        people: 3,
        now: KAPSO_NOW,
        webhookUrl: "https://site.example/webhooks/kapso",
      }),
    );
    const read = await withConnection(async (ctx, c) => ({
      numbers: await readPhoneNumbers(ctx, c),
      conversations: await readConversations(ctx, c, {}),
      messages: await readMessages(ctx, c, {}),
      contacts: await readContacts(ctx, c, {}),
      workflows: await readWorkflows(ctx, c),
      definition: await readDefinition(
        ctx,
        c,
        "11111111-1111-4111-8111-111111111111",
      ),
      webhooks: await readWebhooks(ctx, c, DEMO_PHONE_NUMBER_ID),
      deliveries: await readDeliveries(ctx, c, { status: "failed" }),
    }));
    const kinds = Object.values(read).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(["read"]));
    expect(read).toMatchObject({
      numbers: { value: [{ phone_number_id: DEMO_PHONE_NUMBER_ID }] },
      workflows: { value: [{ slug: "sapaan", status: "active" }] },
      webhooks: { value: [{ active: true, payload_version: "v2" }] },
    });
    expect(JSON.stringify(read.webhooks)).not.toContain("told-in-clear");
    expect(JSON.stringify(read.definition)).not.toContain("position");
  });

  it("goes by cursor to the end, whatever comes in at the head", async () => {
    const { archive } = world.api;
    const add = (i: number) => {
      const id = `c${i}`;
      const last_active_at = new Date(KAPSO_NOW + i * 1000).toISOString();
      archive.conversations.set(id, { ...rowOf(id), last_active_at });
    };
    for (let i = 0; i < 250; i += 1) {
      add(i);
    }
    world.api.onRequest = ({ index }) => add(1000 + index);
    const ids: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await withConnection((ctx, c) =>
        readConversations(ctx, c, cursor === undefined ? {} : { cursor }),
      );
      if (page.kind === "failure") {
        throw new Error(page.failure.code);
      }
      ids.push(...page.value.items.map(({ id }) => id));
      if (page.value.next === null) {
        break;
      }
      cursor = page.value.next;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => Number(id.slice(1)) < 250)).toHaveLength(250);
  });

  it("says when a cursor is not taken any more", async () => {
    world.api.expireCursors();
    world.api.queue.push(faults.refusing(400, "Invalid cursor"));
    const page = await withConnection((ctx, c) =>
      readMessages(ctx, c, { cursor: "old" }),
    );
    expect(page).toMatchObject({ failure: { code: "kapso_cursor_expired" } });
  });

  it("reads a numbered list again when its rows shifted", async () => {
    const { webhooks } = world.api.archive;
    const webhook = (i: number) => ({
      ...rowOf(`w${i}`),
      url: "https://site.example",
      active: true,
    });
    webhooks.push(...Array.from({ length: 150 }, (_, i) => webhook(i)));
    world.api.onRequest = ({ index }) => {
      if (index === 1) {
        webhooks.unshift(webhook(150));
      }
    };
    const read = await withConnection((ctx, c) =>
      readWebhooks(ctx, c, DEMO_PHONE_NUMBER_ID),
    );
    const ids = read.kind === "read" ? read.value.map(({ id }) => id) : [];
    expect(new Set(ids).size).toBe(151);
    expect(ids).toHaveLength(151);
  });
});

describe("a workspace's key", () => {
  it("is sealed, wins over the environment's, and opens there only", async () => {
    const { t, workspaceId, api } = world;
    vi.stubEnv("KAPSO_API_KEY", "another-project");
    expect(await ask()).toMatchObject({
      failure: { code: "kapso_unauthorized" },
    });
    await t.action(internal.ops.setKapsoKey, {
      workspace: "demo",
      api_key: ` ${api.apiKey}\n`,
    });
    expect(await ask()).toMatchObject({ kind: "answer" });
    const [row] = await rowsOf(t, "kapsoKeys");
    expect(row).toMatchObject({ workspace_id: workspaceId, key_end: "-key" });
    expect(row?.sealed_key).toMatch(/^v1\.test\./);
    vi.stubEnv("CRM_MASTER_KEY", `other:${"B".repeat(43)}=`);
    await expect(ask()).rejects.toThrow("kapso_key_unreadable");
  });

  it("is sealed anew with the others when the master key changes", async () => {
    const { t, workspaceId, api } = world;
    await t.action(internal.ops.setKapsoKey, {
      workspace: "demo",
      api_key: api.apiKey,
    });
    vi.stubEnv("KAPSO_API_KEY", "");
    vi.stubEnv("CRM_MASTER_KEY", `next:${"B".repeat(43)}=,${TEST_MASTER_KEY}`);
    expect(await t.action(internal.ops.resealSecrets, {})).toMatchObject({
      secrets: 1,
      outdated: 1,
    });
    expect(
      await t.action(internal.ops.resealSecrets, { confirm: true }),
    ).toMatchObject({ resealed: 1, outdated: 0 });
    vi.stubEnv("CRM_MASTER_KEY", `next:${"B".repeat(43)}=`);
    expect(await ask()).toMatchObject({ kind: "answer" });
    vi.stubEnv("CRM_MASTER_KEY", TEST_MASTER_KEY);
    expect(await t.action(internal.ops.resealSecrets, {})).toMatchObject({
      unreadable_secrets: [
        { workspace_id: workspaceId, secret: "kapso_api_key", key_id: "next" },
      ],
    });
  });

  it.each(["http://kapso.example", "https://a:b@kapso.example", "ftp://x"])(
    "is not sent to %s",
    async (url) => {
      vi.stubEnv("KAPSO_API_URL", url);
      await expect(ask()).rejects.toThrow("kapso_bad_address");
    },
  );
});
