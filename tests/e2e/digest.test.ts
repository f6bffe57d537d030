/**
 * Digests from the webhook to the stored text, on the embedded runtime: real
 * HTTP in, the real SDK out to a provider on loopback.
 */
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { DAY_MS } from "../../src/lib/time/units";
import { sign } from "../../scripts/sim/delivery";
import {
  BAGAS,
  inbound,
  outbound,
  SEKAR,
  storyTimeMs,
} from "../support/bodies";
import type { Telling } from "../support/conversationArbitrary";
import { asModel, questionOf, shownMessages } from "../support/digestWriter";
import { startEmbedded, type Embedded } from "../support/embedded";
import {
  replies,
  startFakeProvider,
  type FakeProvider,
} from "../support/fakeProvider";
import { disposeServers } from "../support/server";
import { readTables, settle } from "../../scripts/sim/tables";

const SECRET = "e2e-secret-not-for-production";
/** The morning after the story, in Jakarta. */
const MORNING = storyTimeMs(0) + DAY_MS;

const runSchema = z.object({
  status: z.string(),
  reason: z.string().optional(),
  retry_at: z.number().optional(),
  call_attempts: z.number(),
});
const summarySchema = z.object({
  mode: z.string(),
  reason: z.string().optional(),
  text: z.string(),
  message_count: z.number(),
  bullets: z.array(
    z.object({
      by: z.enum(["model", "rules"]),
      text: z.string(),
      citations: z.array(z.object({ message_id: z.string() })),
    }),
  ),
});
const usageSchema = z.object({
  status: z.string(),
  cost_nano_usd: z.number(),
  input_tokens: z.number(),
});

const QUESTIONS = [
  "Halo, apakah kopi arabika 1 kg masih ada dan berapa harganya?",
  "Saya mau pesan dua kotak untuk hari Jumat, nama saya Sekar Wulandari",
  "Nomor saya 0812-5550-0101, tolong telepon kembali sore ini ya",
  "Apakah bisa bayar lewat transfer ke rekening toko Anda?",
];
const ANSWER = "Terima kasih, kami cek dulu stoknya ya kak";

let provider: FakeProvider;
let embedded: Embedded | undefined;
beforeEach(async () => {
  provider = await startFakeProvider(asModel());
});
afterEach(async () => {
  await embedded?.close();
  await provider.close();
});
afterAll(disposeServers);

async function start(env?: Record<string, string>): Promise<Embedded> {
  embedded = await startEmbedded(
    SECRET,
    undefined,
    env ?? { AI_BASE_URL: provider.url, AI_MODEL: "gpt-6-luna" },
  );
  return embedded;
}

let sent = 0;
async function say(server: Embedded, ...tellings: Telling[]): Promise<void> {
  for (const { event, body } of tellings) {
    const bytes = Buffer.from(JSON.stringify(body));
    const response = await fetch(server.webhook, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-Webhook-Event": event ?? "",
        "X-Webhook-Payload-Version": "v2",
        "X-Idempotency-Key": `digest-${++sent}`,
        "X-Webhook-Signature": sign(SECRET, bytes),
      },
      body: new Uint8Array(bytes),
    });
    expect(response.status).toBe(200);
  }
  await settle(server.admin);
}

/** Two customers, four questions, one answer. */
async function tellStory(server: Embedded): Promise<void> {
  await say(
    server,
    ...QUESTIONS.map((text, at) =>
      inbound({
        id: `wamid.q${at}`,
        person: at % 2 === 0 ? SEKAR : BAGAS,
        at: 60 * at,
        text,
      }),
    ),
    outbound({ id: "wamid.a", person: BAGAS, at: 600, text: ANSWER }),
  );
}

async function workspaceOf({ admin }: Embedded): Promise<string> {
  const seeded = await admin.call("ops:seedDemo");
  return z.object({ workspace_id: z.string() }).parse(seeded).workspace_id;
}

const claimSchema = z.object({ run_id: z.string().nullable() });

/** Claims the digest of a moment; it runs by itself. */
async function claimAt(server: Embedded, dueAt: number) {
  const claim = await server.admin.call("digests/claim:at", {
    workspace_id: await workspaceOf(server),
    due_at: dueAt,
  });
  return claimSchema.parse(claim).run_id;
}

