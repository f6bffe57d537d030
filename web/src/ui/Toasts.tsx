/** Short notes at the edge, some with Undo; they wait while looked at. */
import { Toast } from "@base-ui/react/toast";
import { type ReactNode, useCallback, useEffect } from "react";
import { useTexts } from "../text/TextProvider";

/** How long a note with Undo stays. */
const UNDO_MS = 10_000;

/** What Ctrl+Z takes back: the newest that still can be. */
let lastUndo: { id: string; undo: () => void } | null = null;

function List() {
  const { toasts } = Toast.useToastManager();
  const { t } = useTexts();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <Toast.Content className="toast-content">
        <Toast.Title className="toast-text" />
        <Toast.Action className="toast-action" />
        <Toast.Close className="toast-close" aria-label={t.close}>
          ×
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

/** Shows a note; with `undo` it offers that for ten seconds. */
export function useNotify() {
  const { add, close } = Toast.useToastManager();
  const { t } = useTexts();
  return useCallback(
    (text: string, undo?: () => void) => {
      if (undo === undefined) {
        add({ title: text, timeout: UNDO_MS });
        return;
      }
      const undoOnce = () => {
        if (lastUndo?.id === id) {
          lastUndo = null;
        }
        close(id);
        undo();
      };
      const id = add({
        title: text,
        timeout: UNDO_MS,
        actionProps: { children: t.undo, onClick: undoOnce },
        onClose: () => {
          if (lastUndo?.id === id) {
            lastUndo = null;
          }
        },
      });
      lastUndo = { id, undo: undoOnce };
    },
    [add, close, t],
  );
}

/** Ctrl+Z, or Cmd+Z, takes the last change back, except in a field. */
export function useUndoKey(isTyping: (target: EventTarget | null) => boolean) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isUndo = (event.ctrlKey || event.metaKey) && event.key === "z";
      if (isUndo && lastUndo !== null && !isTyping(event.target)) {
        event.preventDefault();
        lastUndo.undo();
      }
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [isTyping]);
}
