/** A digest as plain text, fit for a chat. */
import { TEXTS } from "./texts";
import type { DigestCounts, DigestLanguage, WrittenBullet } from "./types";

export interface RenderedDigest {
  language: DigestLanguage;
  /** The model's, if one was asked. */
  headline?: string;
  /** What a model wrote; stands above the list and never in its place. */
  written: readonly WrittenBullet[];
  /** From `listWaiting`. */
  waiting: readonly WrittenBullet[];
  /** From `listChanges`. */
  changes: readonly WrittenBullet[];
  counts: DigestCounts;
  /** How many waited at the last digest. */
  waitingBefore: number;
}

/** What a model wrote, then who waits, urgent ones first, then what changed. */
export function renderDigest(digest: RenderedDigest): string {
  const { counts, headline, written, waiting, changes, waitingBefore } = digest;
  const texts = TEXTS[digest.language];
  const urgent = waiting.filter(({ kind }) => kind === "urgent");
  const others = waiting.filter(({ kind }) => kind !== "urgent");
  const { selected, messages } = counts;
  const top = [
    ...(headline === undefined ? [] : [headline]),
    texts.summary(counts, waitingBefore),
    ...(written.length > 0 && selected < messages
      ? [texts.sampled(selected, messages)]
      : []),
    ...(waiting.length === 0 ? [texts.nobody] : []),
  ].join("\n");
  const changed = [
    ...changes.map(({ text }) => text),
    ...(counts.newPeople > 0 ? [texts.newPeople(counts.newPeople)] : []),
    ...(counts.spam > 0 ? [texts.spam(counts.spam)] : []),
  ];
  return [
    top,
    ...section(null, textsOf(written)),
    ...section(texts.urgent(counts.urgent), textsOf(urgent)),
    ...section(texts.waiting(counts.waiting - counts.urgent), textsOf(others)),
    ...section(texts.changed, changed),
  ].join("\n\n");
}

function textsOf(bullets: readonly WrittenBullet[]): string[] {
  return bullets.map(({ text }) => text.trim());
}

/** Nothing without lines. */
function section(heading: string | null, lines: readonly string[]): string[] {
  return lines.length === 0
    ? []
    : [
        [
          ...(heading === null ? [] : [heading]),
          ...lines.map((line) => `- ${line}`),
        ].join("\n"),
      ];
}
