/** Name, status, the two ways to reach somebody, and what else can be done. */
import type { FunctionReturnType } from "convex/server";
import { type ReactNode, useState } from "react";
import type { api } from "../../../../convex/_generated/api";
import { mayStep } from "../../../../src/lib/crm/leadStatus";
import { useMay } from "../../app/workspace";
import { useCopy } from "../../people/copy";
import { useEdit } from "../../people/useEdit";
import { useTexts } from "../../text/TextProvider";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { Menu, type MenuEntry } from "../../ui/Menu";
import { StatusPill } from "../../ui/StatusPill";
import { Erasure } from "./Erasure";
import { MergeWith } from "./MergeWith";
import { usePersonFile } from "./usePersonFile";

export type ContactView = FunctionReturnType<typeof api.contacts.get>;

/** The name as lists show it, for somebody without one the number. */
export function useNameOf(contact: {
  name?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
}): string {
  const { t } = useTexts();
  return (
    contact.name ?? contact.username ?? contact.phone ?? t.contacts.unnamed
  );
}

/** The number as it is dialled everywhere. */
export const numberOf = ({ phone_normalized, phone }: ContactView) =>
  phone_normalized ?? phone;

/** What opens over the contact. */
type Opened = "merge" | "erase";

/** What only admins do with a person. */
function useAdminEntries(
  { _id }: ContactView,
  onOpen: (what: Opened) => void,
): MenuEntry[] {
  const { t } = useTexts();
  const may = useMay("admin");
  const saveFile = usePersonFile();
  const { merge, person, erase } = t.people;
  const entries = [
    { key: "merge", text: merge.entry, onSelect: () => onOpen("merge") },
    { key: "file", text: person.entry, onSelect: () => void saveFile(_id) },
    { key: "erase", text: erase.entry, onSelect: () => onOpen("erase") },
  ];
  return may ? entries : [];
}

function useEntries(contact: ContactView): MenuEntry[] {
  const { t } = useTexts();
  const copy = useCopy();
  const edit = useEdit();
  const may = useMay("agent");
  const number = numberOf(contact);
  const { _id, lead_status: status } = contact;
  const steps = (["qualified", "spam", "unqualified"] as const).filter(
    (to) => mayStep(status, to) && (to !== "unqualified" || status === "spam"),
  );
  return [
    ...(number === undefined
      ? []
      : [
          {
            key: "number",
            text: t.people.copyNumber,
            onSelect: () => copy(number),
          },
        ]),
    {
      key: "link",
      text: t.people.copyLink,
      onSelect: () => {
        const { origin, pathname } = window.location;
        copy(
          `${origin}${pathname.replace(/\/contacts.*/, "")}/contacts/${_id}`,
        );
      },
    },
    ...(may ? steps : []).map((to) => ({
      key: to,
      text: t.people.make[to],
      onSelect: () =>
        void edit(_id, { lead_status: to }, { lead_status: status }),
    })),
  ];
}

function Reach({ contact }: { contact: ContactView }) {
  const { t } = useTexts();
  const digits = contact.phone_normalized?.slice(1);
  return (
    digits !== undefined && (
      <>
        <a className="button" href={`tel:+${digits}`}>
          <Icon name="phone" />
          <span className="desk-text">{t.contact.call}</span>
        </a>
        <a
          className="button"
          href={`https://wa.me/${digits}`}
          target="_blank"
          rel="noreferrer noopener"
        >
          <Icon name="chat" />
          <span className="desk-text">WhatsApp</span>
        </a>
      </>
    )
  );
}

export function ContactHead({
  contact,
  isPage,
  children,
}: {
  contact: ContactView;
  /** Whether its name is the heading of the whole screen. */
  isPage: boolean;
  /** What leads away: back, or the sheet's buttons. */
  children: ReactNode;
}) {
  const { t } = useTexts();
  const name = useNameOf(contact);
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const entries = [
    ...useEntries(contact),
    ...useAdminEntries(contact, setOpened),
  ];
  const Heading = isPage ? "h1" : "h2";
  return (
    <header className="contact-head">
      <div className="contact-lead">{children}</div>
      <div className="contact-card">
        <Avatar id={contact._id} name={name} isLarge />
        <div className="contact-title">
          <Heading className="contact-name words" dir="auto">
            {name}
          </Heading>
          <StatusPill status={contact.lead_status} />
        </div>
      </div>
      <div className="contact-reach">
        <Reach contact={contact} />
        <Menu
          className="button icon-only"
          label={t.people.moreActions}
          entries={entries}
        >
          <Icon name="more" />
        </Menu>
      </div>
      {opened === "merge" && <MergeWith contact={contact} onClose={close} />}
      {opened === "erase" && (
        <Erasure contact={contact} isPage={isPage} onClose={close} />
      )}
    </header>
  );
}
