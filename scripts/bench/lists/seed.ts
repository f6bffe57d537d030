/** Fills a workspace with people, past the functions: quickly. */
import type { RunningServer } from "local-convex";
import { HOUR_MS } from "../../../src/lib/time/units";
import { buildTree, type Counted } from "./countTrees";
import { makePeople, OUR_NUMBER, type Row, type SeededPerson } from "./people";

type Engine = RunningServer["engine"];

type Insert = (table: string, row: Row) => string;

/** As convex/model/contacts/rows. */
const PERIOD_MS = 3 * HOUR_MS;
const BATCH = 2_000;
const OWNERS = 8;
const APP = "";
const COUNTS = "contactCounts";
/** People that calls are about, spread over all. */
const SAMPLES = 1_000;

/** What a workspace holds, for calls about it. */
export interface Seeded {
  workspaceId: string;
  samples: SeededPerson[];
  newest: number;
  /** Ids of users who look after some of them. */
  owners: string[];
}

export async function seedWorkspace(
  engine: Engine,
  workspaceId: string,
  count: number,
  seed: number,
  onBatch: (done: number) => void,
): Promise<Seeded> {
  const newest = Date.now();
  const samples: SeededPerson[] = [];
  const groups = new Map<string, Counted[]>();
  const step = Math.max(1, Math.floor(count / SAMPLES));
  // The host's own writes know no limits.
  const write = (component: string, body: (insert: Insert) => void) =>
    engine.write("bench:seed", (tx) => {
      body((table, row) => tx.system.insert(component, table, row));
      return Promise.resolve();
    });
  const owners: string[] = [];
  await write(APP, (insert) => {
    for (let at = 0; at < OWNERS; at += 1) {
      owners.push(insert("users", { name: `Member ${at}` }));
    }
  });
  const size = { count, seed, now: newest };
  const people = makePeople(workspaceId, owners, size);
  for (let done = 0; done < count; done += BATCH) {
    await write(APP, (insert) => {
      for (let at = done; at < Math.min(done + BATCH, count); at += 1) {
        const { value: person } = people.next();
        if (person !== undefined) {
          insertPerson(insert, workspaceId, person, groups);
          if (at % step === 0) {
            samples.push(person);
          }
        }
      }
    });
    onBatch(Math.min(done + BATCH, count));
  }
  for (const [group, members] of groups) {
    await write(COUNTS, (insert) => {
      buildTree(insert, `${workspaceId}:${group}`, members);
    });
  }
  return { workspaceId, samples, newest, owners };
}

function insertPerson(
  insert: Insert,
  workspaceId: string,
  person: SeededPerson,
  groups: Map<string, Counted[]>,
): void {
  const { contact, tags, lastMessageAt, phone, status, terms } = person;
  const id = insert("contacts", contact);
  insert("contactIdentities", {
    workspace_id: workspaceId,
    kind: "phone",
    value: `+${phone}`,
    contact_id: id,
    first_seen_at: lastMessageAt,
  });
  insert("conversations", {
    workspace_id: workspaceId,
    contact_id: id,
    phone_number_id: OUR_NUMBER,
    status: "open",
    last_message_at: lastMessageAt,
    unread_count: 0,
    message_count: 1,
  });
  for (const term of terms) {
    const period = Math.floor(lastMessageAt / PERIOD_MS);
    const of = { workspace_id: workspaceId, contact_id: id };
    const era = Math.floor(period / 256);
    const active = { active_period: period, active_era: era };
    insert("contactTerms", { ...of, term, ...active });
  }
  for (const tag of tags) {
    const of = { workspace_id: workspaceId, contact_id: id };
    insert("contactTags", { ...of, tag, last_message_at: lastMessageAt });
  }
  for (const group of groupsOf(person)) {
    const members = groups.get(group) ?? [];
    members.push({ id, status, source: "whatsapp" });
    groups.set(group, members);
  }
}

/** As convex/model/contacts/counts. */
const groupsOf = ({ ownerId, isWaiting, tags }: SeededPerson): string[] => [
  "all",
  ...(ownerId === undefined ? [] : ["owned", `owner:${ownerId}`]),
  ...(isWaiting ? ["waiting", `waiting_owner:${ownerId ?? ""}`] : []),
  ...tags.map((tag) => `tag:${tag}`),
  `number:${OUR_NUMBER}`,
];
