/** The last 24 hours, a card for each thing that is counted. */
import { useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { hourOf } from "../../../../src/lib/webhooks/hourStats";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { duration } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Sparkline } from "./Sparkline";

export function Hours() {
  const { t, language } = useScreenTexts();
  const { workspace } = useMembership();
  const hours = useQuery(api.health.hours, {
    workspace_id: workspace._id,
    as_of: hourOf(useNow()),
  });
  if (hours === undefined) {
    return <div className="skeleton usage-skeleton" />;
  }
  const count = (value: number) =>
    new Intl.NumberFormat(language).format(value);
  const lag = (ms: number) =>
    ms === Infinity
      ? t.health.longLag
      : ms < 1000
        ? `≤ ${count(ms)} ms`
        : `≤ ${duration(ms, t)}`;
  const sum = (values: readonly number[]) =>
    count(values.reduce((total, value) => total + value, 0));
  const last = (values: readonly (number | null)[]) => {
    const value = values.findLast((one) => one !== null);
    return value === undefined || value === null
      ? t.health.cards.none
      : lag(value);
  };
  const counted = (
    ["accepted", "failed", "duplicates", "refused"] as const
  ).map((name) => {
    const values = hours.map((hour) => hour[name]);
    return { name, values, text: sum(values), write: count };
  });
  const lags = (["lag_p50_ms", "lag_p99_ms"] as const).map((name) => {
    const values = hours.map((hour) => hour[name]);
    return { name, values, text: last(values), write: lag };
  });
  return (
    <section className="section">
      <h2>{t.health.hoursTitle}</h2>
      <dl className="figures">
        {[...counted, ...lags].map(({ name, values, text, write }) => (
          <div key={name} className="panel figure">
            <dt>{t.health.hours[name]}</dt>
            <dd className="num">{text}</dd>
            <dd>
              <Sparkline values={values} write={write} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
