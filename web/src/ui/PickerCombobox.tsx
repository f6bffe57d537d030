/** The field of a picker with its choices below it. */
import { Autocomplete } from "@base-ui/react/autocomplete";
import type { RefObject } from "react";
import type { Choice, ChoiceGroup, PickerProps } from "./Picker";
import { type HandOver, useHandOver } from "./useHandOver";

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

export function PickerCombobox({
  title,
  label,
  text,
  onText,
  groups,
  emptyText,
  inputRef,
  handOver,
}: Omit<PickerProps, "isOpen" | "onClose"> & {
  inputRef: RefObject<HTMLInputElement | null>;
  handOver: HandOver;
}) {
  useHandOver(inputRef, handOver);
  return (
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
        ref={inputRef}
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
  );
}
