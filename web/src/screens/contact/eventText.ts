/** One line of a contact's history in words. Pure. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../../convex/_generated/api";
import { LEAD_STATUSES } from "../../../../src/lib/crm/leadStatus";
import { tagChangeBetween } from "../../../../src/lib/crm/tags";
import type { Dictionary } from "../../text/id";

type Item = FunctionReturnType<typeof api.contacts.timeline>["page"][number];
export type HistoryEvent = Extract<Item, { kind: "event" }>["event"];
type Recorded = HistoryEvent["new"];

export interface Names {
  t: Dictionary;
  nameOf: (userId: string) => string;
  /** Labels of custom fields by their key. */
  fields: ReadonlyMap<string, string>;
}

const CUSTOM = "custom_values.";

const isList = (value: Recorded): value is string[] => Array.isArray(value);

function tagText(event: HistoryEvent, who: string, { t }: Names): string {
  const { old = null, new: now = null } = event;
  const { add, remove } = tagChangeBetween(
    isList(old) ? old : [],
    isList(now) ? now : [],
  );
  const change = [
    ...add.map((tag) => `+${tag}`),
    ...remove.map((tag) => `−${tag}`),
  ].join(", ");
  return t.people.events.tags(who, change);
}

function valueText(field: string, value: Recorded, names: Names): string {
  const { t, nameOf } = names;
  if (value === null || value === undefined || value === "") {
    return "–";
  }
  const text = isList(value) ? value.join(", ") : String(value);
  if (field === "owner_id") {
    return nameOf(text);
  }
  const status = LEAD_STATUSES.find((known) => known === text);
  return field === "lead_status" && status !== undefined
    ? t.status[status]
    : text;
}

function labelOf(field: string, { t, fields }: Names): string {
  if (field.startsWith(CUSTOM)) {
    const key = field.slice(CUSTOM.length);
    return fields.get(key) ?? key;
  }
  const labels: Readonly<Record<string, string>> = {
    name: t.people.name,
    email: t.contact.email,
    owner_id: t.contacts.columns.owner,
    lead_status: t.contacts.columns.status,
  };
  return labels[field] ?? field;
}

/** Who did it, as the line begins. */
export function actorText(event: HistoryEvent, { t, nameOf }: Names): string {
  const { actor } = event;
  return actor.kind === "member"
    ? nameOf(actor.user_id)
    : t.people.actors[actor.kind];
}

export function eventText(event: HistoryEvent, names: Names): string {
  const { t } = names;
  const who = actorText(event, names);
  if (event.kind !== "edited") {
    return t.people.events[event.kind](who);
  }
  const { field = "" } = event;
  if (field === "tags") {
    return tagText(event, who, names);
  }
  return t.people.events.edited(
    who,
    labelOf(field, names),
    valueText(field, event.new, names),
  );
}
