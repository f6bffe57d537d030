/** One person: details, what was said, what happened. */
import { useQuery } from "convex/react";
import { type ReactNode, useRef, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useKeys } from "../../app/keys";
import { Region } from "../../app/Region";
import { useMay } from "../../app/workspace";
import { useWidth } from "../../data/useWidth";
import { type ChangeKind, ChangePicker } from "../../people/ChangePicker";
import { useCopyKey } from "../../people/copy";
import { type PickedChange, useEdit } from "../../people/useEdit";
import { useTexts } from "../../text/TextProvider";
import { useNotify } from "../../ui/Toasts";
import "./contact.css";
import { ContactHead, type ContactView, numberOf } from "./ContactHead";
import { Conversations } from "./Conversations";
import { Details } from "./Details";
import { History } from "./History";

type Pane = "thread" | "details" | "history";

/** Narrower there is room for two panes, then for one, px. */
const THREE_PANES = 1010;
const TWO_PANES = 640;

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

/** Which panes are shown, and between which one can choose. */
function usePanes(width: number) {
  const [chosen, setChosen] = useState<Pane>("thread");
  const side = chosen === "history" ? "history" : "details";
  if (width >= THREE_PANES) {
    return { shown: ["details", "thread", "history"], tabs: [], setChosen };
  }
  if (width >= TWO_PANES) {
    const tabs: Pane[] = ["details", "history"];
    return { shown: [side, "thread"], tabs, current: side, setChosen };
  }
  const tabs: Pane[] = ["thread", "details", "history"];
  return { shown: [chosen], tabs, current: chosen, setChosen };
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

function Tabs({ tabs, current, setChosen }: ReturnType<typeof usePanes>) {
  const { t } = useTexts();
  return (
    tabs.length > 0 && (
      <nav className="contact-tabs" aria-label={t.contact.panes}>
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={name === current ? "true" : undefined}
            onClick={() => setChosen(name)}
          >
            {t.contact[name]}
          </button>
        ))}
      </nav>
    )
  );
}

export function Contact(props: ContactProps) {
  const { contact, isPage, lead } = props;
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const panes = usePanes(useWidth(box));
  const { shown } = panes;
  const { picker, setKind } = usePicking(contact);
  useCopyKey(() => numberOf(props.contact));
  return (
    <div
      className="contact"
      ref={box}
      data-panes={shown.length}
      key={contact._id}
    >
      <ContactHead contact={contact} isPage={isPage}>
        {lead}
      </ContactHead>
      <Tabs {...panes} />
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
            <Conversations contact={contact} />
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
