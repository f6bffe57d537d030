/** Somebody else changed the field meanwhile: theirs stands, mine is not lost. */
import { useNow } from "../../data/now";
import { useMemberNames } from "../../people/useMembers";
import type { Conflict } from "../../people/useEdit";
import { age } from "../../text/times";
import { useTexts } from "../../text/TextProvider";

export function ConflictNote({
  conflict,
  onMine,
  onTheirs,
}: {
  conflict: Conflict;
  onMine: () => void;
  onTheirs: () => void;
}) {
  const { t } = useTexts();
  const nameOf = useMemberNames();
  const now = useNow("seconds");
  const { actor, at = now, value } = conflict;
  const who =
    actor.kind === "member"
      ? nameOf(actor.user_id)
      : t.people.actors[actor.kind];
  return (
    <span className="conflict" role="alert">
      <span>
        {t.people.conflict(who, age(at, now, t))}{" "}
        <b className="words" dir="auto">
          {value ?? "–"}
        </b>
      </span>
      <span className="conflict-actions">
        <button
          type="button"
          className="button"
          // Before the field's blur would save again.
          onMouseDown={(event) => event.preventDefault()}
          onClick={onMine}
        >
          {t.people.takeMine}
        </button>
        <button
          type="button"
          className="button quiet"
          onMouseDown={(event) => event.preventDefault()}
          onClick={onTheirs}
        >
          {t.people.keepTheirs}
        </button>
      </span>
    </span>
  );
}
