/** Copies a text and says so. */
import { useTexts } from "../text/TextProvider";
import { useNotify } from "../ui/Toasts";

export function useCopy() {
  const notify = useNotify();
  const { t } = useTexts();
  /** @param name what it is, where the text is too long to be said */
  return (text: string, name = text) =>
    void navigator.clipboard.writeText(text).then(
      () => notify(t.people.copied(name)),
      () => notify(t.people.notCopied),
    );
}
