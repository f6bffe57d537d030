/** What AI costs, and how one stops it. */
import { useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { toLocalTime } from "../../../../src/lib/time/localTime";
import { Region } from "../../app/Region";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScreenHead } from "../../ui/ScreenHead";
import { Calls } from "./Calls";
import { Control } from "./Control";
import { Days } from "./Days";
import { moneyText } from "./money";
import type { UsageSearch } from "./search";
import "./usage.css";

type MonthUsage = FunctionReturnType<typeof api.usage.month>;

/** The month of an instant on the workspace's calendar: "2026-11". */
function monthOf(at: number, timezone: string): string {
  const { year, month } = toLocalTime(at, timezone);
  return `${year}-${String(month).padStart(2, "0")}`;
}

function Budget({ usage }: { usage: MonthUsage }) {
  const { t, language } = useScreenTexts();
  const { limit_nano_usd: limit } = usage;
  const used = usage.spent_nano_usd + usage.reserved_nano_usd;
  const share = new Intl.NumberFormat(language, {
    style: "percent",
    maximumFractionDigits: 1,
  }).format(limit === 0 ? 0 : used / limit);
  return (
    <div className="budget-line">
      <meter
        className="budget"
        aria-label={t.usage.limit}
        min={0}
        max={Math.max(1, limit)}
        low={limit * 0.5}
        high={limit * 0.8}
        optimum={0}
        value={used}
      />
      <span className="small muted num">{t.usage.used(share)}</span>
      {limit > 0 && used >= limit && (
        <p className="problem">{t.usage.overLimit}</p>
      )}
    </div>
  );
}

function Figures({ usage }: { usage: MonthUsage }) {
  const { t, language } = useScreenTexts();
  const count = new Intl.NumberFormat(language);
  return (
    <>
      <dl className="figures">
        {[
          [t.usage.spent, moneyText(usage.spent_nano_usd, language)],
          [t.usage.reserved, moneyText(usage.reserved_nano_usd, language)],
          [t.usage.limit, moneyText(usage.limit_nano_usd, language)],
          [t.usage.calls, count.format(usage.call_count)],
          [t.usage.failed, count.format(usage.failed_count)],
        ].map(([label, value]) => (
          <div key={label} className="panel figure">
            <dt>{label}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      <Budget usage={usage} />
    </>
  );
}

function Content({ month }: { month: string }) {
  const { workspace } = useMembership();
  const args = { workspace_id: workspace._id, month };
  const usage = useQuery(api.usage.month, args);
  const days = useQuery(api.usage.days, args);
  const status = useQuery(api.usage.status, args);
  return (
    <div className="screen-body usage">
      {usage ? (
        <Figures usage={usage} />
      ) : (
        <div className="skeleton usage-skeleton" />
      )}
      {status && <Control status={status} />}
      {days && <Days usage={days} month={month} />}
      <Calls />
    </div>
  );
}

export function Usage({
  search,
  onSearch,
}: {
  search: UsageSearch;
  onSearch: (search: UsageSearch) => void;
}) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const [thisMonth] = useState(() => monthOf(Date.now(), workspace.timezone));
  const { month = thisMonth } = search;
  return (
    <>
      <ScreenHead title={t.nav.usage}>
        <label className="field-line">
          <span>{t.usage.month}</span>
          <input
            className="input"
            type="month"
            value={month}
            onChange={({ target }) => {
              if (target.value !== "") {
                onSearch({ month: target.value });
              }
            }}
          />
        </label>
      </ScreenHead>
      <Region key={month}>
        <Content month={month} />
      </Region>
    </>
  );
}
