/** Asks for a message's file, and says what became of it. */
import * as z from "zod/mini";

const REASONS = ["media_gone", "media_too_large", "media_unavailable"] as const;
type Reason = (typeof REASONS)[number];

export type FileState =
  /** Nobody has asked for it yet. */
  | { kind: "waiting" }
  | { kind: "loading" }
  /** An object URL: whoever shows it revokes it. */
  | { kind: "ready"; url: string }
  | { kind: "failed"; reason: Reason };

const failed = (reason: Reason): FileState => ({ kind: "failed", reason });

const answerSchema = z.object({ error: z.enum(REASONS) });

/**
 * The session's token goes in a header, and the file comes as an object URL: no
 * address that opens it stands anywhere.
 */
export async function fetchFile({
  site,
  token,
  messageId,
  signal,
}: {
  /** Where the HTTP routes are; undefined where whoever serves the page does not say. */
  site: string | undefined;
  token: string | null;
  messageId: string;
  signal: AbortSignal;
}): Promise<FileState> {
  if (site === undefined || token === null) {
    return failed("media_unavailable");
  }
  try {
    const response = await fetch(
      `${site}/media?message_id=${encodeURIComponent(messageId)}`,
      { headers: { authorization: `Bearer ${token}` }, signal },
    );
    if (response.ok) {
      const url = URL.createObjectURL(await response.blob());
      return { kind: "ready", url };
    }
    if (response.status === 404) {
      return failed("media_gone");
    }
    const answer = answerSchema.safeParse(await response.json());
    return failed(answer.data?.error ?? "media_unavailable");
  } catch {
    return failed("media_unavailable");
  }
}