/** Claims the digest of a moment and waits until its run rests. */
async function digestAt(server: Embedded, dueAt: number) {
  await claimAt(server, dueAt);
  return await restingRun(server);
}

/** The last run, once it has ended or waits for the provider. */
async function restingRun(server: Embedded) {
  for (;;) {
    const tables = await readTables(server.admin, ["digestRuns"]);
    const runs = z.array(runSchema).parse(tables["digestRuns"]);
    const last = runs.at(-1);
    if (last !== undefined && last.status !== "claimed") {
      return last;
    }
  }
}

async function readResults({ admin }: Embedded) {
  const tables = await readTables(admin, ["dailySummaries", "aiUsage"]);
  return {
    summaries: z.array(summarySchema).parse(tables["dailySummaries"]),
    usage: z.array(usageSchema).parse(tables["aiUsage"]),
  };
}

/** What the last request showed of the customers' words. */
function lastShown(): string[] {
  return provider.calls
    .slice(-1)
    .flatMap(shownMessages)
    .map(({ text }) => text);
}

describe("a digest by a model", () => {
  it("quotes what was said, cites it, and is paid for", async () => {
    const server = await start();
    await tellStory(server);
    const run = await digestAt(server, MORNING);
    expect(run).toMatchObject({ status: "done" });
    const { summaries, usage } = await readResults(server);
    expect(summaries).toHaveLength(1);
    const [summary] = summaries;
    expect(summary).toMatchObject({ mode: "ai", message_count: 5 });
    expect(summary?.text).toContain("kopi arabika");
    const { messages } = await readTables(server.admin, ["messages"]);
    const known = z.array(z.object({ _id: z.string() })).parse(messages);
    const ids = new Set(known.map(({ _id }) => _id));
    for (const bullet of summary?.bullets ?? []) {
      expect(bullet.citations.length).toBeGreaterThan(0);
      expect(bullet.citations.every((one) => ids.has(one.message_id))).toBe(
        true,
      );
    }
    expect(usage).toHaveLength(1);
    expect(usage[0]).toMatchObject({ status: "succeeded" });
    expect(usage[0]?.cost_nano_usd).toBeGreaterThan(0);
  });

  it("sends no personal data", async () => {
    const server = await start();
    await tellStory(server);
    await digestAt(server, MORNING);
    const bodies = JSON.stringify(provider.calls.map(({ body }) => body));
    expect(lastShown()).toHaveLength(QUESTIONS.length);
    for (const secret of [
      ...["Sekar", "Wulandari", "Bagas", "Pradana", "sekar.fiktif"],
      ...["0812-5550-0101", "81255500101", "85655500102", "90210000"],
    ]) {
      expect(bodies).not.toContain(secret);
    }
  });

  it("tells only what is new, also what came late", async () => {
    const server = await start();
    await tellStory(server);
    await digestAt(server, MORNING);
    const late = "Pesanan saya kemarin belum sampai, bagaimana kabarnya?";
    await say(
      server,
      inbound({ id: "wamid.late", person: BAGAS, at: 30, text: late }),
      ...QUESTIONS.slice(1).map((text, at) =>
        inbound({ id: `wamid.n${at}`, person: BAGAS, at: 90_000 + at, text }),
      ),
    );
    await digestAt(server, MORNING + DAY_MS);
    const shown = lastShown();
    expect(shown.filter((text) => text === late)).toHaveLength(1);
    // Sekar still waits: what she asked is shown again, whole.
    expect(shown).toHaveLength(6);
    const { summaries } = await readResults(server);
    expect(summaries.map((summary) => summary.message_count)).toEqual([5, 4]);
  });

  it("of two pages retries the second later and pays for no page twice", async () => {
    const server = await start();
    const tellings = Array.from({ length: 82 }, (_, number) =>
      inbound({
        id: `wamid.p${number}`,
        person: { phone: String(6281255501000 + number) },
        at: 60 * number,
        text: questionOf(number),
      }),
    );
    await say(server, ...tellings);
    provider.queue.push(
      asModel(),
      replies.rateLimited({ "Retry-After": "600" }),
    );
    const runId = await claimAt(server, Date.now());
    expect(await restingRun(server)).toMatchObject({ status: "waiting" });
    // As the pool does after ten minutes.
    await server.admin.call("digests/run:makeDigest", { run_id: runId });
    expect(await restingRun(server)).toMatchObject({ status: "done" });
    expect(provider.calls.map((call) => shownMessages(call).length)).toEqual([
      80, 2, 2, 0,
    ]);
    const { summaries } = await readResults(server);
    const { messages } = await readTables(server.admin, ["messages"]);
    const texts = new Map(
      z
        .array(z.object({ _id: z.string(), text: z.string() }))
        .parse(messages)
        .map(({ _id, text }) => [_id, text]),
    );
    const bullets = (summaries[0]?.bullets ?? []).filter(
      ({ by }) => by === "model",
    );
    expect(bullets.length).toBeGreaterThanOrEqual(3);
    for (const { text, citations } of bullets) {
      const cited = citations.map((one) => texts.get(one.message_id) ?? "?");
      const said = text.slice(0, text.lastIndexOf(" — "));
      expect(cited.some((words) => said.endsWith(words))).toBe(true);
    }
  });

  it("is made once a day, and skipped when nobody wrote", async () => {
    const server = await start();
    await tellStory(server);
    await digestAt(server, MORNING);
    await digestAt(server, MORNING + 60_000);
    expect(provider.calls).toHaveLength(1);
    const silent = await digestAt(server, MORNING + DAY_MS);
    expect(silent).toMatchObject({ status: "skipped", reason: "no_messages" });
    expect((await readResults(server)).summaries).toHaveLength(1);
  });
});

