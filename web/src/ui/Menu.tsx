/** A button with a list of choices below it. */
import { Menu as BaseMenu } from "@base-ui/react/menu";
import type { ReactNode } from "react";

export interface MenuEntry {
  key: string;
  text: ReactNode;
  /** The entry's language where it is not the page's. */
  lang?: string;
  onSelect: () => void;
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
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger className={className} aria-label={label}>
        {children}
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={4} align="start">
          <BaseMenu.Popup className="menu">
            {entries.map(({ key, text, lang, onSelect }) => (
              <BaseMenu.Item
                key={key}
                className="menu-item"
                lang={lang}
                onClick={onSelect}
              >
                {text}
              </BaseMenu.Item>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
