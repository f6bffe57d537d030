/** What the workspace writes down about people beyond the usual. */
import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMay, useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Icon } from "../../ui/Icon";
import { useNotify } from "../../ui/Toasts";
import { FieldForm } from "./FieldForm";
import type { CustomField } from "./field";
import { movedUp } from "./lines";

/** Archiving and moving up, each with the way back. */
function useFieldActions() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const archive = useMutation(api.fields.archive);
  const reorder = useMutation(api.fields.reorder);
  const notify = useNotify();
  const { act } = useAct();
  const texts = t.settings.fields;
  return {
    setArchived: async ({ field_id }: CustomField, archived: boolean) => {
      const done = await act(() => archive({ field_id, archived }));
      if (done) {
        notify(
          archived ? texts.archivedNote : texts.restoredNote,
          () => void act(() => archive(done.undo)),
        );
      }
    },
    reorder: async (fields: readonly CustomField[]) => {
      const done = await act(() =>
        reorder({
          workspace_id: workspace._id,
          field_ids: fields.map(({ field_id }) => field_id),
        }),
      );
      if (done) {
        notify(t.settings.changed, () => void act(() => reorder(done.undo)));
      }
    },
  };
}

interface RowProps {
  field: CustomField;
  /** Undefined for the first, and for archived ones. */
  onUp: (() => void) | undefined;
  onEdit: () => void;
}

function RowActions({ field, onUp, onEdit }: RowProps) {
  const { t } = useScreenTexts();
  const { setArchived } = useFieldActions();
  const texts = t.settings.fields;
  const { label, archived_at } = field;
  const isArchived = archived_at !== undefined;
  return (
    <span className="row-actions">
      {onUp && (
        <button
          className="icon-button"
          type="button"
          aria-label={texts.up(label)}
          onClick={onUp}
        >
          <Icon name="up" />
        </button>
      )}
      {!isArchived && (
        <button
          className="button"
          type="button"
          aria-label={texts.edit(label)}
          onClick={onEdit}
        >
          {t.people.edit}
        </button>
      )}
      <button
        className="button"
        type="button"
        aria-label={(isArchived ? texts.restore : texts.archive)(label)}
        onClick={() => void setArchived(field, !isArchived)}
      >
        {isArchived ? texts.restoreShort : texts.archiveShort}
      </button>
    </span>
  );
}

function Row(props: RowProps) {
  const { t } = useScreenTexts();
  const may = useMay("admin");
  const texts = t.settings.fields;
  const { label, type, choices, archived_at } = props.field;
  return (
    <li className="row">
      <span className="row-main">
        <b className="words" dir="auto">
          {label}
        </b>
        <span className="muted small">
          {texts.types[type]}
          {choices && `: ${choices.join(", ")}`}
          {archived_at !== undefined && ` · ${texts.archived}`}
        </span>
      </span>
      {may && <RowActions {...props} />}
    </li>
  );
}

export function CustomFields() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const may = useMay("admin");
  const fields = useQuery(api.fields.list, { workspace_id: workspace._id });
  const { reorder } = useFieldActions();
  const [form, setForm] = useState<CustomField | "new">();
  const texts = t.settings.fields;
  if (fields === undefined) {
    return <div className="skeleton settings-skeleton" />;
  }
  const inUse = fields.filter(({ archived_at }) => archived_at === undefined);
  return (
    <section className="section">
      <div className="section-head">
        <h2>{t.settings.tabs.fields}</h2>
        {may && (
          <button
            className="button"
            type="button"
            onClick={() => setForm("new")}
          >
            <Icon name="plus" />
            {texts.add}
          </button>
        )}
      </div>
      {fields.length === 0 ? (
        <div className="empty">
          <h3>{texts.none}</h3>
          <p>{texts.noneHelp}</p>
        </div>
      ) : (
        <ul className="panel rows">
          {fields.map((field, index) => (
            <Row
              key={field.field_id}
              field={field}
              onUp={
                index > 0 && index < inUse.length
                  ? () => void reorder(movedUp(inUse, index))
                  : undefined
              }
              onEdit={() => setForm(field)}
            />
          ))}
        </ul>
      )}
      {form !== undefined && (
        <FieldForm field={form} onClose={() => setForm(undefined)} />
      )}
    </section>
  );
}
