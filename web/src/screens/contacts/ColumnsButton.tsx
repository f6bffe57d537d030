/** Which columns the list shows, in which order, and how wide. */
import { useState } from "react";
import { useTexts } from "../../text/TextProvider";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import {
  BUILT_IN,
  type Column,
  customColumn,
  DEFAULT_COLUMNS,
  type Layout,
  moveColumn,
  NAME_KEY,
  setWidth,
  WIDTHS,
} from "./columns";
import { type ChosenColumns, useFields } from "./useColumns";

/** How a press of the field's arrow changes a width, px. */
const STEP_PX = 8;

/** A column's width; emptied, the page decides. */
function Width({
  name,
  width,
  onChange,
}: {
  name: string;
  width: number | undefined;
  onChange: (width: number | undefined) => void;
}) {
  const { t } = useTexts();
  const texts = t.contacts.chooseColumns;
  const [typed, setTyped] = useState<string>();
  return (
    <span className="column-width">
      <input
        className="input"
        type="number"
        aria-label={texts.width(name)}
        title={texts.width(name)}
        placeholder={texts.byItself}
        min={WIDTHS.least}
        max={WIDTHS.most}
        step={STEP_PX}
        value={typed ?? width ?? ""}
        onChange={({ target: { value, validity } }) => {
          setTyped(value);
          // On the way to 120 there is 12, which is too little.
          const { badInput, rangeUnderflow, rangeOverflow } = validity;
          if (!badInput && !rangeUnderflow && !rangeOverflow) {
            onChange(value === "" ? undefined : Number(value));
          }
        }}
        onBlur={() => setTyped(undefined)}
      />
    </span>
  );
}

function useNameOf() {
  const { t } = useTexts();
  return ({ shows }: Column) =>
    typeof shows === "string" ? t.contacts.columns[shows] : shows.label;
}

type Chosen = Pick<ChosenColumns, "layout" | "choose">;

interface LineProps extends Chosen {
  column: Column;
  shown: readonly Column[];
}

/** How wide a shown column is, and where it stands. */
function Place({
  column,
  at,
  shown,
  layout,
  choose,
}: LineProps & { at: number }) {
  const { t } = useTexts();
  const texts = t.contacts.chooseColumns;
  const name = useNameOf()(column);
  const { key } = column;
  const move = (step: 1 | -1) =>
    choose({ ...layout, columns: moveColumn(shown, key, step) });
  return (
    <>
      <Width
        name={name}
        width={shown[at]?.width}
        onChange={(width) => choose(setWidth(layout, key, width))}
      />
      <button
        className="icon-button"
        type="button"
        aria-label={texts.earlier(name)}
        title={texts.earlier(name)}
        disabled={at === 0}
        onClick={() => move(-1)}
      >
        <Icon name="up" />
      </button>
      <button
        className="icon-button column-later"
        type="button"
        aria-label={texts.later(name)}
        title={texts.later(name)}
        disabled={at === shown.length - 1}
        onClick={() => move(1)}
      >
        <Icon name="up" />
      </button>
    </>
  );
}

function Line({ column, shown, layout, choose }: LineProps) {
  const name = useNameOf()(column);
  const { key } = column;
  const at = shown.findIndex((one) => one.key === key);
  const isShown = at !== -1;
  const isOnly = isShown && shown.length === 1;
  const show = (columns: readonly Column[]) => choose({ ...layout, columns });
  return (
    <li>
      <label>
        <input
          type="checkbox"
          className="checkbox"
          checked={isShown}
          disabled={isOnly}
          onChange={() =>
            show(
              isShown
                ? shown.filter((one) => one.key !== key)
                : [...shown, column],
            )
          }
        />
        <span className="words" dir="auto">
          {name}
        </span>
      </label>
      {isShown && <Place {...{ column, at, shown, layout, choose }} />}
    </li>
  );
}

/** The columns in their order, then those that are not shown. */
function Lines({ layout, choose }: Chosen) {
  const { t } = useTexts();
  const fields = useFields(true) ?? [];
  const shown = layout.columns ?? DEFAULT_COLUMNS;
  const hidden = [...BUILT_IN, ...fields.map(customColumn)].filter(
    ({ key }) => !shown.some((one) => one.key === key),
  );
  const name = t.contacts.columns.contact;
  return (
    <ul className="column-lines">
      <li>
        <span className="column-fixed">{name}</span>
        <Width
          name={name}
          width={layout.nameWidth}
          onChange={(width) => choose(setWidth(layout, NAME_KEY, width))}
        />
      </li>
      {[...shown, ...hidden].map((column) => (
        <Line key={column.key} {...{ column, shown, layout, choose }} />
      ))}
    </ul>
  );
}

const isNothing = ({ nameWidth, columns }: Layout) =>
  nameWidth === undefined && columns === undefined;

export function ColumnsButton({
  layout,
  choose,
  isCompact,
  setCompact,
}: ChosenColumns) {
  const { t } = useTexts();
  const texts = t.contacts.chooseColumns;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        className="button"
        type="button"
        onClick={() => setIsOpen(true)}
        title={texts.title}
      >
        <Icon name="columns" />
        <span className="desk-text">{texts.open}</span>
      </button>
      <Dialog
        title={texts.title}
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
      >
        <p className="muted">{texts.help}</p>
        <label className="check-line">
          <input
            type="checkbox"
            className="checkbox"
            checked={isCompact}
            onChange={({ target }) => setCompact(target.checked)}
          />
          {texts.compact}
        </label>
        <Lines {...{ layout, choose }} />
        <button
          className="button quiet"
          type="button"
          disabled={isNothing(layout)}
          onClick={() => choose({})}
        >
          {texts.reset}
        </button>
      </Dialog>
    </>
  );
}
