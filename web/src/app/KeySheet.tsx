/** Every key that does something here, as the registry has it: `?` shows it. */
import { useState } from "react";
import { useTexts } from "../text/TextProvider";
import { Dialog } from "../ui/Dialog";
import { allBindings, type KeyBinding, useKeys } from "./keys";

/** As it stands on the keyboard. */
const shownKey = (key: string) =>
  key.length === 1 && key >= "A" && key <= "Z"
    ? `Shift+${key}`
    : key.length === 1
      ? key.toUpperCase()
      : key;

export function KeyCaps({ keys }: { keys: readonly string[] }) {
  const { t } = useTexts();
  return keys.map((key, index) => (
    <span key={`${key}${index}`}>
      {index > 0 && <span className="muted"> {t.people.keys.then} </span>}
      <kbd>{shownKey(key)}</kbd>
    </span>
  ));
}

export function KeySheet() {
  const { t } = useTexts();
  const [shown, setShown] = useState<readonly KeyBinding[] | null>(null);
  const { help, palette, undo, title } = t.people.keys;
  useKeys([
    { keys: ["?"], text: help, run: () => setShown(allBindings()) },
    { keys: ["Ctrl+K"], text: palette },
    { keys: ["Ctrl+Z"], text: undo },
  ]);
  return (
    <Dialog
      title={title}
      isOpen={shown !== null}
      onClose={() => setShown(null)}
    >
      <dl className="key-list">
        {(shown ?? []).map(({ keys, text }) => (
          <div key={keys.join(" ")}>
            <dt>
              <KeyCaps keys={keys} />
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
