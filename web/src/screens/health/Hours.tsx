/** The last 24 hours, a card for each thing that is counted. */
import { useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { hourOf } from "../../../../src/lib/webhooks/hourStats";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { age } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Card } from "./Card";
import { usualRange } from "./usual";

const SHOWN_HOURS = 24;
/** A week says what is usual. */
const KNOWN_HOURS = 168;

type Values = readonly (number | null)[];

/** How counts and lags are written, and what is usual of either. */
function useWriters() {
  const { t, language } = useScreenTexts();
  const count = (value: number) =>
    new Intl.NumberFormat(language).format(value);
  const lag = (ms: number) =>
    ms === Infinity
      ? t.health.longLag
      : ms < 1000
        ? `≤ ${count(ms)} ms`
        : `≤ ${age(0, ms, t)}`;
  const sum = (values: Values) =>
    count(values.reduce<number>((total, value) => total + (value ?? 0), 0));
  const last = (values: Values) => {
    const value = values.findLast((one) => one !== null);
    return value === undefined || value === null
      ? t.health.cards.none
      : lag(value);
  };
  const rangeOf = (values: Values, write: (value: number) => string) => {
    const usual = usualRange(values);
    if (usual === null) {
      return null;
    }
    const [low, high] = [write(usual.low), write(usual.high)];
    return low === high ? low : t.health.range(low, high);
  };
  const { usual, usualLag } = t.health;
  return {
    counts: { read: sum, write: count, usually: usual },
    lags: { read: last, write: lag, usually: usualLag },
    rangeOf,
  };
}

export function Hours() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const { counts, lags, rangeOf } = useWriters();
  const hours = useQuery(api.health.hours, {
    workspace_id: workspace._id,
    as_of: hourOf(useNow()),
    hours: KNOWN_HOURS,
  });
  if (hours === undefined) {
    return <div className="skeleton usage-skeleton" />;
  }
  const figures = [
    ...(["accepted", "failed", "duplicates", "refused"] as const).map(
      (name) => ({ name, ...counts }),
    ),
    ...(["lag_p50_ms", "lag_p99_ms"] as const).map((name) => ({
      name,
      ...lags,
    })),
  ];
  return (
    <section className="section">
      <h2>{t.health.hoursTitle}</h2>
      <dl className="figures">
        {figures.map(({ name, read, write, usually }) => {
          const all = hours.map((hour) => hour[name]);
          const values = all.slice(-SHOWN_HOURS);
          const range = rangeOf(all, write);
          return (
            <Card
              key={name}
              label={t.health.hours[name]}
              value={read(values)}
              values={values}
              write={write}
              note={range === null ? undefined : usually(range)}
            />
          );
        })}
      </dl>
    </section>
  );
}
