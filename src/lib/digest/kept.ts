/**
 * The cache of paid answers, for a later start of the same run. A hit needs the
 * very request that was answered, and that its aliases still stand for the
 * messages that the answer spoke of.
 */
import type { FinishReason } from "../ai/answer";
import { sha256Hex } from "../crypto/sha256";
import { readBullets } from "./output";
import type { DigestRequest } from "./prompt";

export interface CitedAlias {
  alias: string;
  message_id: string;
}

export interface KeptAnswer {
  request_sha256: string;
  answer: string;
  finish_reason: FinishReason;
  aliases: readonly CitedAlias[];
}

/** What tells two requests apart: everything that is sent, to the byte. */
export async function requestHash({
  chat,
}: Pick<DigestRequest, "chat">): Promise<string> {
  return await sha256Hex(new TextEncoder().encode(JSON.stringify(chat)));
}

/** The messages that an answer speaks of; none for what cannot be read. */
export function citedAliases(
  answer: string,
  { lines }: Pick<DigestRequest, "lines">,
): CitedAlias[] {
  const read = readBullets(answer);
  const cites = read.kind === "bullets" ? read.bullets.flatMap(citesOf) : [];
  return [...new Set(cites)].flatMap((alias) => {
    const line = lines.get(alias);
    return line === undefined ? [] : [{ alias, message_id: line.messageId }];
  });
}

const citesOf = ({ cites }: { cites: string[] }): string[] => cites;

/**
 * True when a kept answer may be read as one to this request. Two windows can
 * read the same and yet speak of different customers.
 */
export function isAnswerTo(
  kept: KeptAnswer,
  { lines }: Pick<DigestRequest, "lines">,
  hash: string,
): boolean {
  return (
    kept.request_sha256 === hash &&
    kept.aliases.every(
      ({ alias, message_id }) => lines.get(alias)?.messageId === message_id,
    )
  );
}
