/** The fields of both, each with its source; the chosen one is in the result. */
import { useQuery } from "convex/react";
import { type ReactNode, useId, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { useMemberNames } from "../../people/useMembers";
import { listTime } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";
import {
  choose,
  type ComparedField,
  customKeyOf,
  type Preview,
  type Side,
} from "./choices";
import type { ChoosingProps } from "./Parts";

const SIDES = ["survivor", "duplicate"] as const;

/** What a field is called, and what its values read as. */
function useFieldTexts(preview: Preview) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const nameOf = useMemberNames();
  const fields = useQuery(api.fields.list, { workspace_id: workspace._id });
  const labels: Readonly<Record<string, string>> = {
    name: t.people.name,
    phone: t.contacts.columns.phone,
    username: t.contact.username,
    email: t.contact.email,
    owner_id: t.contacts.columns.owner,
    lead_status: t.contacts.columns.status,
  };
  const labelOf = (field: string): string => {
    const key = customKeyOf(field);
    return (
      labels[field] ??
      fields?.find((known) => known.key === key)?.label ??
      key ??
      field
    );
  };
  const textOf = ({ field, ...sides }: ComparedField, side: Side): string => {
    const { value } = sides[side];
    if (value === undefined || value === null || value === "") {
      return "";
    }
    switch (field) {
      case "phone":
        return preview[side].phone_display ?? String(value);
      case "owner_id":
        return nameOf(String(value));
      case "lead_status":
        return t.status[preview[side].lead_status];
      default:
        return String(value);
    }
  };
  return { labelOf, textOf };
}

function Provenance({
  source,
}: {
  source: ComparedField["survivor"]["source"];
}) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const now = useNow();
  const nameOf = useMemberNames();
  if (source === undefined) {
    return null;
  }
  const when = listTime(source.at, now, clock);
  const who =
    source.by === undefined ? t.people.actors.system : nameOf(source.by);
  return (
    <small className="muted small">
      {source.source === "provider"
        ? t.contact.from.provider(when)
        : t.people.filledBy(who, when)}
    </small>
  );
}

function Value({ text }: { text: string }) {
  const { t } = useScreenTexts();
  return text === "" ? (
    <span className="muted">{t.duplicates.nothing}</span>
  ) : (
    <span className="words" dir="auto">
      {text}
    </span>
  );
}

/** One side's value: a choice where there is one. */
function SideValue({
  letter,
  name,
  isChosen,
  onChoose,
  children,
}: {
  letter: string;
  name: string;
  isChosen: boolean;
  onChoose: (() => void) | undefined;
  children: ReactNode;
}) {
  const content = (
    <>
      <b className="side-letter">{letter}</b>
      <span className="side-value">{children}</span>
    </>
  );
  return onChoose === undefined ? (
    <div className="side-choice is-fixed">{content}</div>
  ) : (
    <label className="side-choice">
      <input
        type="radio"
        className="radio"
        name={name}
        checked={isChosen}
        onChange={onChoose}
      />
      {content}
    </label>
  );
}

function Field({
  field,
  texts: { labelOf, textOf },
  isChanged,
  onChoose,
}: {
  field: ComparedField;
  texts: ReturnType<typeof useFieldTexts>;
  isChanged: boolean;
  onChoose: (side: Side) => void;
}) {
  const { t } = useScreenTexts();
  const name = useId();
  const letters = {
    survivor: t.duplicates.sideA,
    duplicate: t.duplicates.sideB,
  };
  const canChoose = field.is_choice && field.is_different;
  return (
    <fieldset className={isChanged ? "compared is-changed" : "compared"}>
      <legend>{labelOf(field.field)}</legend>
      <div className="compared-sides">
        {SIDES.map((side) => (
          <SideValue
            key={side}
            letter={letters[side]}
            name={name}
            isChosen={field.chosen === side}
            onChoose={canChoose ? () => onChoose(side) : undefined}
          >
            <Value text={textOf(field, side)} />
            <Provenance source={field[side].source} />
          </SideValue>
        ))}
        <div className="compared-result">
          <span className="hidden-text">{t.duplicates.result}: </span>
          <Value
            text={field.chosen === undefined ? "" : textOf(field, field.chosen)}
          />
          {field.is_different && !field.is_choice && (
            <small className="muted small">{t.duplicates.newest}</small>
          )}
        </div>
      </div>
    </fieldset>
  );
}

export function Fields({
  preview,
  choices,
  onChoices,
  changed,
}: ChoosingProps & { changed: readonly string[] }) {
  const { t } = useScreenTexts();
  const texts = useFieldTexts(preview);
  const [isAll, setIsAll] = useState(false);
  const shown = preview.fields.filter(
    ({ is_different, field }) =>
      isAll || is_different || changed.includes(field),
  );
  return (
    <>
      <div className="compared-head small muted" aria-hidden="true">
        <span>{t.duplicates.sideA}</span>
        <span>{t.duplicates.sideB}</span>
        <span>{t.duplicates.result}</span>
      </div>
      {shown.length === 0 && <p className="muted">{t.duplicates.allSame}</p>}
      {shown.map((field) => (
        <Field
          key={field.field}
          field={field}
          texts={texts}
          isChanged={changed.includes(field.field)}
          onChoose={(side) => onChoices(choose(choices, field.field, side))}
        />
      ))}
      <label className="field-line all-fields">
        <input
          type="checkbox"
          className="checkbox"
          checked={isAll}
          onChange={({ target }) => setIsAll(target.checked)}
        />
        {t.duplicates.showAll}
      </label>
    </>
  );
}
