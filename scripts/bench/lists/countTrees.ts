/**
 * The trees of the aggregate component, made whole: its own inserts, one by one,
 * would take longer than everything else here.
 */
import type { Row } from "./people";

/** Of its trees, which hold 8 to 16 items a node. */
const NODE_ITEMS = 12;

/** A contact in a group. */
export interface Counted {
  id: string;
  status: string;
  source: string;
}

interface Subtree {
  id: string;
  count: number;
}

type Insert = (table: "btree" | "btreeNode", row: Row) => string;

const itemOf = ({ id, status, source }: Counted) => ({
  // As its client writes a key: parts with empty strings around them.
  k: [["", status, "", source, ""], id, ""],
  v: id,
  s: 0,
});

const orderOf = ({ id, status, source }: Counted) =>
  `${status} ${source} ${id}`;

/** Stores one group's tree. */
export function buildTree(
  insert: Insert,
  namespace: string,
  members: Counted[],
): void {
  const sorted = members
    .map((member) => ({ member, order: orderOf(member) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ member }) => member);
  const root = buildLevel(insert, sorted, null);
  insert("btree", { root: root.id, namespace, maxNodeSize: 16 });
}

/**
 * Makes nodes of `items` and of the subtrees between them (null for leaves),
 * then of what separates those nodes, up to the root.
 */
function buildLevel(
  insert: Insert,
  items: Counted[],
  subtrees: Subtree[] | null,
): Subtree {
  if (items.length <= NODE_ITEMS + 1) {
    return insertNode(insert, items, subtrees, true);
  }
  const nodes: Subtree[] = [];
  const separators: Counted[] = [];
  for (let from = 0; from <= items.length;) {
    const left = items.length - from;
    // The last node takes a rest that would be too small for one of its own.
    const size = left <= NODE_ITEMS + 2 ? left : NODE_ITEMS;
    const inside = items.slice(from, from + size);
    const below = subtrees?.slice(from, from + size + 1) ?? null;
    nodes.push(insertNode(insert, inside, below, false));
    const separator = items[from + size];
    if (separator === undefined) {
      break;
    }
    separators.push(separator);
    from += size + 1;
  }
  return buildLevel(insert, separators, nodes);
}

function insertNode(
  insert: Insert,
  items: Counted[],
  subtrees: Subtree[] | null,
  isRoot: boolean,
): Subtree {
  const below = subtrees ?? [];
  const count = below.reduce((sum, node) => sum + node.count, items.length);
  const id = insert("btreeNode", {
    items: items.map(itemOf),
    subtrees: below.map((node) => node.id),
    // Roots keep no count of their own: writes would meet there.
    ...(!isRoot && { aggregate: { count, sum: 0 } }),
  });
  return { id, count };
}
