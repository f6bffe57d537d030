/**
 * Everything before the call of a model, in one step: from a workspace's new
 * messages to what may be sent, or to the knowledge that nothing need be.
 */
import { toPages } from "./pages";
import type { KnownPeople } from "./personal/kinds";
import { createScrubber, type Scrubber } from "./personal/scrub";
import {
  buildPageRequest,
  type DigestRequest,
  type PromptSetting,
} from "./prompt";
import { chooseRoute, type Route } from "./routing";
import { selectMessages, type SelectInput } from "./select";
import { toTranscript, type Transcript } from "./transcript";
import { changesOf, type Change } from "./changes";
import type {
  OpenConversation,
  SelectedConversation,
  Selection,
} from "./types";

export interface PrepareInput extends SelectInput, PromptSetting {
  /** Region of the workspace, ISO 3166 alpha-2. */
  region: string;
  /** Everybody whose messages are among these, and who answered them. */
  people: KnownPeople;
  /** Requests that the budget allows, the merging one not counted. */
  maxPages: number;
  /** Who waited at the last digest. */
  openConversations: readonly OpenConversation[];
}

export interface PreparedDigest {
  route: Route;
  selection: Selection;
  changes: Change[];
  transcript: Transcript;
  scrubber: Scrubber;
  /** One a page; none unless the route asks a model and everything was scrubbed. */
  requests: DigestRequest[];
}

export function prepareDigest(input: PrepareInput): PreparedDigest {
  const scrubber = createScrubber(input.region, input.people);
  const selected = selectMessages(input);
  const pages = toPages(selected.conversations, input.maxPages);
  const selection = {
    ...selected,
    counts: { ...selected.counts, selected: countNew(pages.pages.flat()) },
  };
  const transcript = toTranscript(pages.pages, { ...input, scrubber });
  const route = chooseRoute(selection, pages);
  const isAsking =
    (route.kind === "single" || route.kind === "paged") &&
    !scrubber.hasFailed();
  const requests = isAsking
    ? transcript.pages.map((page, i) =>
        buildPageRequest(
          page,
          { number: i + 1, of: pages.pages.length },
          input,
        ),
      )
    : [];
  return {
    route,
    requests,
    selection,
    changes: changesOf(
      input.standings,
      input.messages,
      input.openConversations,
    ),
    transcript,
    scrubber,
  };
}

/** Messages of the window, without what stands there for its context. */
function countNew(conversations: readonly SelectedConversation[]): number {
  return conversations
    .filter(({ isCarried }) => !isCarried)
    .reduce(
      (sum, { messages, contextCount }) => sum + messages.length - contextCount,
      0,
    );
}
