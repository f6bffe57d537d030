/** The end of a question or form: away from it, or the button that does it. */
import type { ReactNode } from "react";
import { useTexts } from "../text/TextProvider";

export function DialogActions({
  onCancel,
  isQuiet = false,
  children,
}: {
  onCancel: () => void;
  /** Where it stands among other things, not over the page. */
  isQuiet?: boolean;
  children: ReactNode;
}) {
  const { t } = useTexts();
  return (
    <div className="dialog-actions">
      <button
        className={isQuiet ? "button quiet" : "button"}
        type="button"
        onClick={onCancel}
      >
        {t.cancel}
      </button>
      {children}
    </div>
  );
}
