/** The month by day, as bars or as the table that says the same. */
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import type { api } from "../../../../convex/_generated/api";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScrollBox } from "../../ui/ScrollBox";
import { daysOf, moneyText } from "./money";

type DaysUsage = FunctionReturnType<typeof api.usage.days>;

const HEIGHT = 120;
const STEP = 24;
const BAR = 16;
/** A day that cost anything is seen. */
const MIN_BAR = 2;

function Bars({ days, month }: { days: DaysUsage["days"]; month: string }) {
  const { t, language } = useScreenTexts();
  const costs = new Map(days.map((day) => [day.day, day.spent_nano_usd]));
  const all = daysOf(month);
  const highest = Math.max(1, ...costs.values());
  return (
    <ScrollBox label={t.usage.perDay} className="bars">
      <svg
        viewBox={`0 0 ${all.length * STEP} ${HEIGHT + 20}`}
        width={all.length * STEP}
        height={HEIGHT + 20}
        role="img"
        aria-label={t.usage.perDay}
      >
        {all.map((day, index) => {
          const cost = costs.get(day) ?? 0;
          const height =
            cost === 0 ? 0 : Math.max(MIN_BAR, (cost / highest) * HEIGHT);
          const number = index + 1;
          return (
            <g key={day}>
              <title>{`${day}: ${moneyText(cost, language)}`}</title>
              <rect
                className="bar"
                x={index * STEP + (STEP - BAR) / 2}
                y={HEIGHT - height}
                width={BAR}
                height={height}
                rx={2}
              />
              {(number === 1 || number % 5 === 0) && (
                <text
                  className="bar-label"
                  x={index * STEP + STEP / 2}
                  y={HEIGHT + 16}
                  textAnchor="middle"
                >
                  {number}
                </text>
              )}
            </g>
          );
        })}
        <line
          className="bar-base"
          x1={0}
          x2={all.length * STEP}
          y1={HEIGHT}
          y2={HEIGHT}
        />
      </svg>
    </ScrollBox>
  );
}

type Totals = Omit<DaysUsage["days"][number], "day">;

/** Totals line by line. */
export function TotalsTable({
  heading,
  rows,
}: {
  heading: string;
  rows: readonly (readonly [label: string, totals: Totals])[];
}) {
  const { t, language } = useScreenTexts();
  const number = new Intl.NumberFormat(language);
  const { cost, calls, failed, tokensIn, tokensOut } = t.usage;
  return (
    <ScrollBox label={heading}>
      <table className="table">
        <thead>
          <tr>
            {[heading, cost, calls, failed, tokensIn, tokensOut].map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, totals]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td className="num">
                {moneyText(totals.spent_nano_usd, language)}
                {totals.estimated_count > 0 && (
                  <small className="muted"> {t.usage.estimated}</small>
                )}
              </td>
              <td className="num">{number.format(totals.call_count)}</td>
              <td className="num">{number.format(totals.failed_count)}</td>
              <td className="num">{number.format(totals.input_tokens)}</td>
              <td className="num">{number.format(totals.output_tokens)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

export function Days({ usage, month }: { usage: DaysUsage; month: string }) {
  const { t } = useScreenTexts();
  const [isTable, setIsTable] = useState(false);
  const { days, models } = usage;
  if (days.length === 0) {
    return <p className="muted">{t.usage.nothing}</p>;
  }
  return (
    <>
      <section className="usage-part">
        <div className="usage-head">
          <h2>{t.usage.perDay}</h2>
          <button
            className="button quiet"
            type="button"
            onClick={() => setIsTable(!isTable)}
          >
            {isTable ? t.usage.asChart : t.usage.asTable}
          </button>
        </div>
        {isTable ? (
          <TotalsTable
            heading={t.usage.day}
            rows={days.map((day) => [day.day, day])}
          />
        ) : (
          <Bars days={days} month={month} />
        )}
      </section>
      <section className="usage-part">
        <h2>{t.usage.perModel}</h2>
        <TotalsTable
          heading={t.usage.model}
          rows={models.map((one) => [`${one.provider} ${one.model}`, one])}
        />
      </section>
    </>
  );
}
