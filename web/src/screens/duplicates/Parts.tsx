/** Parts of the comparison around its fields. */
import { Link } from "@tanstack/react-router";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { StatusPill } from "../../ui/StatusPill";
import { When } from "../../ui/When";
import { type Choices, type Preview, toggleTag, unitedTags } from "./choices";
import { usePersonName } from "../../people/usePersonName";

export interface ChoosingProps {
  preview: Preview;
  choices: Choices;
  onChoices: (choices: Choices) => void;
}

function Side({ role, person }: { role: string; person: Preview["survivor"] }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const nameOf = usePersonName();
  const name = nameOf(person);
  return (
    <div className="side">
      <span className="side-role small">{role}</span>
      <Avatar id={person._id} name={name} />
      <span className="side-person">
        <Link
          to="/w/$slug/contacts/$contactId"
          params={{ slug: workspace.slug, contactId: person._id }}
          className="words side-name"
          dir="auto"
        >
          {name}
        </Link>
        <span className="muted num small">
          {person.phone_display ?? t.contacts.noNumber}
        </span>
      </span>
      <span className="side-facts small">
        <StatusPill status={person.lead_status} />
        <span className="muted">
          {t.people.messages(person.message_count)}
          {person.last_message_at !== undefined && (
            <>
              {" · "}
              <When at={person.last_message_at} />
            </>
          )}
        </span>
      </span>
    </div>
  );
}

/** Who stays and who goes, and the button that turns it round. */
export function Sides({
  preview: { survivor, duplicate },
  onSwap,
}: {
  preview: Preview;
  onSwap: () => void;
}) {
  const { t } = useScreenTexts();
  const texts = t.duplicates;
  const nameOf = usePersonName();
  return (
    <>
      <h2 className="hidden-text">
        {texts.and(nameOf(survivor), nameOf(duplicate))}
      </h2>
      <div className="sides">
        <Side role={texts.survivor} person={survivor} />
        <button
          className="icon-button swap"
          type="button"
          aria-label={texts.swap}
          title={texts.swap}
          onClick={onSwap}
        >
          <Icon name="swap" />
        </button>
        <Side role={texts.duplicate} person={duplicate} />
      </div>
    </>
  );
}

export function Warnings({ warnings }: Pick<Preview, "warnings">) {
  const { t } = useScreenTexts();
  return (
    warnings.length > 0 && (
      <ul className="plain-list warnings">
        {warnings.map((warning) => (
          <li key={warning}>
            <Icon name="info" />
            {t.duplicates.warnings[warning]}
          </li>
        ))}
      </ul>
    )
  );
}

/** Tags of both; each can be left out of the result. */
export function Tags({ preview, choices, onChoices }: ChoosingProps) {
  const { t } = useScreenTexts();
  const tags = unitedTags(preview.tags);
  return (
    tags.length > 0 && (
      <fieldset className="compared tags-compared">
        <legend>{t.duplicates.tags}</legend>
        <div className="tag-choices">
          {tags.map((tag) => (
            <label key={tag} className="tag-choice">
              <input
                type="checkbox"
                className="checkbox"
                checked={preview.tags.merged.includes(tag)}
                onChange={() =>
                  onChoices(toggleTag(choices, preview.tags, tag))
                }
              />
              <span className="words" dir="auto">
                {tag}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    )
  );
}

const MOVED = [
  "conversations",
  "messages",
  "identities",
  "notes",
  "events",
] as const;

/** What comes along with the one that goes. */
export function Moves({
  preview: { moves, is_background },
}: {
  preview: Preview;
}) {
  const { t } = useScreenTexts();
  const { moves: title, moved, movesNothing, inBackground } = t.duplicates;
  const parts = MOVED.filter((kind) => moves[kind] > 0).map((kind) =>
    moved[kind](moves[kind]),
  );
  return (
    <section className="panel moves">
      <h3>{title}</h3>
      <p>{parts.length === 0 ? movesNothing : parts.join(", ")}</p>
      {is_background && <p className="muted small">{inBackground}</p>}
    </section>
  );
}
