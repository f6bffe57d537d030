/** The last 24 hours, an hour a bar; a press shows the hour's deliveries. */
import { useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { HOUR_MS } from "../../../../src/lib/time/units";
import { hourOf } from "../../../../src/lib/webhooks/hourStats";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { clockTime } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";

const HEIGHT = 36;
/** What there is one of is seen. */
const MIN_PX = 3;

export function Hours({
  from,
  onPick,
}: {
  /** The hour that is shown. */
  from: number | undefined;
  onPick: (range: { from: number; until: number } | undefined) => void;
}) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const { workspace } = useMembership();
  const hours = useQuery(api.audit.hours, {
    workspace_id: workspace._id,
    as_of: hourOf(useNow()),
  });
  if (hours === undefined) {
    return <div className="hours skeleton" />;
  }
  const highest = Math.max(1, ...hours.map((one) => one.accepted));
  const px = (count: number) =>
    count === 0 ? 0 : Math.max(MIN_PX, (count / highest) * HEIGHT);
  return (
    <div className="hours" role="group" aria-label={t.deliveries.strip}>
      {hours.map(({ hour_at, accepted, duplicates, failed }) => (
        <button
          key={hour_at}
          type="button"
          className="hour"
          aria-pressed={from === hour_at}
          aria-label={t.deliveries.hour(
            clockTime(hour_at, clock),
            accepted,
            duplicates,
            failed,
          )}
          title={t.deliveries.hour(
            clockTime(hour_at, clock),
            accepted,
            duplicates,
            failed,
          )}
          onClick={() =>
            onPick(
              from === hour_at
                ? undefined
                : { from: hour_at, until: hour_at + HOUR_MS },
            )
          }
        >
          <i className="hour-failed" style={{ height: px(failed) }} />
          <i
            className="hour-accepted"
            style={{ height: px(Math.max(0, accepted - failed)) }}
          />
          {duplicates > 0 && <i className="hour-repeat" />}
        </button>
      ))}
    </div>
  );
}
