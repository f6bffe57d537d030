/** A button with a list of choices below it. */
import { type ReactNode, useRef, useState } from "react";
import { type Held, type HandOver, useHandOver } from "./useHandOver";
import { usePopups } from "./usePopups";

export interface MenuEntry {
  key: string;
  text: ReactNode;
  /** The entry's language where it is not the page's. */
  lang?: string;
  /** Entries of one group stand together under its name. */
  group?: string;
  onSelect: () => void;
}

export interface MenuProps {
  /** Names the button where its content does not. */
  label?: string | undefined;
  className: string;
  entries: readonly MenuEntry[];
  children: ReactNode;
}

/** The button while its menu is on its way. */
function PlainTrigger({
  label,
  className,
  children,
  handOver,
  onWant,
}: Omit<MenuProps, "entries"> & { handOver: HandOver; onWant: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useHandOver(button, handOver);
  return (
    <button
      ref={button}
      type="button"
      className={className}
      aria-label={label}
      aria-haspopup="menu"
      title={label}
      onClick={onWant}
    >
      {children}
    </button>
  );
}

export function Menu(props: MenuProps) {
  const handOver = useRef<Held>(null);
  const [isWanted, setIsWanted] = useState(false);
  const popups = usePopups(isWanted);
  return popups === undefined ? (
    <PlainTrigger
      {...props}
      handOver={handOver}
      onWant={() => setIsWanted(true)}
    />
  ) : (
    <popups.PopupMenu {...props} isOpenAtOnce={isWanted} handOver={handOver} />
  );
}
