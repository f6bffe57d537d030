/** Is it healthy, and if not, what does one do? */
import { useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../../convex/_generated/api";
import { Region } from "../../app/Region";
import { useMay, useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { age } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScreenHead } from "../../ui/ScreenHead";
import { Alerts, isMuted, type AlertLists } from "./Alerts";
import { Card } from "./Card";
import { Channels } from "./Channels";
import { Hours } from "./Hours";
import { TrendCards } from "./Trends";
import "../usage/usage.css";
import "./health.css";

type Overview = FunctionReturnType<typeof api.health.overview>;

function Sentence({
  overview,
  alerts,
}: {
  overview: Overview;
  alerts: AlertLists;
}) {
  const { t } = useScreenTexts();
  const now = useNow();
  const standing = alerts.open.filter((alert) => !isMuted(alert, now)).length;
  const { last_received_at: last } = overview;
  const text =
    standing > 0
      ? t.health.attention(standing)
      : last === null
        ? t.health.wellQuiet
        : t.health.well(age(last, now, t));
  return (
    <p className="health-sentence" role="status">
      {text}
    </p>
  );
}

function Cards({ overview }: { overview: Overview }) {
  const { t, language } = useScreenTexts();
  const now = useNow();
  const { cards } = t.health;
  const count = new Intl.NumberFormat(language);
  const ageOf = (at: number | null, otherwise: string) =>
    at === null ? otherwise : age(at, now, t);
  const failed = count.format(overview.failed_count);
  const ofChannels = `${count.format(overview.failing_channel_count)} / ${count.format(overview.channel_count)}`;
  return (
    <dl className="figures">
      <Card
        label={cards.last}
        value={ageOf(overview.last_received_at, cards.never)}
      />
      <Card
        label={cards.oldest}
        value={ageOf(overview.oldest_unprocessed_at, cards.none)}
      />
      <Card label={cards.queue} value={count.format(overview.queue_count)} />
      <Card
        label={cards.failed}
        value={overview.has_more_failed ? `${failed}+` : failed}
      />
      <TrendCards />
      <Card label={cards.channels} value={ofChannels} />
    </dl>
  );
}

function Content() {
  const { workspace } = useMembership();
  const mayManage = useMay("admin");
  const workspace_id = workspace._id;
  const overview = useQuery(api.health.overview, { workspace_id });
  const alerts = useQuery(api.alerts.list, { workspace_id });
  return (
    <div className="screen-body health">
      {overview && alerts ? (
        <>
          <Sentence overview={overview} alerts={alerts} />
          <Cards overview={overview} />
          <Alerts alerts={alerts} />
          <Hours />
        </>
      ) : (
        <div className="skeleton usage-skeleton" />
      )}
      {mayManage && <Channels />}
    </div>
  );
}

export function Health() {
  const { t } = useScreenTexts();
  return (
    <>
      <ScreenHead title={t.nav.health} />
      <Region>
        <Content />
      </Region>
    </>
  );
}
