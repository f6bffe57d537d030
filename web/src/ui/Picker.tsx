/** Choices that one finds by typing, over the page: Enter takes the marked one. */
import { Autocomplete } from "@base-ui/react/autocomplete";
import { type ReactNode, useRef } from "react";
import { Dialog } from "./Dialog";

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

function Line({ choice }: { choice: Choice }) {
  return (
    <Autocomplete.Item
      value={choice}
      className="menu-item"
      onClick={choice.onPick}
    >
      {choice.mark}
      <span className="words choice-text" dir="auto">
        {choice.text}
      </span>
      {choice.hint !== undefined && (
        <span className="choice-hint muted num">{choice.hint}</span>
      )}
    </Autocomplete.Item>
  );
}

function Group({ group: { label, items } }: { group: ChoiceGroup }) {
  return (
    <Autocomplete.Group items={items}>
      {label !== "" && (
        <Autocomplete.GroupLabel className="choice-group">
          {label}
        </Autocomplete.GroupLabel>
      )}
      <Autocomplete.Collection>
        {(choice: Choice) => <Line key={choice.key} choice={choice} />}
      </Autocomplete.Collection>
    </Autocomplete.Group>
  );
}

export function Picker({
  title,
  label,
  text,
  onText,
  groups,
  emptyText,
  isOpen,
  onClose,
}: {
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
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      initialFocus={input}
    >
      <Autocomplete.Root
        inline
        open
        items={groups}
        value={text}
        onValueChange={(value, { reason }) => {
          if (reason !== "item-press") {
            onText(value);
          }
        }}
        filter={null}
        autoHighlight="always"
        itemToStringValue={(choice: Choice) => choice.text}
      >
        <Autocomplete.Input
          ref={input}
          className="input"
          aria-label={label}
          placeholder={label}
        />
        <Autocomplete.Empty className="search-empty">
          {emptyText}
        </Autocomplete.Empty>
        <Autocomplete.List className="choices" aria-label={title}>
          {(group: ChoiceGroup) => <Group key={group.label} group={group} />}
        </Autocomplete.List>
      </Autocomplete.Root>
    </Dialog>
  );
}
