/** The last calls to the provider, each with what it cost. */
import { usePaginatedQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScrollBox } from "../../ui/ScrollBox";
import { When } from "../../ui/When";
import { OlderButton } from "../../ui/OlderButton";
import { moneyText } from "./money";

const PAGE = 20;

export function Calls() {
  const { t, language } = useScreenTexts();
  const { workspace } = useMembership();
  const { results, status, loadMore } = usePaginatedQuery(
    api.usage.calls,
    { workspace_id: workspace._id },
    { initialNumItems: PAGE },
  );
  const number = new Intl.NumberFormat(language);
  const { time, model, status: state, cost, tokensIn, tokensOut } = t.usage;
  if (results.length === 0) {
    return null;
  }
  return (
    <section className="usage-part">
      <h2>{t.usage.lastCalls}</h2>
      <ScrollBox label={t.usage.lastCalls}>
        <table className="table">
          <thead>
            <tr>
              {[time, model, state, cost, tokensIn, tokensOut].map((text) => (
                <th key={text} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {results.map((call) => (
              <tr key={call._id}>
                <td>
                  <When at={call.created_at} />
                </td>
                <td>{call.model_served ?? call.model}</td>
                <td>
                  {t.usage.statuses[call.status]}
                  {call.error_code !== undefined && ` (${call.error_code})`}
                </td>
                <td className="num">
                  {moneyText(call.cost_nano_usd, language)}
                </td>
                <td className="num">{number.format(call.input_tokens)}</td>
                <td className="num">{number.format(call.output_tokens)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <OlderButton list={{ status, loadMore }} pageSize={PAGE} />
    </section>
  );
}
