/** Which panes of a contact are shown, by the room there is and what is folded. Pure. */

export type Pane = "thread" | "details" | "history";
/** What can be folded away, at either side of the thread. */
export type SidePane = Exclude<Pane, "thread">;
export const SIDE_PANES = ["details", "history"] as const;

/** Narrower there is room for two panes, then for one, px. */
export const THREE_PANES = 1010;
export const TWO_PANES = 640;

export interface ShownPanes {
  /** In their order from the left. */
  shown: readonly Pane[];
  /** Between which one can choose. */
  tabs: readonly Pane[];
  current: Pane | undefined;
  /**
   * As the styles know it. "right": the only side pane stands at the right;
   * "thread": the others are folded.
   */
  layout: "3" | "2" | "right" | "thread" | "1";
  /** Whether there is room for side panes, so that one may fold them. */
  canFold: boolean;
}

/**
 * @param width px
 * @param chosen among those that share a place
 * @param folded side panes that are folded away
 */
export function panesAt(
  width: number,
  chosen: Pane,
  folded: readonly string[],
): ShownPanes {
  if (width < TWO_PANES) {
    const tabs: Pane[] = ["thread", ...SIDE_PANES];
    return {
      ...{ shown: [chosen], tabs, current: chosen },
      ...{ layout: "1", canFold: false },
    };
  }
  const sides = SIDE_PANES.filter((side) => !folded.includes(side));
  const none = { tabs: [], current: undefined, canFold: true } as const;
  const [first] = sides;
  if (first === undefined) {
    return { ...none, shown: ["thread"], layout: "thread" };
  }
  if (width >= THREE_PANES) {
    const all: Pane[] = ["details", "thread", "history"];
    return {
      ...none,
      shown: all.filter((pane) => pane === "thread" || !folded.includes(pane)),
      layout: sides.length > 1 ? "3" : first === "history" ? "right" : "2",
    };
  }
  const side = sides.find((one) => one === chosen) ?? first;
  return {
    ...{ shown: [side, "thread"], layout: "2", canFold: true },
    ...(sides.length > 1
      ? { tabs: sides, current: side }
      : { tabs: [], current: undefined }),
  };
}
