/** A form's HTML, to be copied into the company's page. */
import { formSnippet } from "../../../../src/lib/leads/formSnippet";
import { useCopy } from "../../people/copy";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Dialog } from "../../ui/Dialog";
import { ScrollBox } from "../../ui/ScrollBox";
import type { LeadForm } from "./leadForm";

export function Snippet({
  form,
  onClose,
}: {
  form: LeadForm;
  onClose: () => void;
}) {
  const { t } = useScreenTexts();
  const copy = useCopy();
  const texts = t.settings.forms;
  const html = formSnippet(form, texts.words);
  return (
    <Dialog title={texts.snippetOf(form.name)} isOpen onClose={onClose}>
      <p>{texts.snippetHelp(form.origins.join(", "))}</p>
      <ScrollBox label={texts.snippet} className="snippet">
        <pre>
          <code>{html}</code>
        </pre>
      </ScrollBox>
      <div className="dialog-actions">
        <button className="button" type="button" onClick={onClose}>
          {t.close}
        </button>
        <button
          className="button primary"
          type="button"
          onClick={() => copy(html, texts.snippetOf(form.name))}
        >
          {texts.copySnippet}
        </button>
      </div>
    </Dialog>
  );
}
