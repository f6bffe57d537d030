/** Copying a text, which is said. */
import { useKeys } from "../app/keys";
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

/** C copies a number, where there is one. */
export function useCopyKey(findNumber: () => string | undefined): void {
  const { t } = useTexts();
  const copy = useCopy();
  const run = () => {
    const number = findNumber();
    if (number !== undefined) {
      copy(number);
    }
  };
  useKeys([{ keys: ["c"], text: t.people.copyNumber, run }]);
}
