/** A button with its menu. */
import { Menu as BaseMenu } from "@base-ui/react/menu";
import { useRef } from "react";
import type { MenuEntry, MenuProps } from "./Menu";
import { type HandOver, useHandOver } from "./useHandOver";

/** What is open belongs to a landmark, too. */
export const landmark = () => document.querySelector("main") ?? undefined;

export function MenuItems({ entries }: { entries: readonly MenuEntry[] }) {
  return entries.map(({ key, text, lang, onSelect }) => (
    <BaseMenu.Item
      key={key}
      className="menu-item"
      lang={lang}
      onClick={onSelect}
    >
      {text}
    </BaseMenu.Item>
  ));
}

export function PopupMenu({
  label,
  className,
  entries,
  children,
  isOpenAtOnce,
  handOver,
}: MenuProps & {
  /** It was wanted while it was loading. */
  isOpenAtOnce: boolean;
  handOver: HandOver;
}) {
  const trigger = useRef<HTMLButtonElement>(null);
  useHandOver(trigger, handOver);
  const groups = new Map<string | undefined, MenuEntry[]>();
  for (const entry of entries) {
    groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  }
  return (
    <BaseMenu.Root defaultOpen={isOpenAtOnce}>
      <BaseMenu.Trigger
        ref={trigger}
        className={className}
        aria-label={label}
        title={label}
      >
        {children}
      </BaseMenu.Trigger>
      <BaseMenu.Portal container={landmark()}>
        <BaseMenu.Positioner
          sideOffset={4}
          align="start"
          positionMethod="fixed"
          className="floating"
        >
          <BaseMenu.Popup className="menu" data-owns-keys="">
            {[...groups].map(([group, items]) =>
              group === undefined ? (
                <MenuItems key="" entries={items} />
              ) : (
                <BaseMenu.Group key={group}>
                  <BaseMenu.GroupLabel className="menu-group">
                    {group}
                  </BaseMenu.GroupLabel>
                  <MenuItems entries={items} />
                </BaseMenu.Group>
              ),
            )}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
