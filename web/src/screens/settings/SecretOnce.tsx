/** A webhook's secret, shown this once. */
import { useCopy } from "../../people/copy";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Dialog } from "../../ui/Dialog";

export interface NewSecret {
  secret: string;
  /** Where Kapso posts, when the address is new too. */
  url?: string;
}

function Copied({ label, text }: { label: string; text: string }) {
  const copy = useCopy();
  const { t } = useScreenTexts();
  return (
    <div className="field">
      <span>{label}</span>
      <span className="copy-line">
        <code className="copy-text">{text}</code>
        <button className="button" type="button" onClick={() => copy(text)}>
          {label === t.settings.secret.secret
            ? t.settings.secret.copy
            : t.setup.copyUrl}
        </button>
      </span>
    </div>
  );
}

export function SecretOnce({
  shown,
  onClose,
}: {
  /** Undefined for none. */
  shown: NewSecret | undefined;
  onClose: () => void;
}) {
  const { t } = useScreenTexts();
  const { title, once, url, secret, done } = t.settings.secret;
  return (
    <Dialog title={title} isOpen={shown !== undefined} onClose={onClose}>
      <p>{once}</p>
      {shown?.url !== undefined && <Copied label={url} text={shown.url} />}
      {shown && <Copied label={secret} text={shown.secret} />}
      <div className="dialog-actions">
        <button className="button primary" type="button" onClick={onClose}>
          {done}
        </button>
      </div>
    </Dialog>
  );
}
