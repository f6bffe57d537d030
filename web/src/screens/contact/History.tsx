/** What happened with somebody, newest first, and what members wrote down. */
import { usePaginatedQuery, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { Fragment, useMemo } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { useMemberNames } from "../../people/useMembers";
import { clockTime, dayHeading, exactTime, isSameDay } from "../../text/times";
import { useTexts } from "../../text/TextProvider";
import { useClock } from "../../text/useClock";
import { OlderButton } from "../../ui/OlderButton";
import { eventText, type HistoryEvent, type Names } from "./eventText";
import { Note, NoteComposer } from "./Notes";

type Item = FunctionReturnType<typeof api.contacts.timeline>["page"][number];

/** Several messages in a row are one line. */
type Line =
  | { kind: "event"; at: number; event: HistoryEvent }
  | { kind: "messages"; at: number; count: number; isWaiting: boolean };

const PAGE = 50;

/** @param waitingSince from when on messages have no answer */
export function toLines(
  items: readonly Item[],
  waitingSince: number | undefined,
): Line[] {
  const lines: Line[] = [];
  for (const item of items) {
    if (item.kind === "event") {
      lines.push(item);
      continue;
    }
    const isWaiting =
      waitingSince !== undefined &&
      item.at >= waitingSince &&
      item.message.direction === "inbound";
    const last = lines.at(-1);
    if (last?.kind === "messages" && last.isWaiting === isWaiting) {
      lines[lines.length - 1] = { ...last, count: last.count + 1 };
    } else {
      lines.push({ kind: "messages", at: item.at, count: 1, isWaiting });
    }
  }
  return lines;
}

function useNames(): Names {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const nameOf = useMemberNames();
  const fields = useQuery(api.fields.list, { workspace_id: workspace._id });
  return useMemo(
    () => ({
      t,
      nameOf,
      fields: new Map((fields ?? []).map(({ key, label }) => [key, label])),
    }),
    [t, nameOf, fields],
  );
}

function HistoryLine({ line, names }: { line: Line; names: Names }) {
  const { t } = useTexts();
  const clock = useClock();
  const isEdit = line.kind === "event" && line.event.kind === "edited";
  const mark =
    line.kind === "messages" ? (line.isWaiting ? "waits" : "") : "told";
  return (
    <li className={`history-line ${isEdit ? "" : mark}`}>
      {line.kind === "messages" ? (
        line.isWaiting ? (
          t.people.unanswered(line.count)
        ) : (
          t.people.messages(line.count)
        )
      ) : (
        <span className="words" dir="auto">
          {eventText(line.event, names)}
        </span>
      )}
      <small className="muted">
        <time
          className="num"
          dateTime={new Date(line.at).toISOString()}
          title={exactTime(line.at, clock)}
        >
          {clockTime(line.at, clock)}
        </time>
      </small>
      {line.kind === "event" && line.event.note !== undefined && (
        <Note note={line.event.note} />
      )}
    </li>
  );
}

export function History({
  contactId,
  waitingSince,
}: {
  contactId: Id<"contacts">;
  waitingSince: number | undefined;
}) {
  const { t } = useTexts();
  const clock = useClock();
  const now = useNow();
  const names = useNames();
  const { results, status, loadMore } = usePaginatedQuery(
    api.contacts.timeline,
    { contact_id: contactId },
    { initialNumItems: PAGE },
  );
  const lines = toLines(results, waitingSince);
  return (
    <>
      <NoteComposer contactId={contactId} />
      {lines.length === 0 && status === "Exhausted" && (
        <p className="muted">{t.people.noHistory}</p>
      )}
      <ol className="history">
        {lines.map((line, index) => {
          const before = lines[index - 1];
          const isNewDay =
            before === undefined ||
            !isSameDay(before.at, line.at, clock.timezone);
          return (
            <Fragment
              key={line.kind === "event" ? line.event.event_id : `m${line.at}`}
            >
              {isNewDay && (
                <li className="history-day">
                  <h3>{dayHeading(line.at, now, clock)}</h3>
                </li>
              )}
              <HistoryLine line={line} names={names} />
            </Fragment>
          );
        })}
      </ol>
      <OlderButton list={{ status, loadMore }} pageSize={PAGE} />
    </>
  );
}
