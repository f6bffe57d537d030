/** Erasing a person for good, asked for by typing who it is. */
import { useNavigate } from "@tanstack/react-router";
import { useMutation } from "convex/react";
import { type FormEvent, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { Dialog } from "../../ui/Dialog";
import { DialogActions } from "../../ui/DialogActions";
import { useNotify } from "../../ui/Toasts";
import { type ContactView, useNameOf } from "./ContactHead";

function useErase(contact: ContactView, isPage: boolean) {
  const { t } = useTexts();
  const { slug } = useMembership().workspace;
  const erase = useMutation(api.contacts.erase);
  const navigate = useNavigate();
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const { _id: contact_id, name } = contact;
  const run = async () => {
    const confirm_name = name === undefined ? {} : { confirm_name: name };
    if (await act(() => erase({ contact_id, ...confirm_name }))) {
      notify(t.people.erase.done);
      if (isPage) {
        await navigate({ to: "/w/$slug/contacts", params: { slug } });
      }
    }
  };
  return { run, isBusy };
}

export function Erasure({
  contact,
  isPage,
  onClose,
}: {
  contact: ContactView;
  /** Whether nothing is left on the screen without the contact. */
  isPage: boolean;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const name = useNameOf(contact).trim();
  const { run, isBusy } = useErase(contact, isPage);
  const [typed, setTyped] = useState("");
  const texts = t.people.erase;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };
  return (
    <Dialog title={texts.title(name)} isOpen onClose={onClose}>
      <p>{texts.what}</p>
      <ul className="erasure-list">
        {texts.goes.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p>{texts.stays}</p>
      <form className="erasure-form" onSubmit={onSubmit}>
        <label className="field">
          <span>{texts.confirm(name)}</span>
          <input
            className="input"
            autoComplete="off"
            dir="auto"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        </label>
        <DialogActions onCancel={onClose}>
          <button
            className="button danger"
            type="submit"
            disabled={isBusy || typed.trim() !== name}
          >
            {texts.button}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
