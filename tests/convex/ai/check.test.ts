/** Whether AI can be used: the environment, the host, one real tiny request. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { createDigestWorld, type DigestWorld } from "../../support/digestWorld";
import { replies } from "../../support/fakeProvider";
import { onlyRow, rowsOf } from "../../support/rows";

let world: DigestWorld;
beforeEach(async () => {
  world = await createDigestWorld();
  vi.stubEnv("AI_PROVIDER", "openai");
  vi.stubEnv("AI_API_KEY", "sk-test");
  world.provider.usual = replies.well({ text: "ok" });
});
afterEach(async () => {
  await world.close();
});

const status = async () => await world.t.action(internal.ai.check.status, {});
const check = async (workspace?: string) =>
  await world.t.action(internal.ai.check.run, { workspace });

describe("the status", () => {
  it("is usable when the settings are whole and the host answers", async () => {
    const { host } = new URL(world.provider.url);
    expect(await status()).toEqual({
      kind: "usable",
      provider: "openai",
      model: "gpt-6-luna",
      host,
    });
    // Looked at without a question, a key or a cost.
    expect(world.provider.calls).toEqual([]);
    expect(await rowsOf(world.t, "aiUsage")).toEqual([]);
  });

  it("is off without settings", async () => {
    vi.stubEnv("AI_BASE_URL", "");
    vi.stubEnv("AI_API_KEY", "");
    expect(await status()).toEqual({ kind: "off" });
  });

  it.each([
    [{ AI_BASE_URL: "https://ai.example/v1" }, "training_not_excluded"],
    [{ AI_BASE_URL: "localhost:11434" }, "invalid_address"],
    [{ AI_PROVIDER: "xai", AI_MODEL: "" }, "missing_model"],
    [{ AI_PROVIDER: "claude" }, "unknown_provider"],
  ])("says what is wrong: %j", async (environment, reason) => {
    for (const [name, value] of Object.entries(environment)) {
      vi.stubEnv(name, value);
    }
    expect(await status()).toEqual({ kind: "unusable", reason });
    expect(await check()).toEqual({ kind: "refused", reason });
    expect(world.provider.calls).toEqual([]);
  });

  it("says that nobody answers there, and raises an alert", async () => {
    await world.provider.close();
    expect(await status()).toEqual({ kind: "unusable", reason: "connection" });
    expect(await onlyRow(world.t, "alerts")).toMatchObject({
      kind: "ai_unanswered",
      key: "connection",
    });
  });
});

describe("the tiny request", () => {
  it("is answered, paid for and told", async () => {
    world.provider.usual = replies.well({
      text: "ok",
      model: "gpt-6-luna-2026-09-22",
    });
    const row = { workspace_id: world.workspaceId, status: "succeeded" };
    expect(await check()).toMatchObject({
      kind: "answered",
      provider: "openai",
      model: "gpt-6-luna",
      model_served: "gpt-6-luna-2026-09-22",
      workspace: "demo",
      output_tokens: 1,
    });
    const call = await onlyRow(world.t, "aiUsage");
    expect(call).toMatchObject({ ...row, tier: "default" });
    expect(call.cost_nano_usd).toBeGreaterThan(0);
    expect(world.provider.calls).toHaveLength(1);
  });

  it("is paid for by the workspace that is named, and needs one", async () => {
    await world.t.mutation(internal.ops.createWorkspace, {
      slug: "acme",
      name: "Acme",
      timezone: "Asia/Jakarta",
      default_region: "ID",
      owner_subject: "acme-owner",
    });
    expect(await check("acme")).toMatchObject({ workspace: "acme" });
    expect(await check("nobody")).toEqual({ kind: "no_workspace" });
    expect(await rowsOf(world.t, "aiUsage")).toHaveLength(1);
  });

  it("learns by itself which fields the model refuses", async () => {
    world.provider.usual = replies.refusing("store");
    expect(await check()).toMatchObject({ kind: "answered" });
    expect(world.provider.calls).toHaveLength(2);
  });

  it.each([
    ["unauthorized", replies.failing(401), "ai_provider_refused"],
    ["not_found", replies.failing(404), "ai_provider_refused"],
    ["quota_exhausted", replies.insufficientQuota(), "ai_provider_refused"],
    ["server_error", replies.failing(503), "ai_unanswered"],
    ["malformed_answer", replies.html(), "ai_unanswered"],
    ["connection", replies.hangUp(), "ai_unanswered"],
  ])("says why it failed, once: %s", async (reason, reply, kind) => {
    world.provider.usual = reply;
    expect(await check()).toEqual({ kind: "refused", reason });
    expect(world.provider.calls).toHaveLength(1);
    expect(await onlyRow(world.t, "alerts")).toMatchObject({ kind });
  });

  it("is not made without money", async () => {
    await world.t.mutation(internal.ai.calls.setBudget, {
      scope: world.workspaceId,
      limit_nano_usd: 0,
    });
    expect(await check()).toEqual({
      kind: "refused",
      reason: "workspace_budget_spent",
    });
    expect(world.provider.calls).toEqual([]);
  });
});
