/** Choices that one finds by typing, over the page: Enter takes the marked one. */
import { type ReactNode, useRef } from "react";
import { Dialog } from "./Dialog";
import { PlainField } from "./PlainField";
import { usePopups } from "./usePopups";
import type { Held } from "./useHandOver";

export interface Choice {
  key: string;
  text: string;
  /** Before the text, such as an avatar. */
  mark?: ReactNode;
  /** At the end of the line: a number, a status, a key. */
  hint?: ReactNode;
  onPick: () => void;
}

export interface ChoiceGroup {
  /** Empty for a list without a heading. */
  label: string;
  items: readonly Choice[];
}

export interface PickerProps {
  title: string;
  /** Of the field that one types into. */
  label: string;
  text: string;
  onText: (text: string) => void;
  /** Already filtered by the text. */
  groups: readonly ChoiceGroup[];
  emptyText: string;
  isOpen: boolean;
  onClose: () => void;
}

export function Picker({ isOpen, onClose, ...props }: PickerProps) {
  const { title, label, text, onText } = props;
  const input = useRef<HTMLInputElement>(null);
  const handOver = useRef<Held>(null);
  const popups = usePopups(isOpen);
  const fields = { inputRef: input, handOver };
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      initialFocus={input}
    >
      {popups === undefined ? (
        <PlainField
          className="input"
          aria-label={label}
          placeholder={label}
          value={text}
          onText={onText}
          {...fields}
        />
      ) : (
        <popups.PickerCombobox {...props} {...fields} />
      )}
    </Dialog>
  );
}
