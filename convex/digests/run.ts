/**
 * Makes one digest: reads what it is made of, lists who waits, asks a model for
 * words on top of the list, and stores the result. Whatever stops it, starting it
 * again goes on where it was: answers that are paid for are kept.
 */
import { v } from "convex/values";
import { listChanges, listWaiting, nameOf } from "../../src/lib/digest/list";
import { renderDigest } from "../../src/lib/digest/render";
import { resolveBullets } from "../../src/lib/digest/transcript";
import type { Digest, WrittenBullet } from "../../src/lib/digest/types";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { internalAction, type ActionCtx } from "../_generated/server";
import type { BulletAuthor } from "../model/digests/tables";
import { logEvent } from "../model/shared/log";
import { askForDigest, type QuotingReason } from "./ask";
import { loadMaterial, type Material, type Run } from "./material";

/** Who waits, handed to the next digest; more are counted, and found again. */
const MAX_OPEN_CONVERSATIONS = 2000;

/** What a model wrote, or why none did. */
type Made = { digest: Digest } | { reason: QuotingReason };

export const makeDigest = internalAction({
  args: { run_id: v.id("digestRuns") },
  returns: v.null(),
  handler: async (ctx, { run_id }) => {
    const frame = await ctx.runQuery(internal.digests.reads.frame, { run_id });
    if (frame === null) {
      return null;
    }
    const run: Run = { ...frame, run_id };
    const material = await loadMaterial(ctx, run);
    if (material === null) {
      await ctx.runMutation(internal.digests.writes.finish, {
        run_id,
        after: run.after,
        summary: null,
      });
      return null;
    }
    const made = await make(ctx, run, material);
    if (made !== "paused") {
      await store(ctx, run, material, made);
    }
    return null;
  },
});

async function make(
  ctx: ActionCtx,
  run: Run,
  material: Material,
): Promise<Made | "paused"> {
  const { requests, scrubber } = material.prepared;
  if (run.is_model_off) {
    return { reason: "switched_off" };
  }
  if (scrubber.hasFailed()) {
    logEvent("digest.scrubber_failed", { run_id: run.run_id });
    return { reason: "scrubber_failed" };
  }
  if (requests.length === 0) {
    return { reason: "few_messages" };
  }
  const asked = await askForDigest(ctx, run, material);
  switch (asked.kind) {
    case "paused":
      return "paused";
    case "digest":
      return { digest: asked.digest };
    case "refused":
      return { reason: asked.reason };
  }
}

/** Puts the list under what was written, maps ids back to rows, ends the run. */
async function store(
  ctx: ActionCtx,
  run: Run,
  material: Material,
  made: Made,
): Promise<void> {
  const { selection, changes } = material.prepared;
  const { counts } = selection;
  const setting = material.setting;
  const lists = {
    waiting: listWaiting(material.standings, setting),
    changes: listChanges(changes, setting),
  };
  const digest = "digest" in made ? made.digest : null;
  const written = digest === null ? [] : toWritten(digest, material);
  const headline = digest?.headline;
  const { newPeople, ...numbers } = counts;
  await ctx.runMutation(internal.digests.writes.finish, {
    run_id: run.run_id,
    after: run.after,
    summary: {
      mode: digest === null ? "extractive" : "ai",
      reason: "reason" in made ? made.reason : undefined,
      language: run.language,
      text: renderDigest({
        ...lists,
        language: run.language,
        headline,
        written,
        counts,
        waitingBefore: run.waiting_before,
      }),
      headline,
      bullets: [
        ...toRows(written, "model", material),
        ...toRows([...lists.waiting, ...lists.changes], "rules", material),
      ],
      counts: { ...numbers, new_people: newPeople },
      open_threads: openThreadsOf(material),
    },
  });
}

/** A model's bullets, with the names of whom they speak of put behind them. */
function toWritten(
  digest: Digest,
  { prepared, standings, rows }: Material,
): WrittenBullet[] {
  const people = new Map(
    standings.map(({ conversationId, person }) => [conversationId, person]),
  );
  return resolveBullets(digest.bullets, prepared.transcript).map((bullet) => {
    const ids = new Set(
      bullet.messageIds.flatMap((id) => rows.get(id)?.conversation_id ?? []),
    );
    const names = [...ids].flatMap((id) => {
      const person = people.get(id);
      return person === undefined
        ? []
        : [nameOf(person, digest.language, true)];
    });
    return {
      ...bullet,
      text: `${bullet.text.trim()} — ${names.join(", ")}`,
    };
  });
}

function toRows(
  bullets: readonly WrittenBullet[],
  by: BulletAuthor,
  material: Material,
) {
  return bullets.map(({ kind, text, messageIds }) => ({
    by,
    kind,
    text,
    citations: messageIds.map((id) => citationOf(material, id)),
  }));
}

function citationOf({ rows }: Material, messageId: string) {
  const row = rows.get(messageId);
  if (row === undefined) {
    throw new Error("a cited message was loaded -- invariant");
  }
  return row;
}

function openThreadsOf(material: Material): {
  message_id: Id<"messages">;
  conversation_id: Id<"conversations">;
  since: number;
}[] {
  return material.standings
    .flatMap(({ waiting }) => {
      const first = waiting?.messages[0];
      return waiting === null || first === undefined
        ? []
        : [{ ...citationOf(material, first.id), since: waiting.since }];
    })
    .sort((a, b) => b.since - a.since)
    .slice(0, MAX_OPEN_CONVERSATIONS);
}
