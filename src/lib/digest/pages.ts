/** Cuts a selection into pages that one request each can hold. */
import { estimateTokens } from "../ai/tokens";
import type { SelectedConversation } from "./types";

/**
 * More conversations on a page and a model drops too many; each page more costs
 * two answers. Nobody is lost by it: who waits is listed without a model.
 */
export const MAX_CONVERSATIONS_PER_PAGE = 80;

/** Input tokens (upper estimate) up to which the small model reads well. */
export const MAX_PAGE_TOKENS = 30_000;

/** A message's text is cut here, in code points. */
export const MAX_MESSAGE_CHARACTERS = 500;

/** What waits since before the last digest gets no more room than this. */
export const MAX_CARRIED_TOKENS = 300;

/** Instructions, answer's shape and page headings, in tokens. */
const FIXED_TOKENS = 2000;

/** What a line and a conversation's heading add to their text, in characters. */
const LINE_CHARACTERS = 40;
const HEADING_CHARACTERS = 40;

export interface Pages {
  pages: SelectedConversation[][];
  /** Conversations that no page had room for, least important ones. */
  leftOut: SelectedConversation[];
}

/**
 * Fills pages in the given order.
 *
 * @param maxPages What the budget allows, one request each.
 */
export function toPages(
  conversations: readonly SelectedConversation[],
  maxPages: number,
): Pages {
  const pages: SelectedConversation[][] = [];
  const unfit: SelectedConversation[] = [];
  let page: SelectedConversation[] = [];
  let tokens = FIXED_TOKENS;
  let carriedTokens = 0;
  for (const conversation of conversations) {
    const more = tokensOf(conversation);
    if (conversation.isCarried && carriedTokens + more > MAX_CARRIED_TOKENS) {
      unfit.push(conversation);
      continue;
    }
    carriedTokens += conversation.isCarried ? more : 0;
    const isFull =
      page.length === MAX_CONVERSATIONS_PER_PAGE ||
      tokens + more > MAX_PAGE_TOKENS;
    if (isFull || page.length === 0) {
      page = [];
      pages.push(page);
      tokens = FIXED_TOKENS;
    }
    page.push(conversation);
    tokens += more;
  }
  return {
    pages: pages.slice(0, maxPages),
    leftOut: [...pages.slice(maxPages).flat(), ...unfit],
  };
}

function tokensOf({ messages }: SelectedConversation): number {
  const characters = messages.reduce(
    (sum, { text }) =>
      sum + LINE_CHARACTERS + Math.min(text.length, MAX_MESSAGE_CHARACTERS),
    HEADING_CHARACTERS,
  );
  return estimateTokens(characters);
}
