/** A digest as people read it. */
import { z } from "zod";
import { toLine } from "../cli/columns";
import { clock, given, type Show } from "./view";

const digestSchema = z.object({
  digest: z
    .object({
      local_date: z.string(),
      mode: z.enum(["ai", "extractive"]),
      reason: z.string().optional(),
      text: z.string(),
      created_at: z.number(),
    })
    .nullable(),
  running: z.string().optional(),
  next_digest_at: z.number().optional(),
});

/** Lines of a text that others wrote parts of, each as {@link toLine}. */
const toLines = (text: string): string =>
  text
    .split("\n")
    .map((line) => {
      const indent = /^ */.exec(line)?.[0] ?? "";
      return `${indent}${toLine(line)}`.trimEnd();
    })
    .join("\n");

export const showDigest: Show = async (
  client,
  { day },
  { workspace, timezone },
) => {
  const reply = await client.call("ops:showDigest", given({ workspace, day }));
  const { digest, running, next_digest_at } = digestSchema.parse(reply);
  const next =
    next_digest_at === undefined
      ? "The next one is being scheduled."
      : `The next one is due on ${clock(next_digest_at, timezone)} (${timezone}).`;
  const now = running === undefined ? "" : "One is being made. ";
  if (digest === null) {
    const none = day === undefined ? "No digest yet." : `No digest of ${day}.`;
    return `${none} ${now}${next}`;
  }
  const by =
    digest.mode === "ai"
      ? "written by a model"
      : `quotations, no model: ${digest.reason ?? "none was asked"}`;
  const made = `made ${clock(digest.created_at, timezone)}`;
  return [
    `Digest of ${digest.local_date} · ${made} · ${by}`,
    "",
    toLines(digest.text),
    "",
    `${now}${next}`,
  ].join("\n");
};
