/** The panes of a contact; what one has folded away stays so on every device. */
import { useState } from "react";
import { usePrefs } from "../../app/usePrefs";
import { type Pane, panesAt, type ShownPanes, type SidePane } from "./panes";

export interface Panes extends ShownPanes {
  choose: (pane: Pane) => void;
  /** Shows a pane that is folded or behind another, until one leaves. */
  reveal: (pane: SidePane) => void;
  isFolded: (pane: SidePane) => boolean;
  fold: (pane: SidePane, isFolded: boolean) => void;
}

/** @param canFold beside a list there is no room to gain */
export function usePanes(width: number, canFold: boolean): Panes {
  const { prefs, save } = usePrefs();
  const [chosen, choose] = useState<Pane>("thread");
  const [revealed, setRevealed] = useState<SidePane>();
  const kept = (canFold ? prefs?.folded_panes : undefined) ?? [];
  const folded = kept.filter((pane) => pane !== revealed);
  const shown = panesAt(width, chosen, folded);
  return {
    ...shown,
    canFold: canFold && shown.canFold,
    choose,
    reveal: (pane) => {
      setRevealed(pane);
      choose(pane);
    },
    isFolded: (pane) => folded.includes(pane),
    fold: (pane, isFolded) => {
      setRevealed(undefined);
      const others = kept.filter((one) => one !== pane);
      save({ folded_panes: isFolded ? [...others, pane] : others });
    },
  };
}
