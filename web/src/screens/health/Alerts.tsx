/** What needs a look, what to do about it, and what is over. */
import { useMutation } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../../convex/_generated/api";
import { DAY_MS } from "../../../../src/lib/time/units";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { duration } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { When } from "../../ui/When";
import "../settings/settings.css";

export type AlertLists = FunctionReturnType<typeof api.alerts.list>;
type Alert = AlertLists["open"][number];

export const isMuted = (alert: Alert, now: number): boolean =>
  alert.muted_until !== undefined && alert.muted_until > now;

function Actions({ alert, muted }: { alert: Alert; muted: boolean }) {
  const { t } = useScreenTexts();
  const { role } = useMembership();
  const acknowledge = useMutation(api.alerts.acknowledge);
  const mute = useMutation(api.alerts.mute);
  const { act, isBusy } = useAct();
  const { alert_id } = alert;
  const isAcknowledged = alert.acknowledged_at !== undefined;
  if (alert.is_deployment || role === "viewer") {
    return null;
  }
  return (
    <span className="row-actions">
      <button
        className="button"
        type="button"
        disabled={isBusy}
        onClick={() =>
          void act(() =>
            acknowledge({ alert_id, is_acknowledged: !isAcknowledged }),
          )
        }
      >
        {isAcknowledged ? t.health.release : t.health.acknowledge}
      </button>
      {role !== "agent" && (
        <button
          className="button"
          type="button"
          disabled={isBusy}
          onClick={() =>
            void act(() =>
              mute({ alert_id, until: muted ? null : Date.now() + DAY_MS }),
            )
          }
        >
          {muted ? t.health.unmute : t.health.mute}
        </button>
      )}
    </span>
  );
}

function OpenRow({ alert }: { alert: Alert }) {
  const { t } = useScreenTexts();
  const now = useNow();
  const { what, todo } = t.health.alerts[alert.kind];
  const muted = isMuted(alert, now);
  const facts = [
    t.health.times(alert.count),
    ...(alert.is_deployment ? [t.health.deployment] : []),
    ...(alert.acknowledged_at === undefined ? [] : [t.health.acknowledged]),
    ...(muted ? [t.health.muted] : []),
  ];
  return (
    <li className="row alert-row">
      <span className="row-main">
        <h3>{what}</h3>
        <p>{todo}</p>
        {alert.command !== undefined && (
          <code className="copy-text">{alert.command}</code>
        )}
        <span className="muted small">
          {t.health.since} <When at={alert.since} /> · {facts.join(" · ")}
        </span>
      </span>
      <Actions alert={alert} muted={muted} />
    </li>
  );
}

function ResolvedRow({ alert }: { alert: Alert }) {
  const { t } = useScreenTexts();
  const { resolved_at: end = alert.last_at } = alert;
  return (
    <li className="row">
      <span className="row-main">
        <span>{t.health.alerts[alert.kind].what}</span>
        <span className="muted small">
          <When at={end} /> · {t.health.lasted(duration(end - alert.since, t))}
        </span>
      </span>
    </li>
  );
}

export function Alerts({ alerts }: { alerts: AlertLists }) {
  const { t } = useScreenTexts();
  const { open, resolved } = alerts;
  return (
    <>
      <section className="section">
        <h2>{t.health.alertsTitle}</h2>
        <ul className="panel rows">
          {open.length === 0 && (
            <li className="row-empty">{t.health.noAlerts}</li>
          )}
          {open.map((alert) => (
            <OpenRow key={alert.alert_id} alert={alert} />
          ))}
        </ul>
      </section>
      {resolved.length > 0 && (
        <section className="section">
          <h2>{t.health.resolvedTitle}</h2>
          <ul className="panel rows">
            {resolved.map((alert) => (
              <ResolvedRow key={alert.alert_id} alert={alert} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
