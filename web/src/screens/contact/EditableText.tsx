/** A value that one changes where it stands: Enter and leaving save, Esc does not. */
import { type KeyboardEvent, useRef, useState } from "react";
import { useMay } from "../../app/workspace";
import { useDraft } from "../../data/drafts";
import { useConnected } from "../../data/useConnected";
import type { Conflict } from "../../people/useEdit";
import { useTexts } from "../../text/TextProvider";
import { ConflictNote } from "./ConflictNote";

interface EditableTextProps {
  label: string;
  value: string;
  /** Shown instead of nothing. */
  emptyText?: string;
  type?: "text" | "email" | "number" | "date";
  /** Choices, where only those may be entered. */
  choices?: readonly string[];
  /** Names the draft; the same for the same field of the same contact. */
  draftKey: string;
  /**
   * @param expected what the reader saw
   * @returns conflicts, or null when it was refused
   */
  onSave: (
    value: string,
    expected: string | undefined,
  ) => Promise<readonly Conflict[] | null>;
  /** For the key that begins to edit. */
  openRef?: { current: (() => void) | null };
}

function useEditing({ value, draftKey, onSave }: EditableTextProps) {
  const [draft, setDraft] = useDraft(draftKey);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  /** What stood there when the editing began. */
  const [seen, setSeen] = useState(value);
  const isDone = useRef(false);
  const isConnected = useConnected();
  const open = () => {
    isDone.current = false;
    setSeen(value);
    setDraft(value);
  };
  const revert = () => {
    isDone.current = true;
    setConflict(null);
    setDraft(null);
  };
  const save = async (expected: string | undefined) => {
    if (draft === null || isDone.current) {
      return;
    }
    if (draft === seen && conflict === null) {
      revert();
      return;
    }
    if (!isConnected) {
      return;
    }
    const conflicts = await onSave(draft, expected);
    const [first] = conflicts ?? [];
    setConflict(first ?? null);
    if (conflicts !== null && first === undefined) {
      revert();
    }
  };
  return { draft, setDraft, conflict, seen, open, revert, save };
}

function Field({
  props,
  draft,
  onText,
  onEnd,
}: {
  props: EditableTextProps;
  draft: string;
  onText: (text: string) => void;
  onEnd: (isSaved: boolean) => void;
}) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" || event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      onEnd(event.key === "Enter");
    }
  };
  const shared = {
    className: "input inline-input",
    "aria-label": props.label,
    autoFocus: true,
    value: draft,
    onBlur: () => onEnd(true),
    onKeyDown,
  };
  return props.choices === undefined ? (
    <input
      {...shared}
      type={props.type ?? "text"}
      step="any"
      onChange={({ target }) => onText(target.value)}
    />
  ) : (
    <select {...shared} onChange={({ target }) => onText(target.value)}>
      <option value="">–</option>
      {props.choices.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  );
}

export function EditableText(props: EditableTextProps) {
  const { label, value, emptyText = "–", openRef } = props;
  const { t } = useTexts();
  const may = useMay("agent");
  const { draft, setDraft, conflict, seen, open, revert, save } =
    useEditing(props);
  if (openRef !== undefined) {
    openRef.current = may ? open : null;
  }
  const shown = (
    <span className={value === "" ? "muted" : "words"} dir="auto">
      {value === "" ? emptyText : value}
    </span>
  );
  if (!may) {
    return shown;
  }
  if (draft === null) {
    return (
      <button
        type="button"
        className="editable"
        aria-label={t.people.editField(label, value)}
        onClick={open}
      >
        {shown}
      </button>
    );
  }
  return (
    <>
      <Field
        props={props}
        draft={draft}
        onText={setDraft}
        onEnd={(isSaved) => (isSaved ? void save(seen) : revert())}
      />
      {conflict !== null && (
        <ConflictNote
          conflict={conflict}
          onMine={() => void save(undefined)}
          onTheirs={revert}
        />
      )}
    </>
  );
}
