/** What a workspace sees of its AI costs. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import {
  ANSWER_COST,
  plannedCall,
  settle,
  start,
  WORST_CASE,
} from "../support/aiBooks";
import { useConvexEnvironment } from "../support/environment";
import { setupDemo, type TestConvex } from "../support/setup";
import { codeOf } from "../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Awaited<ReturnType<typeof setupDemo>>["asOwner"];
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.setSystemTime(Date.parse("2026-11-21T02:00:00Z"));
  ({ t, workspaceId, asOwner } = await setupDemo());
});

const args = (month = "2026-11") => ({ workspace_id: workspaceId, month });
const NOTHING = {
  spent_nano_usd: 0,
  reserved_nano_usd: 0,
  call_count: 0,
  failed_count: 0,
  estimated_count: 0,
  input_tokens: 0,
  cached_tokens: 0,
  output_tokens: 0,
};

describe("usage:month", () => {
  it("is empty before the first call, with the plan's limit", async () => {
    expect(await asOwner.query(api.usage.month, args())).toEqual({
      ...args(),
      ...NOTHING,
      limit_nano_usd: 1_000_000_000,
    });
    await t.run(
      async (ctx) =>
        await ctx.db.patch("workspaces", workspaceId, { plan: "free" }),
    );
    expect(await asOwner.query(api.usage.month, args())).toMatchObject({
      limit_nano_usd: 100_000_000,
    });
  });

  it("adds up what was spent and what is set aside", async () => {
    await settle(t, await start(t, plannedCall(workspaceId)));
    await start(t, plannedCall(workspaceId));
    await t.mutation(internal.ai.calls.setBudget, {
      scope: workspaceId,
      limit_nano_usd: 5_000_000,
    });
    expect(await asOwner.query(api.usage.month, args())).toEqual({
      ...args(),
      ...NOTHING,
      limit_nano_usd: 5_000_000,
      spent_nano_usd: ANSWER_COST,
      reserved_nano_usd: WORST_CASE,
      call_count: 2,
      input_tokens: 4000,
      output_tokens: 500,
    });
    expect(await asOwner.query(api.usage.month, args("2026-10"))).toMatchObject(
      NOTHING,
    );
  });

  it("is for members only", async () => {
    const stranger = t.withIdentity({
      subject: "stranger",
      issuer: "https://local.invalid",
    });
    expect(await codeOf(t.query(api.usage.month, args()))).toBe(
      "unauthenticated",
    );
    expect(await codeOf(stranger.query(api.usage.month, args()))).toBe(
      "not_found",
    );
  });
});
