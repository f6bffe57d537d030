/** A search field with what it found below it, by mouse or by keys. */
import { Autocomplete } from "@base-ui/react/autocomplete";
import type { RefObject } from "react";
import { Avatar } from "./Avatar";
import { Icon } from "./Icon";

export interface SearchResult {
  id: string;
  title: string;
  detail: string;
  onOpen: () => void;
}

function Results({ emptyText }: { emptyText: string }) {
  return (
    <Autocomplete.Portal>
      <Autocomplete.Positioner sideOffset={6} align="start">
        <Autocomplete.Popup className="menu search-results">
          <Autocomplete.Empty className="search-empty">
            {emptyText}
          </Autocomplete.Empty>
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

export function SearchField({
  inputRef,
  label,
  placeholder,
  value,
  onChange,
  results,
  isPending,
  emptyText,
}: {
  inputRef: RefObject<HTMLInputElement | null>;
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  results: readonly SearchResult[];
  isPending: boolean;
  emptyText: string;
}) {
  const isOpen = value.trim() !== "" && !isPending;
  return (
    <Autocomplete.Root
      items={results}
      value={value}
      onValueChange={(text, { reason }) => {
        if (reason !== "item-press") {
          onChange(text);
        }
      }}
      open={isOpen}
      filter={null}
      autoHighlight
      itemToStringValue={({ title }: SearchResult) => title}
    >
      <div className="search">
        <Icon name="search" />
        <Autocomplete.Input
          ref={inputRef}
          className="search-input"
          aria-label={label}
          placeholder={placeholder}
          type="search"
        />
        <kbd aria-hidden="true">/</kbd>
      </div>
      <Results emptyText={emptyText} />
    </Autocomplete.Root>
  );
}
