/** A digest as plain text. */
import { TEXTS } from "./texts";
import { BULLET_KINDS, type Digest, type DigestCounts } from "./types";

export interface RenderSetting {
  counts: DigestCounts;
  /** How many waited at the last digest. */
  waitingBefore: number;
  /** Conversations that no page had room for. */
  leftOutConversations: number;
}

/** Counts first, then the bullets under the headings of their kinds. */
export function renderDigest(digest: Digest, setting: RenderSetting): string {
  const { counts, waitingBefore, leftOutConversations } = setting;
  const texts = TEXTS[digest.language];
  const { selected, messages } = counts;
  const notes = [
    texts.summary({ ...counts, waitingBefore }),
    ...(selected < messages ? [texts.sampled(selected, messages)] : []),
    ...(leftOutConversations > 0 ? [texts.leftOut(leftOutConversations)] : []),
    ...(digest.mode === "extractive" ? [texts.extractive] : []),
    ...(digest.bullets.length === 0 ? [texts.empty] : []),
  ];
  const sections = BULLET_KINDS.flatMap((kind) => {
    const bullets = digest.bullets.filter((bullet) => bullet.kind === kind);
    return bullets.length === 0
      ? []
      : [
          [
            texts.headings[kind],
            ...bullets.map(({ text }) => `- ${text.trim()}`),
          ].join("\n"),
        ];
  });
  return [notes.join("\n"), ...sections].join("\n\n");
}
