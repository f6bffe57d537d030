/** Lines of a file that are of one kind, or came to one result. */
import { usePaginatedQuery } from "convex/react";
import type { FunctionArgs } from "convex/server";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScrollBox } from "../../ui/ScrollBox";
import { OlderButton } from "../../ui/OlderButton";
import { useProblemText } from "./Mapping";

export type Of = FunctionArgs<typeof api.imports.rows>["of"];

const PAGE = 20;

export function Lines({ importId, of }: { importId: Id<"imports">; of: Of }) {
  const { t } = useScreenTexts();
  const problemText = useProblemText();
  const { results, status, loadMore } = usePaginatedQuery(
    api.imports.rows,
    { import_id: importId, of },
    { initialNumItems: PAGE },
  );
  const { line, content, reason, repeats, none } = t.transfer.check;
  if (results.length === 0) {
    return <p className="muted">{status === "Exhausted" && none}</p>;
  }
  return (
    <>
      <ScrollBox label={content}>
        <table className="table">
          <thead>
            <tr>
              {[line, content, reason].map((text) => (
                <th key={text} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {results.map((row) => (
              <tr key={row.line}>
                <td className="num">{row.line}</td>
                <td className="words" dir="auto">
                  {row.cells.filter((cell) => cell !== "").join(" · ")}
                </td>
                <td>
                  {row.problem !== undefined && problemText(row.problem)}
                  {row.repeats_line !== undefined && repeats(row.repeats_line)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <OlderButton list={{ status, loadMore }} pageSize={PAGE} />
    </>
  );
}

/** Figures that each open their lines. */
export function Counts<Name extends Of>({
  counts,
  labels,
  open,
  onOpen,
}: {
  counts: readonly (readonly [Name, number])[];
  labels: Readonly<Record<Name, string>>;
  open: Name | undefined;
  onOpen: (name: Name | undefined) => void;
}) {
  const { language } = useScreenTexts();
  const number = new Intl.NumberFormat(language);
  return (
    <div className="counts">
      {counts.map(([name, count]) => (
        <button
          key={name}
          className="panel count"
          type="button"
          aria-expanded={open === name}
          onClick={() => onOpen(open === name ? undefined : name)}
        >
          <span className="count-number num">{number.format(count)}</span>
          <span>{labels[name]}</span>
        </button>
      ))}
    </div>
  );
}
