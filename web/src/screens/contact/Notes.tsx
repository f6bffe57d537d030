/** What members write down about somebody: added, changed and removed in place. */
import { useMutation } from "convex/react";
import { type FormEvent, type KeyboardEvent, useRef } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { sentenceOf } from "../../app/errors";
import { useKeys } from "../../app/keys";
import { useMay } from "../../app/workspace";
import { useDraft } from "../../data/drafts";
import { useConnected } from "../../data/useConnected";
import { useUndoEdit } from "../../people/useEdit";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { DialogActions } from "../../ui/DialogActions";
import { useNotify } from "../../ui/Toasts";
import type { HistoryEvent } from "./eventText";

type NoteView = NonNullable<HistoryEvent["note"]>;

/** Ctrl+Enter saves, Esc gives up. */
function NoteForm({
  label,
  text,
  onText,
  onSave,
  onCancel,
}: {
  label: string;
  text: string;
  onText: (text: string) => void;
  onSave: () => Promise<void>;
  onCancel: () => void;
}) {
  const { t } = useTexts();
  const isConnected = useConnected();
  const form = useRef<HTMLFormElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onCancel();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      form.current?.requestSubmit();
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void onSave();
  };
  return (
    <form className="note-form" ref={form} onSubmit={onSubmit}>
      <textarea
        className="input"
        aria-label={label}
        placeholder={label}
        rows={3}
        maxLength={4096}
        required
        autoFocus
        dir="auto"
        value={text}
        onChange={({ target }) => onText(target.value)}
        onKeyDown={onKeyDown}
      />
      <DialogActions onCancel={onCancel} isQuiet>
        <button
          className="button primary"
          type="submit"
          disabled={!isConnected || text.trim() === ""}
        >
          {t.save}
        </button>
      </DialogActions>
    </form>
  );
}

export function NoteComposer({ contactId }: { contactId: Id<"contacts"> }) {
  const { t } = useTexts();
  const may = useMay("agent");
  const notify = useNotify();
  const undoOf = useUndoEdit();
  const add = useMutation(api.notes.add);
  const [draft, setDraft] = useDraft(`${contactId}:note`);
  useKeys(
    may
      ? [
          {
            keys: ["n"],
            text: t.people.addNote,
            run: () => setDraft(draft ?? ""),
          },
        ]
      : [],
  );
  const save = async () => {
    try {
      const { undo } = await add({ contact_id: contactId, text: draft ?? "" });
      setDraft(null);
      notify(t.people.noteSaved, undoOf(undo));
    } catch (error) {
      notify(sentenceOf(error, t));
    }
  };
  return (
    <>
      <div className="pane-head">
        <h2>{t.contact.history}</h2>
        {may && (
          <button
            className="button quiet"
            type="button"
            onClick={() => setDraft(draft ?? "")}
          >
            <Icon name="plus" />
            {t.people.note} <kbd aria-hidden="true">N</kbd>
          </button>
        )}
      </div>
      {draft !== null && (
        <NoteForm
          label={t.people.addNote}
          text={draft}
          onText={setDraft}
          onSave={save}
          onCancel={() => setDraft(null)}
        />
      )}
    </>
  );
}

function useNoteActions(note: NoteView) {
  const { t } = useTexts();
  const notify = useNotify();
  const undoOf = useUndoEdit();
  const edit = useMutation(api.notes.edit);
  const remove = useMutation(api.notes.remove);
  const [draft, setDraft] = useDraft(`note:${note.note_id}`);
  const refuse = (error: unknown) => notify(sentenceOf(error, t));
  const save = async () => {
    try {
      const answer = await edit({
        note_id: note.note_id,
        text: draft ?? "",
        expected: note.text,
      });
      if (answer.status === "conflict") {
        notify(t.people.noteConflict);
        return;
      }
      setDraft(null);
      notify(t.people.noteSaved, undoOf(answer.undo));
    } catch (error) {
      refuse(error);
    }
  };
  const drop = () =>
    void remove({ note_id: note.note_id }).then(
      ({ undo }) => notify(t.people.noteRemoved, undoOf(undo)),
      refuse,
    );
  return { draft, setDraft, save, drop };
}

export function Note({ note }: { note: NoteView }) {
  const { t } = useTexts();
  const may = useMay("agent");
  const { draft, setDraft, save, drop } = useNoteActions(note);
  if (draft !== null) {
    return (
      <NoteForm
        label={t.people.editNote}
        text={draft}
        onText={setDraft}
        onSave={save}
        onCancel={() => setDraft(null)}
      />
    );
  }
  return (
    <div className="note">
      <p className="words" dir="auto">
        {note.text}
      </p>
      {may && (
        <span className="note-actions">
          <button
            type="button"
            className="link-button small"
            onClick={() => setDraft(note.text)}
          >
            {t.people.editNote}
          </button>
          <button type="button" className="link-button small" onClick={drop}>
            {t.people.removeNote}
          </button>
        </span>
      )}
    </div>
  );
}
