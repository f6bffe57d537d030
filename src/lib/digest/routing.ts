/** How a digest is made: whether a model is asked, which one, how often. */
import type { DigestPlan } from "./schedule";
import type { Pages } from "./pages";
import type { Selection } from "./types";

/** Up to here rules say as much as a model, at no cost. */
const MAX_TEMPLATE_MESSAGES = 3;
/** Longer messages are worth a model even when they are few. */
const MAX_TEMPLATE_CHARACTERS = 480;

export type Route =
  /** Nothing happened and nobody waits: no digest at all. */
  | { kind: "skip" }
  /** The extractive digest. */
  | { kind: "template" }
  /** One request to the small model. */
  | { kind: "single" }
  /** One request a page, then one that merges; never a larger model. */
  | { kind: "paged"; pages: number };

export function chooseRoute(
  { conversations, counts }: Selection,
  { pages }: Pages,
): Route {
  if (conversations.length === 0) {
    return { kind: "skip" };
  }
  const characters = conversations
    .filter(({ isCarried }) => !isCarried)
    .flatMap(({ messages }) => messages)
    .reduce((sum, { text }) => sum + text.length, 0);
  const isSmall =
    counts.selected <= MAX_TEMPLATE_MESSAGES &&
    characters <= MAX_TEMPLATE_CHARACTERS;
  if (isSmall || pages.length === 0) {
    return { kind: "template" };
  }
  return pages.length === 1
    ? { kind: "single" }
    : { kind: "paged", pages: pages.length };
}

export type ModelSize = "small" | "large";

/** Answers asked for in all: the first, and one more with the reasons. */
const MAX_ANSWERS = 2;

/**
 * Which model to ask after so many refused answers to one request, or null: then
 * the digest is extractive. The large one is a second chance of paying
 * workspaces only.
 */
export function chooseModel(
  plan: DigestPlan,
  refusedAnswers: number,
): ModelSize | null {
  if (refusedAnswers >= MAX_ANSWERS) {
    return null;
  }
  return refusedAnswers > 0 && plan === "paid" ? "large" : "small";
}
