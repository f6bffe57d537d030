/** Where a message went: one row for each request of Kapso, without its content. */
import { usePaginatedQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { isKeyOf } from "../../data/guards";
import { useTexts } from "../../text/TextProvider";
import { ScreenHead } from "../../ui/ScreenHead";
import { When } from "../../ui/When";
import { OlderButton } from "../../ui/OlderButton";
import "./deliveries.css";

type Audit = FunctionReturnType<typeof api.audit.list>["page"][number];
type Status = Audit["status"];

const PAGE = 50;

function Row({ audit }: { audit: Audit }) {
  const { t } = useTexts();
  const took =
    audit.processed_at === undefined
      ? "–"
      : String(audit.processed_at - audit.received_at);
  return (
    <tr>
      <td>
        <When at={audit.received_at} />
      </td>
      <td>{audit.event_type}</td>
      <td>
        <span className={`pill delivery-${audit.status}`}>
          {t.deliveries.status[audit.status]}
        </span>
      </td>
      <td className="num">
        {audit.applied_count}/{audit.item_count}
      </td>
      <td className="num">{audit.duplicate_count}</td>
      <td className="num">{took}</td>
      <td>{audit.error_code ?? ""}</td>
    </tr>
  );
}

function StatusFilter({
  value,
  onChange,
}: {
  value: Status | undefined;
  onChange: (status: Status | undefined) => void;
}) {
  const { t } = useTexts();
  const { columns, status } = t.deliveries;
  return (
    <label className="field-line">
      <span>{columns.status}</span>
      <select
        className="input"
        value={value ?? ""}
        onChange={({ target }) =>
          onChange(isKeyOf(status, target.value) ? target.value : undefined)
        }
      >
        <option value="">{t.all}</option>
        {Object.entries(status).map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Deliveries() {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const [wanted, setWanted] = useState<Status>();
  const { results, status, loadMore } = usePaginatedQuery(
    api.audit.list,
    { workspace_id: workspace._id, status: wanted },
    { initialNumItems: PAGE },
  );
  const { columns } = t.deliveries;
  return (
    <>
      <ScreenHead title={t.nav.deliveries}>
        <StatusFilter value={wanted} onChange={setWanted} />
      </ScreenHead>
      {results.length === 0 && status !== "LoadingFirstPage" ? (
        <div className="empty">
          <h2>{t.deliveries.empty}</h2>
          <p>{t.deliveries.emptyHelp}</p>
        </div>
      ) : (
        <div className="screen-body table-box">
          <table className="table">
            <thead>
              <tr>
                {Object.values(columns).map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {results.map((audit) => (
                <Row key={audit._id} audit={audit} />
              ))}
            </tbody>
          </table>
          <OlderButton list={{ status, loadMore }} pageSize={PAGE} />
        </div>
      )}
    </>
  );
}
