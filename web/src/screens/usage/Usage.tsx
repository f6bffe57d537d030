/** What AI costs this month, and how much is left. */
import { useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { usdOf } from "../../../../src/lib/ai/money";
import { toLocalTime } from "../../../../src/lib/time/localTime";
import { useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { ScreenHead } from "../../ui/ScreenHead";
import "./usage.css";

type MonthUsage = FunctionReturnType<typeof api.usage.month>;

/** The month of an instant on the workspace's calendar: "2026-11". */
function monthOf(at: number, timezone: string): string {
  const { year, month } = toLocalTime(at, timezone);
  return `${year}-${String(month).padStart(2, "0")}`;
}

function Figures({ usage }: { usage: MonthUsage }) {
  const { t, language } = useTexts();
  const money = new Intl.NumberFormat(language, {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: 4,
  });
  const count = new Intl.NumberFormat(language);
  return (
    <div className="screen-body usage">
      <dl className="figures">
        {[
          [t.usage.spent, money.format(usdOf(usage.spent_nano_usd))],
          [t.usage.reserved, money.format(usdOf(usage.reserved_nano_usd))],
          [t.usage.limit, money.format(usdOf(usage.limit_nano_usd))],
          [t.usage.calls, count.format(usage.call_count)],
          [t.usage.failed, count.format(usage.failed_count)],
          [t.usage.tokensIn, count.format(usage.input_tokens)],
          [t.usage.tokensOut, count.format(usage.output_tokens)],
        ].map(([label, value]) => (
          <div key={label} className="panel figure">
            <dt>{label}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      <meter
        className="budget"
        aria-label={t.usage.limit}
        min={0}
        max={Math.max(1, usage.limit_nano_usd)}
        high={usage.limit_nano_usd * 0.8}
        optimum={0}
        value={usage.spent_nano_usd + usage.reserved_nano_usd}
      />
    </div>
  );
}

export function Usage() {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const [month, setMonth] = useState(() =>
    monthOf(Date.now(), workspace.timezone),
  );
  const usage = useQuery(api.usage.month, {
    workspace_id: workspace._id,
    month,
  });
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
                setMonth(target.value);
              }
            }}
          />
        </label>
      </ScreenHead>
      {usage !== undefined && <Figures usage={usage} />}
    </>
  );
}
