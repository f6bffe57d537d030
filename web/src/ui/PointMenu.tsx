/** A menu without a button: where the pointer was, or below what it is about. */
import { Menu as BaseMenu } from "@base-ui/react/menu";
import { useEffect, useRef } from "react";
import type { MenuEntry } from "./Menu";
import { landmark, MenuItems } from "./PopupMenu";

/** Where a key opened a menu, the next one takes the first entry. */
function useFirstEntry(isByKey: boolean) {
  const popup = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isByKey) {
      return;
    }
    const frame = requestAnimationFrame(() =>
      popup.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus(),
    );
    return () => cancelAnimationFrame(frame);
  }, [isByKey]);
  return popup;
}

export function PointMenu({
  label,
  entries,
  owner,
  point,
  onClose,
}: {
  label: string;
  entries: readonly MenuEntry[];
  /** Has the focus again once it is closed. */
  owner: HTMLElement;
  /** In the window, px. */
  point: { x: number; y: number } | undefined;
  onClose: () => void;
}) {
  const popup = useFirstEntry(point === undefined);
  const anchor =
    point === undefined
      ? owner
      : { getBoundingClientRect: () => new DOMRect(point.x, point.y, 0, 0) };
  return (
    <BaseMenu.Root
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) {
          onClose();
        }
      }}
    >
      <BaseMenu.Portal container={landmark()}>
        <BaseMenu.Positioner
          anchor={anchor}
          positionMethod="fixed"
          align="start"
          sideOffset={4}
          className="floating"
        >
          <BaseMenu.Popup
            ref={popup}
            className="menu"
            aria-label={label}
            data-owns-keys=""
            finalFocus={() => owner}
          >
            <MenuItems entries={entries} />
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
