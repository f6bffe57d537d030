/** The ids of the list last shown, in its order: for "next" and "previous". */
let order: readonly string[] = [];

export function keepOrder(ids: readonly string[]): void {
  order = ids;
}

/** The id before or after one in the list last shown. */
export function neighborOf(id: string, step: 1 | -1): string | undefined {
  const index = order.indexOf(id);
  return index === -1 ? undefined : order[index + step];
}
