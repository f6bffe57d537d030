/** A menu without a button: where the pointer was, or below what it is about. */
import { Menu as BaseMenu } from "@base-ui/react/menu";
import type { MenuEntry } from "./Menu";
import { MenuItems } from "./PopupMenu";

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
      <BaseMenu.Portal>
        <BaseMenu.Positioner
          anchor={anchor}
          align="start"
          sideOffset={4}
          className="floating"
        >
          <BaseMenu.Popup
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
