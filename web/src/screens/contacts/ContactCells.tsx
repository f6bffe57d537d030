/** One contact in the list: cells on a desk, two lines on a phone. */
import type { ReactNode } from "react";
import { useNow } from "../../data/now";
import { usePersonName } from "../../people/usePersonName";
import { numberText } from "../../text/numbers";
import { calendarDay, duration } from "../../text/times";
import { useTexts } from "../../text/TextProvider";
import { Avatar } from "../../ui/Avatar";
import { StatusPill } from "../../ui/StatusPill";
import { When } from "../../ui/When";
import type { BuiltInKey, Column, FieldShown } from "./columns";
import type { ContactRow } from "./row";

/** Tags shown before "+n". */
const TAGS = 2;

function Who({ row, children }: { row: ContactRow; children: ReactNode }) {
  const nameOf = usePersonName();
  return (
    <span className="who" role="gridcell">
      <Avatar id={row._id} name={nameOf(row)} />
      <span className="who-text">
        {children}
        {row.username !== undefined && row.name !== undefined && (
          <small className="muted words">
            @{row.username.replace(/^@/, "")}
          </small>
        )}
      </span>
    </span>
  );
}

function Waiting({ since }: { since: number | undefined }) {
  const { t } = useTexts();
  const now = useNow();
  return since === undefined ? (
    <span className="muted">–</span>
  ) : (
    <span className="waiting-time num">{duration(now - since, t)}</span>
  );
}

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <>
      {tags.slice(0, TAGS).map((tag) => (
        <span key={tag} className="tag words" dir="auto">
          {tag}
        </span>
      ))}
      {tags.length > TAGS && (
        <span className="tag" title={tags.slice(TAGS).join(", ")}>
          +{tags.length - TAGS}
        </span>
      )}
    </>
  );
}

type Cell = (props: { row: ContactRow }) => ReactNode;

/** What a contact has none of. */
const none = <span className="muted">–</span>;

const CELLS: Readonly<Record<BuiltInKey, Cell>> = {
  phone: function Phone({ row }) {
    const { t } = useTexts();
    return (
      <span role="gridcell" className="num">
        {row.phone_display ?? (
          <span className="muted">{t.contacts.noNumber}</span>
        )}
      </span>
    );
  },
  status: ({ row }) => (
    <span role="gridcell" className="cell-status">
      <StatusPill status={row.lead_status} />
    </span>
  ),
  waiting: ({ row }) => (
    <span role="gridcell" className="cell-waiting">
      <Waiting since={row.waiting_since} />
    </span>
  ),
  lastMessage: ({ row }) => (
    <span role="gridcell" className="cell-preview muted words" dir="auto">
      {row.last_message_preview}
    </span>
  ),
  time: ({ row: { last_message_at: at } }) => (
    <span role="gridcell" className="cell-time">
      {at === undefined ? "–" : <When at={at} />}
    </span>
  ),
  tags: ({ row }) => (
    <span role="gridcell" className="cell-tags">
      <Tags tags={row.tags} />
    </span>
  ),
  owner: function Owner({ row }) {
    const { t } = useTexts();
    return (
      <span role="gridcell" className="cell-owner words" dir="auto">
        {row.owner?.name ?? <span className="muted">{t.contacts.nobody}</span>}
      </span>
    );
  },
  email: ({ row }) => (
    <span role="gridcell" className="words">
      {row.email ?? none}
    </span>
  ),
  source: function Source({ row }) {
    const { t } = useTexts();
    return <span role="gridcell">{t.contact.sources[row.source]}</span>;
  },
  messages: ({ row }) => (
    <span role="gridcell" className="num">
      {row.message_count}
    </span>
  ),
  created: ({ row }) => (
    <span role="gridcell">
      <When at={row.created} />
    </span>
  ),
};

/** The value of a field of the workspace. */
function FieldCell({ row, field }: { row: ContactRow; field: FieldShown }) {
  const { language } = useTexts();
  const value = row.custom_values?.[field.key];
  if (value === undefined) {
    return <span role="gridcell">{none}</span>;
  }
  if (typeof value === "number") {
    return (
      <span role="gridcell" className="num">
        {numberText(value, language)}
      </span>
    );
  }
  return field.type === "date" ? (
    <span role="gridcell" className="num">
      {calendarDay(value, language)}
    </span>
  ) : (
    <span role="gridcell" className="words" dir="auto" title={value}>
      {value}
    </span>
  );
}

export function ContactCells({
  row,
  name,
  columns,
}: {
  row: ContactRow;
  /** What opens the contact. */
  name: ReactNode;
  columns: readonly Column[];
}) {
  return (
    <>
      <Who row={row}>{name}</Who>
      {columns.map(({ key, shows }) => {
        if (typeof shows !== "string") {
          return <FieldCell key={key} row={row} field={shows} />;
        }
        const Cell = CELLS[shows];
        return <Cell key={key} row={row} />;
      })}
    </>
  );
}
