/** One person: details, what was said, what happened. */
import { useQuery } from "convex/react";
import { type ReactNode, useRef, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useKeys } from "../../app/keys";
import { Region } from "../../app/Region";
import { useMay } from "../../app/workspace";
import { beginDraft } from "../../data/drafts";
import { useWidth } from "../../data/useWidth";
import { type ChangeKind, ChangePicker } from "../../people/ChangePicker";
import { useCopyKey } from "../../people/copy";
import { type PickedChange, useEdit } from "../../people/useEdit";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { useNotify } from "../../ui/Toasts";
import "./contact.css";
import { ContactHead, type ContactView, numberOf } from "./ContactHead";
import { Conversations } from "./Conversations";
import { Details } from "./Details";
import { History } from "./History";
import { SIDE_PANES } from "./panes";
import { Suspects } from "./Suspects";
import { type Panes, usePanes } from "./usePanes";

const PICK_KEYS: readonly { kind: ChangeKind; key: string }[] = [
  { kind: "tags", key: "t" },
  { kind: "owner", key: "o" },
  { kind: "status", key: "s" },
];

interface ContactProps {
  contact: ContactView;
  isPage: boolean;
  /** What leads away from it. */
  lead: ReactNode;
}

/** Owner, status and tags: by keys, and from the details. */
function usePicking(contact: ContactView) {
  const { t } = useTexts();
  const may = useMay("agent");
  const edit = useEdit();
  const notify = useNotify();
  const [kind, setKind] = useState<ChangeKind | null>(null);
  useKeys(
    may
      ? PICK_KEYS.map(({ kind: wanted, key }) => ({
          keys: [key],
          text: t.people.choose[wanted],
          run: () => setKind(wanted),
        }))
      : [],
  );
  const { _id, lead_status, owner_id = null } = contact;
  const change = async (picked: PickedChange) => {
    const expected = {
      ...(picked.lead_status && { lead_status }),
      ...(picked.owner_id !== undefined && { owner_id }),
    };
    const conflicts = await edit(_id, picked, expected);
    if (conflicts !== null && conflicts.length > 0) {
      notify(t.people.changedMeanwhile);
    }
  };
  const picker = kind !== null && (
    <ChangePicker
      kind={kind}
      current={contact}
      onClose={() => setKind(null)}
      onChange={(picked) => void change(picked)}
    />
  );
  return { picker, setKind };
}

function Tabs({ tabs, current, choose }: Panes) {
  const { t } = useTexts();
  return (
    tabs.length > 0 && (
      <nav className="contact-tabs" aria-label={t.contact.panes}>
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={name === current ? "true" : undefined}
            onClick={() => choose(name)}
          >
            {t.contact[name]}
          </button>
        ))}
      </nav>
    )
  );
}

/** Folds the panes at the sides, and brings them back. */
function Folds({ canFold, isFolded, fold }: Panes) {
  const { t } = useTexts();
  return (
    canFold && (
      <span className="folds">
        {SIDE_PANES.map((pane) => {
          const { show, hide } = t.people.panes;
          const text = (isFolded(pane) ? show : hide)(t.contact[pane]);
          return (
            <button
              key={pane}
              type="button"
              className="icon-button"
              aria-label={text}
              title={text}
              onClick={() => fold(pane, !isFolded(pane))}
            >
              <Icon name={pane === "details" ? "paneLeft" : "paneRight"} />
            </button>
          );
        })}
      </span>
    )
  );
}

/** The keys of panes that are not shown: they are, and the key does its work. */
function useHiddenKeys({ _id, name }: ContactView, { shown, reveal }: Panes) {
  const { t } = useTexts();
  const may = useMay("agent");
  const hidden = [
    {
      ...({ pane: "details", keys: ["e"], text: t.people.edit } as const),
      begin: () => beginDraft(`${_id}:name`, name ?? ""),
    },
    {
      ...({ pane: "history", keys: ["n"], text: t.people.addNote } as const),
      begin: () => beginDraft(`${_id}:note`, ""),
    },
  ].filter(({ pane }) => may && !shown.includes(pane));
  useKeys(
    hidden.map(({ pane, keys, text, begin }) => ({
      ...{ keys, text },
      run: () => {
        begin();
        reveal(pane);
      },
    })),
  );
}

export function Contact({ contact, isPage, lead }: ContactProps) {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const panes = usePanes(useWidth(box), isPage);
  const { shown } = panes;
  const { picker, setKind } = usePicking(contact);
  useHiddenKeys(contact, panes);
  useCopyKey(() => numberOf(contact));
  return (
    <div
      className="contact"
      ref={box}
      data-panes={panes.layout}
      key={contact._id}
    >
      <ContactHead contact={contact} isPage={isPage}>
        {lead}
        <Folds {...panes} />
      </ContactHead>
      <div className="contact-under">
        <Suspects contact={contact} />
        <Tabs {...panes} />
      </div>
      {shown.includes("details") && (
        <section
          className="contact-pane contact-details"
          aria-label={t.contact.details}
        >
          <Region>
            <Details contact={contact} onPick={setKind} />
          </Region>
        </section>
      )}
      {shown.includes("thread") && (
        <section className="contact-thread" aria-label={t.contact.thread}>
          <Region>
            <Conversations contact={contact} isPage={isPage} />
          </Region>
        </section>
      )}
      {shown.includes("history") && (
        <section
          className="contact-pane contact-history"
          aria-label={t.contact.history}
        >
          <Region>
            <History
              contactId={contact._id}
              waitingSince={contact.waiting_since}
            />
          </Region>
        </section>
      )}
      {picker}
    </div>
  );
}

/** The contact of an id; undefined while it loads. A merged one's is its survivor. */
export function useContact(contactId: Id<"contacts">): ContactView | undefined {
  return useQuery(api.contacts.get, { contact_id: contactId });
}
