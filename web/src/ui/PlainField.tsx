/** A field that takes what is typed while its combobox is on its way. */
import type { ComponentProps, RefObject } from "react";
import { type HandOver, useHandOver } from "./useHandOver";

export function PlainField({
  inputRef,
  handOver,
  onText,
  ...props
}: Omit<ComponentProps<"input">, "ref" | "onChange"> & {
  inputRef: RefObject<HTMLInputElement | null>;
  handOver: HandOver;
  onText: (text: string) => void;
}) {
  useHandOver(inputRef, handOver);
  return (
    <input
      ref={inputRef}
      onChange={({ target }) => onText(target.value)}
      {...props}
    />
  );
}
