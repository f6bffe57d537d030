/**
 * Everything before the call of a model, in one step: from a workspace's new
 * messages to what may be sent, or to the knowledge that nothing need be.
 */
import { toPages } from "./pages";
import type { KnownPeople, PersonalKind } from "./personal/kinds";
import { createScrubber, type Scrubber } from "./personal/scrub";
import {
  buildPageRequest,
  findPersonalData,
  type DigestRequest,
  type PromptSetting,
} from "./prompt";
import { chooseRoute, type Route } from "./routing";
import { selectMessages, type SelectInput } from "./select";
import { toTranscript, type Transcript } from "./transcript";
import type { Selection } from "./types";

export interface PrepareInput extends SelectInput, PromptSetting {
  /** Region of the workspace, ISO 3166 alpha-2. */
  region: string;
  /** Everybody whose messages are among these, and who answered them. */
  people: KnownPeople;
  /** Requests that the budget allows, the merging one not counted. */
  maxPages: number;
}

export interface PreparedDigest {
  route: Route;
  selection: Selection;
  transcript: Transcript;
  scrubber: Scrubber;
  /** One a page; none unless the route asks a model. */
  requests: DigestRequest[];
  /** Conversations that no page had room for. */
  leftOutConversations: number;
  /** What the gate found in the requests: then there are none. */
  leaks: PersonalKind[];
}

export function prepareDigest(input: PrepareInput): PreparedDigest {
  const scrubber = createScrubber(input.region, input.people);
  const selection = selectMessages(input);
  const pages = toPages(selection.conversations, input.maxPages);
  const transcript = toTranscript(pages.pages, { ...input, scrubber });
  const route = chooseRoute(selection, pages);
  const isAsking = route.kind === "single" || route.kind === "paged";
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
    ...passGate({ route, requests }, scrubber),
    selection,
    transcript,
    scrubber,
    leftOutConversations: pages.leftOut.length,
  };
}

/** One request that shows a person, and none is sent. */
export function passGate(
  { route, requests }: Pick<PreparedDigest, "route" | "requests">,
  scrubber: Scrubber,
): Pick<PreparedDigest, "route" | "requests" | "leaks"> {
  const leaks = new Set(
    requests.flatMap(({ chat }) => findPersonalData(chat, scrubber)),
  );
  return leaks.size === 0
    ? { route, requests, leaks: [] }
    : { route: { kind: "template" }, requests: [], leaks: [...leaks] };
}
