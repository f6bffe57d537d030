/** Which columns the list shows, and in which order. */
import { useState } from "react";
import { useTexts } from "../../text/TextProvider";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import {
  COLUMN_KEYS,
  type ColumnKey,
  DEFAULT_COLUMNS,
  moveColumn,
} from "./columns";
import type { ChosenColumns } from "./useColumns";

function Line({
  column,
  shown,
  choose,
}: {
  column: ColumnKey;
  shown: readonly ColumnKey[];
  choose: ChosenColumns["choose"];
}) {
  const { t } = useTexts();
  const texts = t.contacts.chooseColumns;
  const name = t.contacts.columns[column];
  const at = shown.indexOf(column);
  const isShown = at !== -1;
  const isOnly = isShown && shown.length === 1;
  return (
    <li>
      <label>
        <input
          type="checkbox"
          className="checkbox"
          checked={isShown}
          disabled={isOnly}
          onChange={() =>
            choose(
              isShown
                ? shown.filter((key) => key !== column)
                : [...shown, column],
            )
          }
        />
        {name}
      </label>
      {isShown && (
        <>
          <button
            className="icon-button"
            type="button"
            aria-label={texts.earlier(name)}
            title={texts.earlier(name)}
            disabled={at === 0}
            onClick={() => choose(moveColumn(shown, column, -1))}
          >
            <Icon name="up" />
          </button>
          <button
            className="icon-button column-later"
            type="button"
            aria-label={texts.later(name)}
            title={texts.later(name)}
            disabled={at === shown.length - 1}
            onClick={() => choose(moveColumn(shown, column, 1))}
          >
            <Icon name="up" />
          </button>
        </>
      )}
    </li>
  );
}

export function ColumnsButton({ chosen, choose }: ChosenColumns) {
  const { t } = useTexts();
  const texts = t.contacts.chooseColumns;
  const [isOpen, setIsOpen] = useState(false);
  const shown = chosen ?? DEFAULT_COLUMNS;
  const hidden = COLUMN_KEYS.filter((key) => !shown.includes(key));
  return (
    <>
      <button
        className="button"
        type="button"
        onClick={() => setIsOpen(true)}
        title={texts.title}
      >
        <Icon name="columns" />
        <span className="export-text">{texts.open}</span>
      </button>
      <Dialog
        title={texts.title}
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
      >
        <p className="muted">{texts.help}</p>
        <ul className="column-lines">
          {[...shown, ...hidden].map((column) => (
            <Line key={column} {...{ column, shown, choose }} />
          ))}
        </ul>
        <button
          className="button quiet"
          type="button"
          disabled={chosen === undefined}
          onClick={() => choose([])}
        >
          {texts.reset}
        </button>
      </Dialog>
    </>
  );
}
