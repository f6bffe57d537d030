/** A question or form over the page; Escape and the backdrop close it. */
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";
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

export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  isSheet = false,
  initialFocus,
}: DialogProps) {
  const { t } = useTexts();
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
