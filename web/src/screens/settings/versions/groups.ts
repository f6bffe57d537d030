/** Changes of settings as a person reads them: by workflow, then by thing. Pure. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../../../convex/_generated/api";

export type SettingsDiff = NonNullable<
  FunctionReturnType<typeof api.settings.diff>
>;
export type Change = SettingsDiff["changes"][number];

/** What belongs to one node, edge or workflow, or to the service itself. */
export interface ChangedThing {
  key: string;
  part: Change["part"];
  name: string;
  changes: Change[];
}

export interface ChangedWorkflow {
  key: string;
  /** Absent for the service's own settings. */
  name: string | undefined;
  things: ChangedThing[];
}

function append<K, V>(into: Map<K, V[]>, key: K, value: V): void {
  const known = into.get(key);
  if (known === undefined) {
    into.set(key, [value]);
  } else {
    known.push(value);
  }
}

function toThings(changes: readonly Change[]): ChangedThing[] {
  const byThing = new Map<string, Change[]>();
  for (const change of changes) {
    append(byThing, JSON.stringify([change.part, change.id]), change);
  }
  return [...byThing].flatMap(([key, own]) => {
    const [first] = own;
    return first === undefined
      ? []
      : [
          {
            key,
            part: first.part,
            name: first.name ?? first.id ?? "",
            changes: own,
          },
        ];
  });
}

/** In the order in which the diff tells of them. */
export function groupChanges(changes: readonly Change[]): ChangedWorkflow[] {
  const byWorkflow = new Map<string, Change[]>();
  for (const change of changes) {
    append(byWorkflow, change.workflow_id ?? "", change);
  }
  return [...byWorkflow].map(([key, own]) => ({
    key,
    name: key === "" ? undefined : (own[0]?.workflow_name ?? key),
    things: toThings(own),
  }));
}
