/** A finger that stays where it is for a while means another thing than a tap. */
import { type MouseEvent, type PointerEvent, useEffect, useRef } from "react";

/** As phones do it themselves. */
const HOLD_MS = 500;
/** A finger is never quite still, px. */
const SLACK_PX = 10;

interface Press {
  timer: ReturnType<typeof setTimeout>;
  x: number;
  y: number;
}

/**
 * Handlers for what holds the elements that can be held.
 *
 * @param isOn where it means nothing, fingers do what they always do
 * @param run with what the finger came down on
 */
export function useLongPress(isOn: boolean, run: (target: Element) => void) {
  const press = useRef<Press>(undefined);
  const wasHeld = useRef(false);
  const end = () => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  useEffect(() => end, []);
  return {
    onPointerDown: ({
      pointerType,
      target,
      clientX: x,
      clientY: y,
    }: PointerEvent) => {
      end();
      wasHeld.current = false;
      if (isOn && pointerType === "touch" && target instanceof Element) {
        const timer = setTimeout(() => {
          press.current = undefined;
          wasHeld.current = true;
          run(target);
        }, HOLD_MS);
        press.current = { timer, x, y };
      }
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const { x, y } = press.current ?? { x: clientX, y: clientY };
      if (Math.hypot(clientX - x, clientY - y) > SLACK_PX) {
        end();
      }
    },
    onPointerUp: end,
    // The finger scrolls.
    onPointerCancel: end,
    /** A held link would open the browser's own menu. */
    onContextMenu: (event: MouseEvent) => {
      if (press.current !== undefined || wasHeld.current) {
        event.preventDefault();
      }
    },
    /** The tap that ends a long press is none. */
    onClickCapture: (event: MouseEvent) => {
      if (wasHeld.current) {
        wasHeld.current = false;
        event.preventDefault();
        event.stopPropagation();
      }
    },
  };
}
