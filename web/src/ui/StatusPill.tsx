/** A contact's lead status as word, colour and mark; a mere contact has none. */
import type { Doc } from "../../../convex/_generated/dataModel";
import { useTexts } from "../text/TextProvider";

export function StatusPill({
  status,
}: {
  status: Doc<"contacts">["lead_status"];
}) {
  const { t } = useTexts();
  return status === "none" ? (
    <span className="muted">{t.status.none}</span>
  ) : (
    <span className={`pill ${status}`}>{t.status[status]}</span>
  );
}
