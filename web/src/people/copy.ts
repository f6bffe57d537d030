/** Copies a text and says so. */
import { useTexts } from "../text/TextProvider";
import { useNotify } from "../ui/Toasts";

export function useCopy() {
  const notify = useNotify();
  const { t } = useTexts();
  return (text: string) =>
    void navigator.clipboard.writeText(text).then(
      () => notify(t.people.copied(text)),
      () => notify(t.people.notCopied),
    );
}
