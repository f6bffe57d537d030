/** A search field with what it found below it, by mouse or by keys. */
import { type RefObject, useRef, useState } from "react";
import { Icon } from "./Icon";
import { PlainField } from "./PlainField";
import { usePopups } from "./usePopups";
import type { Held } from "./useHandOver";

export interface SearchResult {
  id: string;
  title: string;
  detail: string;
  onOpen: () => void;
}

export interface SearchFieldProps {
  inputRef: RefObject<HTMLInputElement | null>;
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  results: readonly SearchResult[];
  isPending: boolean;
  emptyText: string;
  /** Over what was found; empty for nothing to say. */
  note: string;
}

export function SearchField(props: SearchFieldProps) {
  const { inputRef, label, placeholder, value, onChange } = props;
  const handOver = useRef<Held>(null);
  const [isEntered, setIsEntered] = useState(false);
  const popups = usePopups(isEntered);
  return (
    <div className="search">
      <Icon name="search" />
      {popups === undefined ? (
        <PlainField
          inputRef={inputRef}
          handOver={handOver}
          className="search-input"
          aria-label={label}
          placeholder={placeholder}
          type="search"
          value={value}
          onText={onChange}
          onFocus={() => setIsEntered(true)}
        />
      ) : (
        <popups.SearchCombobox {...props} handOver={handOver} />
      )}
      <kbd aria-hidden="true">/</kbd>
    </div>
  );
}
