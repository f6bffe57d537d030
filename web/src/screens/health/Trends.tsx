/** How far Kapso and we are apart, and what AI costs. */
import { useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../../convex/_generated/api";
import { hourOf } from "../../../../src/lib/webhooks/hourStats";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { age } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { moneyText } from "../usage/money";
import { Card } from "./Card";

type Trends = FunctionReturnType<typeof api.health.trends>;

function GapCard({ reconcile }: Pick<Trends, "reconcile">) {
  const { t, language } = useScreenTexts();
  const now = useNow();
  const { cards } = t.health;
  const count = (value: number) =>
    new Intl.NumberFormat(language).format(value);
  const { mode, comparisons } = reconcile;
  const last = comparisons.at(-1);
  if (last === undefined) {
    const [value, note] =
      mode === "off" ? [cards.gapOff, cards.gapOffHelp] : [cards.none];
    return <Card label={cards.gap} value={value ?? ""} note={note} />;
  }
  // What was fed is no gap any more.
  const open = Math.max(0, last.missing + last.stale - last.repaired);
  const facts = [
    cards.gapMissing(count(last.missing)),
    cards.gapStale(count(last.stale)),
    cards.gapRepaired(count(last.repaired)),
    ...(last.lag_ms > 0 ? [cards.gapLag(age(0, last.lag_ms, t))] : []),
    cards.gapAge(age(last.at, now, t)),
    ...(mode === "off" ? [cards.gapOff] : []),
  ];
  return (
    <Card
      label={cards.gap}
      value={count(open)}
      note={facts.join(" · ")}
      values={comparisons.map(({ missing, stale }) => missing + stale)}
      write={count}
    />
  );
}

function AiCard({ ai }: Pick<Trends, "ai">) {
  const { t, language } = useScreenTexts();
  const write = (nanoUsd: number) => moneyText(nanoUsd, language);
  return (
    <Card
      label={t.health.cards.ai}
      value={write(ai.days_nano_usd.at(-1) ?? 0)}
      note={t.health.cards.aiMonth(
        write(ai.month_nano_usd),
        write(ai.limit_nano_usd),
      )}
      values={ai.days_nano_usd}
      write={write}
    />
  );
}

export function TrendCards() {
  const { workspace } = useMembership();
  // Says only which day it is.
  const trends = useQuery(api.health.trends, {
    workspace_id: workspace._id,
    as_of: hourOf(useNow()),
  });
  return (
    trends !== undefined && (
      <>
        <GapCard reconcile={trends.reconcile} />
        <AiCard ai={trends.ai} />
      </>
    )
  );
}
