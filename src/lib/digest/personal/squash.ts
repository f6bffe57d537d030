/** Nothing but letters and digits, folded: spacing and signs hide nothing. */
import { foldCharacter } from "./fold";
import { rewrite, rewriteEach, toView, type View } from "./view";

/** Letters in emoji are symbols to Unicode. */
const BETWEEN = /[^\p{L}\p{N}\u{1f150}-\u{1f189}\u{1f1e6}-\u{1f1ff}]+/gu;

export function squash(text: string): View {
  const letters = rewrite(toView(text), BETWEEN, () => "");
  return foldView(letters);
}

/** `foldLetters` with the way back. */
export function foldView(view: View): View {
  return rewriteEach(view, foldCharacter);
}
