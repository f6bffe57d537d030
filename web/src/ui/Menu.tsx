/** A button with a list of choices below it. */
import { Menu as BaseMenu } from "@base-ui/react/menu";
import type { ReactNode } from "react";

export interface MenuEntry {
  key: string;
  text: ReactNode;
  /** The entry's language where it is not the page's. */
  lang?: string;
  /** Entries of one group stand together under its name. */
  group?: string;
  onSelect: () => void;
}

function Items({ entries }: { entries: readonly MenuEntry[] }) {
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

export function Menu({
  label,
  className,
  entries,
  children,
}: {
  /** Names the button where its content does not. */
  label?: string;
  className: string;
  entries: readonly MenuEntry[];
  children: ReactNode;
}) {
  const groups = new Map<string | undefined, MenuEntry[]>();
  for (const entry of entries) {
    groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  }
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger className={className} aria-label={label} title={label}>
        {children}
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={4} align="start" className="floating">
          <BaseMenu.Popup className="menu" data-owns-keys="">
            {[...groups].map(([group, items]) =>
              group === undefined ? (
                <Items key="" entries={items} />
              ) : (
                <BaseMenu.Group key={group}>
                  <BaseMenu.GroupLabel className="menu-group">
                    {group}
                  </BaseMenu.GroupLabel>
                  <Items entries={items} />
                </BaseMenu.Group>
              ),
            )}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
