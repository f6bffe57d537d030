/** The search's field with what it found below it. */
import { Autocomplete } from "@base-ui/react/autocomplete";
import { useState } from "react";
import { Avatar } from "./Avatar";
import type { SearchFieldProps, SearchResult } from "./SearchField";
import { type HandOver, useHandOver } from "./useHandOver";

function Results({ emptyText, note }: { emptyText: string; note: string }) {
  return (
    <Autocomplete.Portal>
      <Autocomplete.Positioner sideOffset={6} align="start">
        <Autocomplete.Popup className="menu search-results">
          <Autocomplete.Empty className="search-empty">
            {emptyText}
          </Autocomplete.Empty>
          <Autocomplete.Status className="search-empty">
            {note}
          </Autocomplete.Status>
          <Autocomplete.List>
            {(result: SearchResult) => (
              <Autocomplete.Item
                key={result.id}
                value={result}
                className="menu-item"
                onClick={result.onOpen}
              >
                <Avatar id={result.id} name={result.title} />
                <span className="words" dir="auto">
                  {result.title}
                </span>
                <span className="num muted search-detail">{result.detail}</span>
              </Autocomplete.Item>
            )}
          </Autocomplete.List>
        </Autocomplete.Popup>
      </Autocomplete.Positioner>
    </Autocomplete.Portal>
  );
}

export function SearchCombobox({
  inputRef,
  handOver,
  label,
  placeholder,
  value,
  onChange,
  results,
  isPending,
  emptyText,
  note,
}: SearchFieldProps & { handOver: HandOver }) {
  useHandOver(inputRef, handOver);
  // By a press elsewhere: what is typed stays.
  const [isDismissed, setIsDismissed] = useState(false);
  return (
    <Autocomplete.Root
      items={results}
      value={value}
      onValueChange={(text, { reason }) => {
        if (reason !== "item-press") {
          setIsDismissed(false);
          onChange(text);
        }
      }}
      open={value.trim() !== "" && !isPending && !isDismissed}
      onOpenChange={(isOpen) => setIsDismissed(!isOpen)}
      filter={null}
      autoHighlight
      itemToStringValue={({ title }: SearchResult) => title}
    >
      <Autocomplete.Input
        ref={inputRef}
        className="search-input"
        aria-label={label}
        placeholder={placeholder}
        type="search"
        onFocus={() => setIsDismissed(false)}
        onKeyDown={({ key, currentTarget }) => {
          if (key !== "Escape") {
            return;
          }
          if (value === "") {
            currentTarget.blur();
          }
          onChange("");
        }}
      />
      <Results {...{ emptyText, note }} />
    </Autocomplete.Root>
  );
}
