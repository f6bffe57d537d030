/**
 * What differs between two versions: workflows, their nodes and edges by id, and
 * within a node its settings by path. The order of keys, nodes and edges is no
 * difference; that of a list within a setting is one.
 */
import { isJsonObject } from "../kapso/forms";
import type { SettingsContent } from "./snapshot";

export type ChangeKind = "added" | "changed" | "removed";
export type ChangedPart = "workflow" | "node" | "edge" | "setting";

export interface Change {
  part: ChangedPart;
  kind: ChangeKind;
  /** Absent for the service's own settings. */
  workflowId?: string;
  /** Of a node or an edge. */
  id?: string;
  /** Names for people: of the workflow, and of the node. */
  workflowName?: string;
  name?: string;
  /** Within it; empty for a thing as a whole. */
  path: string[];
  /** Absent where there was nothing, and where there is nothing now. */
  before?: unknown;
  after?: unknown;
}

type Place = Pick<
  Change,
  "part" | "workflowId" | "workflowName" | "id" | "name"
>;

/** Deeper settings are compared as a whole. */
const MAX_DEPTH = 64;

/** Every difference, in the order of ids and keys; none for equal contents. */
export function diffContents(
  before: SettingsContent,
  after: SettingsContent,
): Change[] {
  return [
    ...diffById(before.workflows, after.workflows, (a, b) => {
      const workflow = b ?? a;
      const place: Place = {
        part: "workflow",
        workflowId: workflow?.id ?? "",
        workflowName: workflow?.name ?? "",
      };
      return a === undefined || b === undefined
        ? wholeChange(place, a, b)
        : diffWorkflows(place, a, b);
    }),
    ...diffValues({ part: "setting" }, [], before.settings, after.settings),
  ];
}

type Workflow = SettingsContent["workflows"][number];

function diffWorkflows(place: Place, a: Workflow, b: Workflow): Change[] {
  const { nodes: nodesA, edges: edgesA, ...ownA } = a;
  const { nodes: nodesB, edges: edgesB, ...ownB } = b;
  const within =
    (part: "node" | "edge") =>
    <T extends { id: string }>(x: T | undefined, y: T | undefined) => {
      const thing = y ?? x;
      const named = thing !== undefined && "name" in thing ? thing.name : "";
      const inner: Place = {
        ...place,
        part,
        id: thing?.id ?? "",
        ...(typeof named === "string" && named !== "" ? { name: named } : {}),
      };
      return x === undefined || y === undefined
        ? wholeChange(inner, x, y)
        : diffValues(inner, [], x, y);
    };
  return [
    ...diffValues(place, [], ownA, ownB),
    ...diffById(nodesA, nodesB, within("node")),
    ...diffById(edgesA, edgesB, within("edge")),
  ];
}

function diffById<T extends { id: string }>(
  before: readonly T[],
  after: readonly T[],
  diff: (a: T | undefined, b: T | undefined) => Change[],
): Change[] {
  const a = new Map(before.map((thing) => [thing.id, thing]));
  const b = new Map(after.map((thing) => [thing.id, thing]));
  const ids = [...new Set([...a.keys(), ...b.keys()])].sort();
  return ids.flatMap((id) => diff(a.get(id), b.get(id)));
}

function wholeChange(
  place: Place,
  before: unknown,
  after: unknown,
  path: string[] = [],
): Change[] {
  if (before === undefined) {
    return [{ ...place, kind: "added", path, after }];
  }
  return after === undefined
    ? [{ ...place, kind: "removed", path, before }]
    : [{ ...place, kind: "changed", path, before, after }];
}

function diffValues(
  place: Place,
  path: string[],
  before: unknown,
  after: unknown,
): Change[] {
  if (before === after) {
    return [];
  }
  const [a, b] = [partsOf(before), partsOf(after)];
  const isSameKind = Array.isArray(before) === Array.isArray(after);
  if (a === null || b === null || !isSameKind || path.length >= MAX_DEPTH) {
    return JSON.stringify(before) === JSON.stringify(after)
      ? []
      : wholeChange(place, before, after, path);
  }
  const keys = [...new Set([...a.keys(), ...b.keys()])];
  const ordered = Array.isArray(before) ? keys : keys.sort();
  return ordered.flatMap((key) =>
    diffValues(place, [...path, key], a.get(key), b.get(key)),
  );
}

/** The parts of an object or a list by key; null for anything else. */
function partsOf(value: unknown): Map<string, unknown> | null {
  if (Array.isArray(value)) {
    return new Map(value.map((part, i) => [String(i), part]));
  }
  return isJsonObject(value) ? new Map(Object.entries(value)) : null;
}

/**
 * Names a diff by what it leads from and to: whoever confirms it says by this
 * what they have seen.
 */
export const diffHashOf = (from: string | undefined, to: string): string =>
  `${(from ?? "").slice(0, 20)}-${to.slice(0, 20)}`;
