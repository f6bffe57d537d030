/**
 * Replaying many failed deliveries over real HTTP while others arrive, with a
 * kill in the middle, a pause and a cancel; and the screens that show it.
 * `REPLAY_COUNT=10000 npx vitest run tests/e2e/replay.test.ts` does it at length.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { sign } from "../../scripts/sim/delivery";
import { inbound, STORY_START_S } from "../support/bodies";
import {
  cspReports,
  launchBrowser,
  listen,
  newVisitor,
  signIn,
} from "../support/page/browser";
import { say, somebody } from "../support/page/say";
import { DELIVERY_SCREENS, problemsOf } from "../support/page/screens";
import {
  createDataFolder,
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

const COUNT = Number(process.env["REPLAY_COUNT"] ?? 30);
const PER_SECOND = COUNT > 1000 ? 50 : 10;
const LIVE = Math.min(500, COUNT);
const NUMBER = "100000000000555";
const HANG_MS = 30 * 60_000;
const CONTACTS = ".delivery-list .table td";

let server: TestServer;
let browser: Browser;
let endpoint: { url: string; secret: string };

const endpointSchema = z.object({
  webhook_path: z.string(),
  secret: z.string(),
});
const runSchema = z.object({
  status: z.string(),
  total: z.number(),
  counts: z.record(z.string(), z.number()),
  started_at: z.number(),
  ended_at: z.number().optional(),
});

const replayRun = async (status?: string) =>
  runSchema.parse(
    await server.admin.call("ops:replayRun", {
      workspace: "demo",
      ...(status !== undefined && { status }),
    }),
  );

/** Polls without a wait: whatever asks is answered when there is time. */
async function until(
  isSo: (run: z.infer<typeof runSchema>) => boolean,
): Promise<z.infer<typeof runSchema>> {
  for (;;) {
    const run = await replayRun();
    if (isSo(run)) {
      return run;
    }
  }
}

const estimateSchema = z.object({
  deliveries: z.number(),
  at_most_items: z.number(),
  nonce: z.string(),
  filter: z.object({ until: z.number() }),
});

/** Starts what the estimate says, and tells how many that is. */
async function startReplay(per_second: number): Promise<number> {
  const args = { workspace: "demo", since: 0, per_second };
  const { deliveries, at_most_items, nonce, filter } = estimateSchema.parse(
    await server.admin.call("ops:replayFailed", args),
  );
  expect(at_most_items).toBe(deliveries);
  await server.admin.call("ops:replayFailed", {
    ...args,
    nonce,
    until: filter.until,
  });
  return deliveries;
}

/** A message of somebody for a number that belongs to another workspace yet. */
async function tell(n: number): Promise<void> {
  const { event, body } = inbound({
    id: `wamid.replay${n}`,
    person: somebody(1000 + n),
    text: `Pesan ${n}`,
    at: Math.floor(Date.now() / 1000) - STORY_START_S,
    phoneNumberId: NUMBER,
  });
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const { status } = await server.post(
    bytes,
    {
      "Content-Type": "application/json",
      "X-Idempotency-Key": `replay-${n}`,
      "X-Webhook-Payload-Version": "v2",
      "X-Webhook-Signature": sign(endpoint.secret, Buffer.from(bytes)),
      ...(event !== undefined && { "X-Webhook-Event": event }),
    },
    endpoint.url,
  );
  expect(status).toBe(200);
}

async function inTens(count: number, work: (n: number) => Promise<void>) {
  for (let first = 0; first < count; first += 10) {
    await Promise.all(
      Array.from({ length: Math.min(10, count - first) }, (_, i) =>
        work(first + i),
      ),
    );
  }
}

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startTestServer({ data: createDataFolder() });
  await server.admin.call("ops:createWorkspace", {
    ...{ slug: "other", name: "Other", timezone: "Asia/Jakarta" },
    ...{ default_region: "ID", owner_subject: "other-owner" },
    phone_number_ids: [NUMBER],
  });
  const made = endpointSchema.parse(
    await server.admin.call("ops:createEndpoint", { workspace: "demo" }),
  );
  endpoint = { url: made.webhook_path, secret: made.secret };
  await inTens(COUNT, tell);
  await server.settle();
}, HANG_MS);
afterAll(async () => {
  await browser.close();
  await disposeServers();
});

