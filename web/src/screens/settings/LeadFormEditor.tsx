/** A lead form's name, where it stands, what it asks and what people agree to. */
import { useMutation } from "convex/react";
import type { Id } from "../../../../convex/_generated/dataModel";
import { type FormEvent, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Dialog } from "../../ui/Dialog";
import { DialogActions } from "../../ui/DialogActions";
import { useNotify } from "../../ui/Toasts";
import {
  draftOf,
  firstDraft,
  type FormDraft,
  type LeadForm,
  problemOf,
  toForm,
} from "./leadForm";
import { LeadFormFields } from "./LeadFormFields";

/** The same in every language. */
const EXAMPLE = "https://toko.example";

type FormId = Id<"leadForms">;

/** @returns the form's id when it was saved; a note has told why not */
function useSaveForm(form: LeadForm | undefined) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const create = useMutation(api.forms.create);
  const update = useMutation(api.forms.update);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const make = async (draft: FormDraft): Promise<FormId | undefined> => {
    const { consent_text, redirect_url, ...rest } = toForm(draft);
    const made = await act(() =>
      create({
        workspace_id: workspace._id,
        ...rest,
        ...(consent_text !== null && { consent_text }),
        ...(redirect_url !== null && { redirect_url }),
      }),
    );
    return made?.form_id;
  };
  const change = async (
    { _id: form_id, ...before }: LeadForm,
    draft: FormDraft,
  ): Promise<FormId | undefined> => {
    const put = async (saved: FormDraft) =>
      await act(() => update({ form_id, ...toForm(saved) }));
    if ((await put(draft)) === undefined) {
      return undefined;
    }
    const was = draftOf({ _id: form_id, ...before });
    notify(t.settings.changed, () => void put(was));
    return form_id;
  };
  return {
    save: (draft: FormDraft) =>
      form === undefined ? make(draft) : change(form, draft),
    isBusy,
  };
}

interface PartProps {
  draft: FormDraft;
  onChange: (draft: FormDraft) => void;
}

function Place({ draft, onChange }: PartProps) {
  const { t } = useScreenTexts();
  const texts = t.settings.forms;
  return (
    <>
      <label className="field">
        <span>{texts.name}</span>
        <input
          className="input"
          required
          maxLength={100}
          value={draft.name}
          onChange={({ target }) => onChange({ ...draft, name: target.value })}
        />
        <small className="muted">{texts.nameHelp}</small>
      </label>
      <label className="field">
        <span>{texts.origins}</span>
        <textarea
          className="input"
          required
          value={draft.origins}
          placeholder={EXAMPLE}
          onChange={({ target }) =>
            onChange({ ...draft, origins: target.value })
          }
        />
        <small className="muted">{texts.originsHelp}</small>
      </label>
    </>
  );
}

function Afterwards({ draft, onChange }: PartProps) {
  const { t } = useScreenTexts();
  const texts = t.settings.forms;
  return (
    <>
      <label className="field">
        <span>{texts.consent}</span>
        <textarea
          className="input"
          maxLength={1000}
          value={draft.consent}
          onChange={({ target }) =>
            onChange({ ...draft, consent: target.value })
          }
        />
        <small className="muted">{texts.consentHelp}</small>
      </label>
      <label className="field">
        <span>{texts.redirect}</span>
        <input
          className="input"
          type="url"
          maxLength={2048}
          value={draft.redirect}
          onChange={({ target }) =>
            onChange({ ...draft, redirect: target.value })
          }
        />
        <small className="muted">{texts.redirectHelp}</small>
      </label>
    </>
  );
}

export function LeadFormEditor({
  form,
  onClose,
  onMade,
}: {
  /** Undefined for a new one. */
  form: LeadForm | undefined;
  onClose: () => void;
  onMade: (id: FormId) => void;
}) {
  const { t } = useScreenTexts();
  const texts = t.settings.forms;
  const { save, isBusy } = useSaveForm(form);
  const [draft, setDraft] = useState(() =>
    form === undefined ? firstDraft(texts.first) : draftOf(form),
  );
  const problem = problemOf(draft);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const id = problem === null ? await save(draft) : undefined;
    if (id !== undefined) {
      onMade(id);
    }
  };
  return (
    <Dialog
      title={form === undefined ? texts.add : texts.editOf(form.name)}
      isOpen
      onClose={onClose}
    >
      <form className="form-inputs" onSubmit={(event) => void onSubmit(event)}>
        <Place draft={draft} onChange={setDraft} />
        <LeadFormFields
          fields={draft.fields}
          onChange={(fields) => setDraft({ ...draft, fields })}
        />
        <Afterwards draft={draft} onChange={setDraft} />
        {problem !== null && (
          <p className="problem" role="alert">
            {texts.problems[problem]}
          </p>
        )}
        <DialogActions onCancel={onClose}>
          <button
            className="button primary"
            type="submit"
            disabled={isBusy || problem !== null}
          >
            {t.save}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
