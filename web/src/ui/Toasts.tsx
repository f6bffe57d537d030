/** Short notes at the edge, some with Undo; they wait while looked at. */
import { Toast } from "@base-ui/react/toast";
import { type ReactNode, useCallback } from "react";
import { useTexts } from "../text/TextProvider";

/** How long a note with Undo stays. */
const UNDO_MS = 10_000;

function List() {
  const { toasts } = Toast.useToastManager();
  const { t } = useTexts();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <Toast.Content className="toast-content">
        <Toast.Description className="toast-text" />
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
  const { add } = Toast.useToastManager();
  const { t } = useTexts();
  return useCallback(
    (text: string, undo?: () => void) => {
      add({
        description: text,
        timeout: UNDO_MS,
        ...(undo && { actionProps: { children: t.undo, onClick: undo } }),
      });
    },
    [add, t],
  );
}
