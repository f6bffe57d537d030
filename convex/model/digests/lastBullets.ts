/** What the last digest's model wrote, less what was deleted since. */
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

type Bullet = Doc<"dailySummaries">["bullets"][number];

/** Texts of a model's bullets that cite nothing that was deleted since. */
export async function loadLastBullets(
  ctx: QueryCtx,
  bullets: readonly Bullet[],
): Promise<string[]> {
  const texts = await Promise.all(
    bullets
      .filter(({ by }) => by !== "rules")
      .map(async ({ text, citations }) => {
        const cited = await Promise.all(
          citations.map(({ message_id }) => ctx.db.get("messages", message_id)),
        );
        const isQuotable = cited.every((row) => row?.revoked_at === undefined);
        return isQuotable ? [text] : [];
      }),
  );
  return texts.flat();
}
