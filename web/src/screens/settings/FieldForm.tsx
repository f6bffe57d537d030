/** A new field, or another label and other choices for one. */
import { useMutation } from "convex/react";
import { type FormEvent, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import {
  CUSTOM_FIELD_TYPES,
  type CustomFieldType,
} from "../../../../src/lib/crm/customFields";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Select } from "../../ui/Select";
import { Dialog } from "../../ui/Dialog";
import { DialogActions } from "../../ui/DialogActions";
import { useNotify } from "../../ui/Toasts";
import type { CustomField } from "./field";
import { splitChoices } from "./lines";

interface Draft {
  label: string;
  type: CustomFieldType;
  choices: string;
}

function useSaveField() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const create = useMutation(api.fields.create);
  const update = useMutation(api.fields.update);
  const archive = useMutation(api.fields.archive);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  /** @returns whether it was saved; a note has told why not */
  const save = async (field: CustomField | "new", draft: Draft) => {
    const { label, type } = draft;
    const choices =
      type === "choice" ? { choices: splitChoices(draft.choices) } : {};
    const undo = await act(async () => {
      if (field === "new") {
        const workspace_id = workspace._id;
        const made = await create({ workspace_id, label, type, ...choices });
        return () => archive(made.undo);
      }
      const { field_id } = field;
      const changed = await update({ field_id, label, ...choices });
      return () => update(changed.undo);
    });
    if (undo) {
      notify(t.settings.changed, () => void act<unknown>(undo));
    }
    return undo !== undefined;
  };
  return { save, isBusy };
}

interface InputsProps {
  draft: Draft;
  /** A field's type stays. */
  isNew: boolean;
  onChange: (draft: Draft) => void;
}

function Inputs({ draft, isNew, onChange }: InputsProps) {
  const { t } = useScreenTexts();
  const texts = t.settings.fields;
  return (
    <>
      <label className="field">
        <span>{texts.label}</span>
        <input
          className="input"
          required
          maxLength={64}
          value={draft.label}
          onChange={({ target }) => onChange({ ...draft, label: target.value })}
        />
      </label>
      {isNew && (
        <Select
          label={texts.type}
          value={draft.type}
          onChange={(value) => {
            const type = CUSTOM_FIELD_TYPES.find((known) => known === value);
            onChange({ ...draft, ...(type && { type }) });
          }}
          options={CUSTOM_FIELD_TYPES.map((type) => [type, texts.types[type]])}
        />
      )}
      {draft.type === "choice" && (
        <label className="field">
          <span>{texts.choices}</span>
          <textarea
            className="input"
            required
            value={draft.choices}
            onChange={({ target }) =>
              onChange({ ...draft, choices: target.value })
            }
          />
        </label>
      )}
    </>
  );
}

export function FieldForm({
  field,
  onClose,
}: {
  field: CustomField | "new";
  onClose: () => void;
}) {
  const { t } = useScreenTexts();
  const texts = t.settings.fields;
  const { save, isBusy } = useSaveField();
  const isNew = field === "new";
  const [draft, setDraft] = useState<Draft>(() =>
    isNew
      ? { label: "", type: "text", choices: "" }
      : { ...field, choices: (field.choices ?? []).join("\n") },
  );
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (await save(field, draft)) {
      onClose();
    }
  };
  return (
    <Dialog
      title={isNew ? texts.add : texts.edit(field.label)}
      isOpen
      onClose={onClose}
    >
      <form className="section" onSubmit={(event) => void onSubmit(event)}>
        <Inputs draft={draft} isNew={isNew} onChange={setDraft} />
        <DialogActions onCancel={onClose}>
          <button className="button primary" type="submit" disabled={isBusy}>
            {t.save}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
