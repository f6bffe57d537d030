/**
 * Merges as edges between the contacts they made one. What belongs together
 * follows from the edges that stand, in whatever order some of them are undone.
 */

/** Two contacts that a merge joined; the survivor's side goes on. */
export interface MergeEdge<Id extends string> {
  survivor: Id;
  loser: Id;
}

/**
 * For each contact the one that it lives on as.
 *
 * @param members contacts, each once; edges between others are left out
 * @param edges standing merges, oldest first
 */
export function rootsOf<Id extends string>(
  members: readonly Id[],
  edges: readonly MergeEdge<Id>[],
): Map<Id, Id> {
  const parents = new Map<Id, Id>(members.map((id) => [id, id]));
  const rootOf = (id: Id): Id => {
    let current = id;
    for (;;) {
      const parent = parents.get(current);
      if (parent === undefined || parent === current) {
        return current;
      }
      current = parent;
    }
  };
  for (const { survivor, loser } of edges) {
    if (parents.has(survivor) && parents.has(loser)) {
      parents.set(rootOf(loser), rootOf(survivor));
    }
  }
  return new Map(members.map((id) => [id, rootOf(id)]));
}

/** The members that live on as the same one as `id`, in their order. */
export function groupOf<Id extends string>(
  roots: ReadonlyMap<Id, Id>,
  id: Id,
): Id[] {
  const root = roots.get(id);
  return [...roots].flatMap(([member, its]) => (its === root ? [member] : []));
}