const messages = async () =>
  (await server.readTables(["messages"]))["messages"] ?? [];

it(
  "applies each once, through a cancel, a kill, a pause and live traffic",
  { timeout: HANG_MS },
  async () => {
    expect(await messages()).toHaveLength(0);
    const move = { phone_number_id: NUMBER };
    await server.admin.call("ops:removeNumber", {
      workspace: "other",
      ...move,
    });
    await server.admin.call("ops:addNumber", { workspace: "demo", ...move });
    expect(await startReplay(1)).toBe(COUNT);
    await until(({ counts }) => (counts["started"] ?? 0) >= 1);
    await replayRun("canceled");
    await server.settle();
    const canceled = await replayRun();
    expect(canceled.status).toBe("canceled");
    const early = canceled.counts["started"] ?? 0;
    expect(early).toBeLessThan(COUNT);
    expect(await messages()).toHaveLength(early);
    // What it took up is applied, and nothing else: the rest can be replayed.
    const rest = COUNT - early;
    expect(await startReplay(PER_SECOND)).toBe(rest);
    await until(({ counts }) => (counts["started"] ?? 0) >= PER_SECOND);
    const live = inTens(LIVE, (n) => say(server, somebody(n), `Langsung ${n}`));
    await replayRun("paused");
    await live;
    await server.settle();
    const paused = await replayRun();
    expect(paused.status).toBe("paused");
    expect(paused.counts["started"]).toBeLessThan(rest);
    await replayRun("running");
    await until(
      ({ counts }) =>
        (counts["started"] ?? 0) > (paused.counts["started"] ?? 0),
    );
    await server.child.kill();
    server = await startTestServer({ data: server.data });
    const done = await until(({ ended_at }) => ended_at !== undefined);
    process.stderr.write(
      `replayed ${COUNT} in ${(done.ended_at ?? 0) - done.started_at} ms\n`,
    );
    expect(done).toMatchObject({
      status: "done",
      counts: { started: rest, processed: rest, news: rest, failed: 0 },
    });
    await server.settle();
    const stored = (await messages()).map((row) => row["kapso_message_id"]);
    expect(stored).toHaveLength(COUNT + LIVE);
    expect(new Set(stored).size).toBe(COUNT + LIVE);
  },
);

const link = (page: Page) => page.locator(".delivery-link");

it(
  "is found, read and replayed on the page, by the keyboard",
  { timeout: HANG_MS },
  async () => {
    const page = await signIn(await newVisitor(browser), server);
    const { said } = listen(page);
    await page.goto(new URL("/w/demo/deliveries", server.web).href);
    await page.locator(CONTACTS).first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.locator(".delivery-sheet .life-step").first().waitFor();
    await page.keyboard.press("y");
    await page.locator(".toast").first().waitFor();
    await page.keyboard.press("r");
    const sheet = page.locator(".delivery-sheet");
    await sheet.getByText("changed nothing").waitFor();
    await sheet.getByRole("button", { name: "Show the body" }).click();
    const body = await sheet.locator("pre").innerText();
    expect(body).toContain('"phone_number_id"');
    expect(body).not.toContain("Pelanggan");
    await page
      .getByRole("searchbox", { name: "Find a delivery" })
      .fill("wamid.replay1");
    await page.keyboard.press("Enter");
    await page.waitForURL(/find=wamid/);
    await link(page).first().waitFor();
    expect(await link(page).count()).toBe(1);
    await page
      .locator(CONTACTS)
      .getByRole("link", { name: "Pelanggan 1001" })
      .click();
    await page.locator(".bubble").first().waitFor();
    await page
      .getByRole("link", { name: "Where does this come from?" })
      .first()
      .click();
    await page.locator(".life-step").first().waitFor();
    const shots = process.env["SHOTS"];
    for (const screen of DELIVERY_SCREENS) {
      const { name } = screen;
      expect(await problemsOf(page, screen, server)).toEqual([]);
      if (shots !== undefined) {
        await page.screenshot({ path: `${shots}/${name}-phone-dark.png` });
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.evaluate(() => {
          localStorage.setItem("theme", "light");
          window.dispatchEvent(new Event("themechange"));
        });
        await page.screenshot({ path: `${shots}/${name}-laptop-light.png` });
      }
    }
    expect([...said, ...(await cspReports(page))]).toEqual([]);
  },
);
