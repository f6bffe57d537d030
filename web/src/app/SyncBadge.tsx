/** Whether what is shown is up to date, as a mark, a word and an age. */
import { Link } from "@tanstack/react-router";
import { useConvexConnectionState, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { SECOND_MS } from "../../../src/lib/time/units";
import { useNow } from "../data/now";
import { numberText } from "../text/numbers";
import { age } from "../text/times";
import { useTexts } from "../text/TextProvider";
import { useMembership } from "./workspace";

type Badge = FunctionReturnType<typeof api.health.badge>;

/** Past this, what has arrived and is not yet applied is told of. */
const BEHIND_MS = 10 * SECOND_MS;

type State = "offline" | "failing" | "behind" | "live";

/** What is worst comes first. */
function stateOf(badge: Badge, isConnected: boolean, now: number): State {
  if (!isConnected) {
    return "offline";
  }
  if (badge.failed_count > 0) {
    return "failing";
  }
  const { oldest_unprocessed_at: oldest } = badge;
  return oldest !== null && now - oldest > BEHIND_MS ? "behind" : "live";
}

export function SyncBadge() {
  const { t, language } = useTexts();
  const { workspace } = useMembership();
  const now = useNow("seconds");
  const { isWebSocketConnected } = useConvexConnectionState();
  const badge = useQuery(api.health.badge, { workspace_id: workspace._id });
  if (badge === undefined) {
    return null;
  }
  const state = stateOf(badge, isWebSocketConnected, now);
  const { last_received_at: last, failed_count: failed } = badge;
  const { duplicate_count: repeats } = badge;
  return (
    <>
      <Link
        className="sync"
        to="/w/$slug/health"
        params={{ slug: workspace.slug }}
        aria-live="off"
      >
        <span className={`sync-mark ${state}`} aria-hidden="true" />
        <span className="sync-words desk-text">
          <b>{t.sync[state]}</b>
          <span className="sync-age">
            {" · "}
            {last === null ? t.sync.nothing : t.sync.last(age(last, now, t))}
          </span>
          <span>
            {" · "}
            {t.sync.failed(badge.has_more_failed ? `${failed}+` : `${failed}`)}
          </span>
          {repeats > 0 && (
            <span>
              {" · "}
              {t.sync.repeated(numberText(repeats, language))}
            </span>
          )}
        </span>
      </Link>
      <span className="hidden-text" role="status">
        {t.sync[state]}
      </span>
    </>
  );
}
