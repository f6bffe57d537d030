/** Plays a model that writes digests: reads the request, quotes what it cites. */
import type { ChatCall, Reply } from "./fakeProvider";
import { replies } from "./fakeProvider";

const MESSAGE_LINE = /^(m\d+) < \d+\/\d+ \d\d:\d\d (.+)$/;
const MAX_BULLETS = 5;
const QUOTED_WORDS = 10;

export interface ShownMessage {
  alias: string;
  text: string;
}

/** The customers' messages that a request shows. */
export function shownMessages(call: ChatCall): ShownMessage[] {
  return call.body.messages
    .filter(({ role }) => role === "user")
    .flatMap(({ content }) => content.split("\n"))
    .flatMap((line) => {
      const [, alias, text] = MESSAGE_LINE.exec(line) ?? [];
      return alias === undefined || text === undefined ? [] : [{ alias, text }];
    });
}

/** A digest in Indonesian of what the request shows. */
export function writeDigest(call: ChatCall): string {
  const bullets = shownMessages(call)
    .slice(0, MAX_BULLETS)
    .map(({ alias, text }) => {
      const quote = text.split(" ").slice(0, QUOTED_WORDS).join(" ");
      return {
        kind: "request",
        text: `Seorang pelanggan menulis kepada kami: ${quote}`,
        cites: [alias],
      };
    });
  return JSON.stringify({ bullets });
}

/** Answers as a good model would, with a change if one is given. */
export const asModel =
  (change: (text: string) => string = (text) => text): Reply =>
  (call, response) =>
    replies.well({ text: change(writeDigest(call)) })(call, response);