describe("the extractive fallback", () => {
  async function expectQuotations(server: Embedded, reason: string) {
    await tellStory(server);
    const run = await digestAt(server, MORNING);
    expect(run).toMatchObject({ status: "done", reason });
    const { summaries } = await readResults(server);
    expect(summaries).toHaveLength(1);
    expect(summaries[0]).toMatchObject({ mode: "extractive", reason });
    expect(summaries[0]?.text).toContain("kopi arabika");
    expect(summaries[0]?.text).toContain("Sekar Wulandari (…0101)");
  }

  it("comes without a key", async () => {
    await expectQuotations(await start({}), "not_configured");
  });

  it("comes when the budget is spent", async () => {
    const server = await start();
    const scope = await workspaceOf(server);
    await server.admin.call("ai/calls:setBudget", { scope, limit_nano_usd: 0 });
    await expectQuotations(server, "workspace_budget_spent");
    expect(provider.calls).toHaveLength(0);
  });

  it("comes when the provider refuses for good", async () => {
    provider.usual = replies.insufficientQuota();
    await expectQuotations(await start(), "quota_exhausted");
    expect(provider.calls).toHaveLength(1);
  });

  it("comes after two answers of which no bullet passes validation", async () => {
    provider.usual = asModel((text) =>
      text.replaceAll("kepada kami", "dari 0812-5550-0199"),
    );
    await expectQuotations(await start(), "output_refused");
    expect(provider.calls).toHaveLength(2);
    const asked = provider.calls[1]?.body.messages.at(-1)?.content ?? "";
    expect(asked).toContain("personal data");
    expect(asked).not.toContain("0812");
  });

  it("comes when the provider is down and the max delay is over", async () => {
    provider.usual = replies.failing(503);
    await expectQuotations(await start(), "server_error");
    expect(provider.calls).toHaveLength(1);
  });

  it("waits for the max delay while the provider is down", async () => {
    // Longer than any machine takes to look at the first pause.
    provider.usual = replies.failing(503, { "Retry-After": "600" });
    const server = await start();
    await tellStory(server);
    const now = Date.now();
    const run = await digestAt(server, now);
    expect(run).toMatchObject({ status: "waiting", call_attempts: 1 });
    expect(run.retry_at).toBeGreaterThanOrEqual(now + 600_000);
    expect(run.retry_at).toBeLessThan(now + 30 * 60_000);
    expect((await readResults(server)).summaries).toEqual([]);
  });
});
