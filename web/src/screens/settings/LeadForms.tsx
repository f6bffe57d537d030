/** Forms on the company's own pages: making, changing and switching them off. */
import { useMutation, useQuery } from "convex/react";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Dialog } from "../../ui/Dialog";
import { DialogActions } from "../../ui/DialogActions";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { useNotify } from "../../ui/Toasts";
import type { LeadForm } from "./leadForm";
import { LeadFormEditor } from "./LeadFormEditor";
import { Snippet } from "./Snippet";

/** What is open over the list, of one form. */
type Open = { what: "edit" | "rotate" | "snippet"; id: Id<"leadForms"> };

interface RowProps {
  form: LeadForm;
  onOpen: (what: Open["what"]) => void;
}

/** Switching off and on is done at once, with the way back. */
function RowMenu({ form, onOpen }: RowProps) {
  const { t } = useScreenTexts();
  const update = useMutation(api.forms.update);
  const notify = useNotify();
  const { act } = useAct();
  const texts = t.settings.forms;
  const { _id: form_id, name, disabled_at } = form;
  const isOff = disabled_at !== undefined;
  const put = async (disabled: boolean) =>
    await act(() => update({ form_id, disabled }));
  const turn = async (disabled: boolean) => {
    if ((await put(disabled)) !== undefined) {
      notify(
        disabled ? texts.turnedOff : texts.turnedOn,
        () => void put(!disabled),
      );
    }
  };
  return (
    <Menu
      className="icon-button"
      label={texts.moreOf(name)}
      entries={[
        {
          key: "off",
          text: isOff ? texts.turnOn : texts.turnOff,
          onSelect: () => void turn(!isOff),
        },
        {
          key: "rotate",
          text: texts.rotate,
          onSelect: () => onOpen("rotate"),
        },
      ]}
    >
      <Icon name="more" />
    </Menu>
  );
}

function Row({ form, onOpen }: RowProps) {
  const { t } = useScreenTexts();
  const texts = t.settings.forms;
  const { name, origins, fields, disabled_at } = form;
  return (
    <li className="row">
      <span className="row-main">
        <b className="words" dir="auto">
          {name}
        </b>
        <span className="muted small">
          {disabled_at !== undefined && `${texts.isOff} · `}
          {texts.fieldCount(fields.length)} · {origins.join(", ")}
        </span>
      </span>
      <span className="row-actions">
        <button
          className="button"
          type="button"
          aria-label={texts.snippetOf(name)}
          onClick={() => onOpen("snippet")}
        >
          {texts.snippet}
        </button>
        <button
          className="button"
          type="button"
          aria-label={texts.editOf(name)}
          onClick={() => onOpen("edit")}
        >
          {t.people.edit}
        </button>
        <RowMenu form={form} onOpen={onOpen} />
      </span>
    </li>
  );
}

/** A new address is asked for twice: the page that has the old one is cut off. */
function Rotation({
  form,
  onClose,
  onDone,
}: {
  form: LeadForm;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useScreenTexts();
  const rotate = useMutation(api.forms.rotateKey);
  const { act, isBusy } = useAct();
  const texts = t.settings.forms;
  const run = async () => {
    if (await act(() => rotate({ form_id: form._id }))) {
      onDone();
    }
  };
  return (
    <Dialog title={texts.rotateTitle(form.name)} isOpen onClose={onClose}>
      <p>{texts.rotateHelp}</p>
      <DialogActions onCancel={onClose}>
        <button
          className="button primary"
          type="button"
          disabled={isBusy}
          onClick={() => void run()}
        >
          {texts.rotate}
        </button>
      </DialogActions>
    </Dialog>
  );
}

/** Whatever is open: the form as it is by now, or none. */
function Opened({
  open,
  forms,
  onOpen,
}: {
  open: Open;
  forms: readonly LeadForm[];
  onOpen: (open: Open | undefined) => void;
}) {
  const form = forms.find(({ _id }) => _id === open.id);
  const close = () => onOpen(undefined);
  if (form === undefined) {
    return null;
  }
  switch (open.what) {
    case "edit":
      return <LeadFormEditor form={form} onClose={close} onMade={close} />;
    case "rotate":
      return (
        <Rotation
          form={form}
          onClose={close}
          onDone={() => onOpen({ what: "snippet", id: form._id })}
        />
      );
    case "snippet":
      return <Snippet form={form} onClose={close} />;
  }
}

export function LeadForms() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const forms = useQuery(api.forms.list, { workspace_id: workspace._id });
  const [open, setOpen] = useState<Open>();
  const [isNew, setIsNew] = useState(false);
  const texts = t.settings.forms;
  if (forms === undefined) {
    return <div className="skeleton settings-skeleton" />;
  }
  return (
    <section className="section">
      <div className="section-head">
        <h2>{t.settings.tabs.forms}</h2>
        <button className="button" type="button" onClick={() => setIsNew(true)}>
          <Icon name="plus" />
          {texts.add}
        </button>
      </div>
      {forms.length === 0 ? (
        <div className="empty">
          <h3>{texts.none}</h3>
          <p>{texts.noneHelp}</p>
        </div>
      ) : (
        <ul className="panel rows">
          {forms.map((form) => (
            <Row
              key={form._id}
              form={form}
              onOpen={(what) => setOpen({ what, id: form._id })}
            />
          ))}
        </ul>
      )}
      {isNew && (
        <LeadFormEditor
          form={undefined}
          onClose={() => setIsNew(false)}
          onMade={(id) => {
            setIsNew(false);
            setOpen({ what: "snippet", id });
          }}
        />
      )}
      {open && <Opened open={open} forms={forms} onOpen={setOpen} />}
    </section>
  );
}
