/** Ctrl+K, or Cmd+K, opens the palette, also while one types. */
import { useEffect, useState } from "react";
import { Palette } from "./Palette";

export function PaletteKey() {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "k") {
        event.preventDefault();
        setIsOpen((open) => !open);
      }
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return isOpen && <Palette onClose={() => setIsOpen(false)} />;
}
