/** What is known of somebody, each fact with where it came from. */
import { useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import type { ReactNode } from "react";
import { api } from "../../../../convex/_generated/api";
import { useKeys } from "../../app/keys";
import { useMay, useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import type { ChangeKind } from "../../people/ChangePicker";
import { type Conflict, useEdit } from "../../people/useEdit";
import { useMemberNames } from "../../people/useMembers";
import { listTime } from "../../text/times";
import { useTexts } from "../../text/TextProvider";
import { useClock } from "../../text/useClock";
import { Icon } from "../../ui/Icon";
import { StatusPill } from "../../ui/StatusPill";
import type { ContactView } from "./ContactHead";
import { EditableText } from "./EditableText";
import { Identities } from "./Identities";

type Source = NonNullable<ContactView["field_sources"]["name"]>;
type CustomField = FunctionReturnType<typeof api.fields.list>[number];

/** Where a value came from: who entered it, or WhatsApp, and when. */
function Provenance({ source }: { source: Source }) {
  const { t } = useTexts();
  const clock = useClock();
  const now = useNow();
  const nameOf = useMemberNames();
  const when = listTime(source.at, now, clock);
  return (
    <small className="muted">
      {source.source === "provider"
        ? t.contact.from.provider(when)
        : t.people.filledBy(
            source.by === undefined
              ? t.people.actors.system
              : nameOf(source.by),
            when,
          )}
    </small>
  );
}

function Fact({
  label,
  source,
  action,
  children,
}: {
  label: string;
  source?: Source | undefined;
  /** What can be done about it, below where it came from. */
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd>
        {children}
        {source && <Provenance source={source} />}
        {action}
      </dd>
    </div>
  );
}

interface DetailsProps {
  contact: ContactView;
  /** Asks for an owner, a status or a tag. */
  onPick: (kind: ChangeKind) => void;
}

function NameFact({
  contact,
  openRef,
}: {
  contact: ContactView;
  openRef: { current: (() => void) | null };
}) {
  const { t } = useTexts();
  const edit = useEdit();
  const may = useMay("agent");
  const source = contact.field_sources.name;
  const whatsapp = contact.provider_name?.value;
  const giveBack = may && source?.source === "human" && (
    <button
      type="button"
      className="link-button small"
      onClick={() =>
        void edit(contact._id, { name: null }, {}, t.people.givenBack)
      }
    >
      {whatsapp === undefined
        ? t.people.giveBack
        : t.people.giveBackTo(whatsapp)}
    </button>
  );
  return (
    <Fact label={t.people.name} source={source} action={giveBack}>
      <EditableText
        label={t.people.name}
        value={contact.name ?? ""}
        emptyText={t.contacts.unnamed}
        draftKey={`${contact._id}:name`}
        openRef={openRef}
        onSave={(value, expected) =>
          edit(
            contact._id,
            { name: value === "" ? null : value },
            expected === undefined ? {} : { name: expected || null },
          )
        }
      />
    </Fact>
  );
}

function EmailFact({ contact }: { contact: ContactView }) {
  const { t } = useTexts();
  const edit = useEdit();
  return (
    <Fact label={t.contact.email} source={contact.field_sources.email}>
      <EditableText
        label={t.contact.email}
        value={contact.email ?? ""}
        type="email"
        draftKey={`${contact._id}:email`}
        onSave={(value, expected) =>
          edit(
            contact._id,
            { email: value === "" ? null : value },
            expected === undefined ? {} : { email: expected || null },
          )
        }
      />
    </Fact>
  );
}

/** A custom field's text as the value that it stands for; null for none. */
const valueOf = ({ type }: CustomField, text: string) =>
  text === "" ? null : type === "number" ? Number(text) : text;

function CustomFact({
  contact,
  field,
}: {
  contact: ContactView;
  field: CustomField;
}) {
  const edit = useEdit();
  const { key, label, type, choices } = field;
  const value = contact.custom_values?.[key];
  const save = (
    text: string,
    expected: string | undefined,
  ): Promise<readonly Conflict[] | null> =>
    edit(
      contact._id,
      { custom_values: { [key]: valueOf(field, text) } },
      expected === undefined
        ? {}
        : { custom_values: { [key]: valueOf(field, expected) } },
    );
  return (
    <Fact label={label} source={contact.field_sources.custom_values?.[key]}>
      <EditableText
        label={label}
        value={value === undefined ? "" : String(value)}
        type={type === "choice" ? "text" : type}
        {...(type === "choice" && { choices: choices ?? [] })}
        draftKey={`${contact._id}:custom:${key}`}
        onSave={save}
      />
    </Fact>
  );
}

/** A value that is chosen, with the button that asks. */
function ChosenFact({
  label,
  source,
  kind,
  onPick,
  children,
}: {
  label: string;
  source: Source | undefined;
  kind: ChangeKind;
  onPick: DetailsProps["onPick"];
  children: ReactNode;
}) {
  const { t } = useTexts();
  const may = useMay("agent");
  return (
    <Fact label={label} source={source}>
      {may ? (
        <button type="button" className="editable" onClick={() => onPick(kind)}>
          {children}
          <span className="hidden-text"> {t.people.change[kind]}</span>
        </button>
      ) : (
        children
      )}
    </Fact>
  );
}

function ChosenFacts({ contact, onPick }: DetailsProps) {
  const { t } = useTexts();
  const nameOf = useMemberNames();
  const sources = contact.field_sources;
  return (
    <>
      <ChosenFact
        label={t.contacts.columns.status}
        source={sources.lead_status}
        {...{ kind: "status", onPick }}
      >
        <StatusPill status={contact.lead_status} />
      </ChosenFact>
      <ChosenFact
        label={t.contacts.columns.owner}
        source={sources.owner_id}
        {...{ kind: "owner", onPick }}
      >
        {contact.owner_id === undefined ? (
          <span className="muted">{t.contacts.nobody}</span>
        ) : (
          nameOf(contact.owner_id)
        )}
      </ChosenFact>
      <ChosenFact
        label={t.contacts.columns.tags}
        source={sources.tags}
        {...{ kind: "tags", onPick }}
      >
        {contact.tags.length === 0 ? (
          <span className="muted">–</span>
        ) : (
          contact.tags.map((tag) => (
            <span key={tag} className="tag words" dir="auto">
              {tag}
            </span>
          ))
        )}
      </ChosenFact>
    </>
  );
}

/** What WhatsApp alone says. */
function GivenFacts({ contact }: { contact: ContactView }) {
  const { t } = useTexts();
  const { phone, phone_normalized, username, field_sources } = contact;
  return (
    <>
      <Fact label={t.contacts.columns.phone} source={field_sources.phone}>
        {phone === undefined ? (
          <span className="muted">{t.contacts.noNumber}</span>
        ) : (
          <span className="num">{phone_normalized ?? phone}</span>
        )}
      </Fact>
      {username !== undefined && (
        <Fact label={t.contact.username} source={field_sources.username}>
          <span className="words">@{username.replace(/^@/, "")}</span>
        </Fact>
      )}
    </>
  );
}

export function Details({ contact, onPick }: DetailsProps) {
  const { t, language } = useTexts();
  const { workspace } = useMembership();
  const may = useMay("agent");
  const openName: { current: (() => void) | null } = { current: null };
  const fields = useQuery(api.fields.list, { workspace_id: workspace._id });
  useKeys(
    may
      ? [
          {
            keys: ["e"],
            text: t.people.edit,
            run: () => openName.current?.(),
          },
        ]
      : [],
  );
  return (
    <>
      <div className="pane-head">
        <h2>{t.contact.details}</h2>
        {may && (
          <button
            type="button"
            className="button quiet"
            onClick={() => openName.current?.()}
          >
            <Icon name="pencil" />
            {t.people.edit} <kbd aria-hidden="true">E</kbd>
          </button>
        )}
      </div>
      <dl className="facts">
        <NameFact contact={contact} openRef={openName} />
        <GivenFacts contact={contact} />
        <EmailFact contact={contact} />
        <ChosenFacts contact={contact} onPick={onPick} />
        {(fields ?? [])
          .filter(({ archived_at }) => archived_at === undefined)
          .map((field) => (
            <CustomFact key={field.key} contact={contact} field={field} />
          ))}
        <Fact label={t.contact.source}>
          {t.contact.sources[contact.source]}
        </Fact>
        <Fact label={t.contact.messages}>
          <span className="num">
            {new Intl.NumberFormat(language).format(contact.message_count)}
          </span>
        </Fact>
      </dl>
      <Identities contactId={contact._id} />
    </>
  );
}
