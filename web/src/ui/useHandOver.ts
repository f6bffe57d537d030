/** Hands the focus from a control to the one that takes its place. */
import { type RefObject, useLayoutEffect } from "react";

/** Where the cursor stood, for fields; nulls for buttons. */
export interface Held {
  start: number | null;
  end: number | null;
}
/** Where the one control leaves what the other takes up. */
export type HandOver = RefObject<Held | null>;

const isField = (control: HTMLElement) => control instanceof HTMLInputElement;

/**
 * Within one update of the page, so that no key falls between the two: the one
 * that goes notes that it had the focus, the one that comes takes it.
 */
export function useHandOver(
  ref: RefObject<HTMLElement | null>,
  handOver: HandOver,
): void {
  useLayoutEffect(() => {
    const control = ref.current;
    const held = handOver.current;
    handOver.current = null;
    if (control !== null && held !== null) {
      control.focus();
      if (isField(control)) {
        control.setSelectionRange(held.start, held.end);
      }
    }
    return () => {
      if (control !== null && control === document.activeElement) {
        handOver.current = isField(control)
          ? { start: control.selectionStart, end: control.selectionEnd }
          : { start: null, end: null };
      }
    };
  }, [ref, handOver]);
}
