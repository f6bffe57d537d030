/** Whether a contact is spam, by what they wrote and what members said. */
import {
  featuresOf,
  classify,
  type Features,
  type Labels,
} from "../../../src/lib/spam/classifier";
import { REPEATED_CONTACTS, textKeyOf } from "../../../src/lib/spam/repeats";
import { scoreMessage, type SpamScore } from "../../../src/lib/spam/score";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { queueLeadCheck } from "../contacts/leadChecks";
import type { LeadSettings } from "./settings";

type Contact = Doc<"contacts">;
type Message = Doc<"messages">;

/** Texts of one contact that are scored, from the first on. */
const SCORED_TEXTS = 10;
/** Of a conversation in which both spoke in turns so often. */
const KNOWN_TURNS = 6;

/** The worst of a contact's texts; null when there is none. */
export async function assessSpam(
  ctx: MutationCtx,
  contact: Contact,
  messages: readonly Message[],
  settings: LeadSettings,
): Promise<SpamScore | null> {
  const texts = textsOf(messages);
  const isKnownConversation = isKnown(messages);
  const scores: SpamScore[] = [];
  for (const [at, text] of texts.entries()) {
    // The text that a contact begins with is compared with others'.
    const isRepeated = at === 0 && (await isRepeatedText(ctx, contact, text));
    const verdict = settings.classifier_enabled
      ? await askClassifier(ctx, contact.workspace_id, featuresOf(text))
      : null;
    const context = { isKnownConversation, isRepeated, verdict };
    scores.push(scoreMessage(text, context));
  }
  return scores.reduce<SpamScore | null>(
    (worst, score) =>
      worst === null || score.score > worst.score ? score : worst,
    null,
  );
}

/** What somebody wrote that can be read, the first ten. */
export const textsOf = (messages: readonly Message[]): string[] =>
  messages
    .flatMap(({ direction, origin, revoked_at: revoked, text }) =>
      direction === "inbound" &&
      origin !== "history_sync" &&
      revoked === undefined &&
      text !== undefined
        ? [text]
        : [],
    )
    .slice(0, SCORED_TEXTS);

/** We wrote first, or both have spoken in turns for long. */
function isKnown(messages: readonly Message[]): boolean {
  const turns = messages.filter(
    ({ direction }, at) => direction !== messages[at - 1]?.direction,
  );
  return messages[0]?.direction === "outbound" || turns.length >= KNOWN_TURNS;
}

/**
 * Writes down who sent a text, once each, and says whether several did. Those
 * who were looked at before it was several are looked at again.
 */
async function isRepeatedText(
  ctx: MutationCtx,
  contact: Contact,
  text: string,
): Promise<boolean> {
  const text_key = textKeyOf(text);
  if (text_key === null) {
    return false;
  }
  const { workspace_id, _id: contact_id } = contact;
  const ofText = () =>
    ctx.db
      .query("textSightings")
      .withIndex("by_workspace_id_and_text_key_and_contact_id", (q) =>
        q.eq("workspace_id", workspace_id).eq("text_key", text_key),
      );
  const own = await ctx.db
    .query("textSightings")
    .withIndex("by_workspace_id_and_text_key_and_contact_id", (q) =>
      q
        .eq("workspace_id", workspace_id)
        .eq("text_key", text_key)
        .eq("contact_id", contact_id),
    )
    .first();
  const seen = await ofText().take(REPEATED_CONTACTS);
  if (own !== null) {
    return seen.length >= REPEATED_CONTACTS;
  }
  const sighting = { workspace_id, text_key, contact_id };
  await ctx.db.insert("textSightings", { ...sighting, seen_at: Date.now() });
  if (seen.length === REPEATED_CONTACTS - 1) {
    for (const other of seen) {
      await queueLeadCheck(ctx, { _id: other.contact_id, workspace_id });
    }
  }
  return seen.length >= REPEATED_CONTACTS - 1;
}

async function askClassifier(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { language, words }: Features,
): Promise<"spam" | "ham" | null> {
  const labels = await findLabels(ctx, workspaceId, language);
  if (labels === null) {
    return null;
  }
  const counts = await Promise.all(
    words.map((word) => findWord(ctx, workspaceId, language, word)),
  );
  return classify(
    labels,
    counts.filter((count) => count !== null),
  );
}

async function findLabels(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  language: Features["language"],
): Promise<Doc<"spamLabels"> | null> {
  return await ctx.db
    .query("spamLabels")
    .withIndex("by_workspace_id_and_language", (q) =>
      q.eq("workspace_id", workspaceId).eq("language", language),
    )
    .first();
}

async function findWord(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  language: Features["language"],
  word: number,
): Promise<Doc<"spamWords"> | null> {
  return await ctx.db
    .query("spamWords")
    .withIndex("by_workspace_id_and_language_and_word", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .eq("language", language)
        .eq("word", word),
    )
    .first();
}

/** What a verdict taught, so that it can be taken back. */
export type Lesson = NonNullable<Doc<"leadVerdicts">["lesson"]>;

/** Learns what a contact wrote, as spam or as ham; null when it says nothing. */
export async function learnLabel(
  ctx: MutationCtx,
  contact: Contact,
  label: keyof Labels,
  messages: readonly Message[],
): Promise<Lesson | null> {
  const { language, words } = featuresOf(textsOf(messages).join("\n"));
  if (words.length === 0) {
    return null;
  }
  const lesson = { language, words, label };
  await addLesson(ctx, contact.workspace_id, lesson, 1);
  return lesson;
}

/**
 * Adds a lesson to the counts, or with -1 takes it back: a word that nobody else
 * taught leaves no row.
 */
export async function addLesson(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  { language, words, label }: Lesson,
  by: 1 | -1,
): Promise<void> {
  const added = (counts: Labels) => ({
    [label]: Math.max(0, counts[label] + by),
  });
  const none = { spam: 0, ham: 0 };
  const key = { workspace_id: workspaceId, language };
  const labels = await findLabels(ctx, workspaceId, language);
  if (labels !== null) {
    await ctx.db.patch("spamLabels", labels._id, added(labels));
  } else if (by > 0) {
    await ctx.db.insert("spamLabels", { ...key, ...none, ...added(none) });
  }
  for (const word of words) {
    const row = await findWord(ctx, workspaceId, language, word);
    const { spam, ham } = row ?? none;
    const after = { spam, ham, ...added({ spam, ham }) };
    if (after.spam + after.ham > 0) {
      await (row === null
        ? ctx.db.insert("spamWords", { ...key, word, ...after })
        : ctx.db.patch("spamWords", row._id, after));
    } else if (row !== null) {
      await ctx.db.delete("spamWords", row._id);
    }
  }
}
