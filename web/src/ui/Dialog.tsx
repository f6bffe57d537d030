/** A question or form over the page; Escape and the backdrop close it. */
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { type ReactNode, type RefObject, useRef } from "react";
import { useTexts } from "../text/TextProvider";
import { Icon } from "./Icon";

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** As a sheet at the side, or from below on a phone. */
  isSheet?: boolean;
  /** What has the focus when it opens; the first control unless given. */
  initialFocus?: RefObject<HTMLElement | null>;
}

/**
 * What had the focus before a dialog took it. The library would go back to the
 * last field that ever had it, and what one types next would end up there.
 */
function useFocusBefore(isOpen: boolean): () => HTMLElement | boolean {
  const before = useRef<{ isOpen: boolean; element: Element | null }>({
    isOpen: false,
    element: null,
  });
  if (before.current.isOpen !== isOpen) {
    const element = isOpen ? document.activeElement : before.current.element;
    before.current = { isOpen, element };
  }
  return () => {
    const { element } = before.current;
    return element instanceof HTMLElement && element !== document.body
      ? element
      : false;
  };
}

export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  isSheet = false,
  initialFocus,
}: DialogProps) {
  const { t } = useTexts();
  const finalFocus = useFocusBefore(isOpen);
  return (
    <BaseDialog.Root
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) {
          onClose();
        }
      }}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="backdrop" />
        <BaseDialog.Popup
          className={isSheet ? "sheet" : "dialog"}
          data-owns-keys=""
          finalFocus={finalFocus}
          {...(initialFocus && { initialFocus })}
        >
          <div className="dialog-head">
            <BaseDialog.Title>{title}</BaseDialog.Title>
            <BaseDialog.Close className="icon-button" aria-label={t.close}>
              <Icon name="close" />
            </BaseDialog.Close>
          </div>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
