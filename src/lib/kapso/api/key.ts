/** Keys of Kapso's read API. */

/** Longer than any key seen; what a header may hold. */
const USABLE = /^[\x21-\x7e]{8,512}$/;

/** A key as typed, without what copying added around it; null for none. */
export function readApiKey(typed: string): string | null {
  const key = typed.trim();
  return USABLE.test(key) ? key : null;
}

/** What a workspace's sealed key is bound to: it opens nowhere else. */
export const kapsoKeyBinding = (workspaceId: string): string =>
  `kapso_api_key:${workspaceId}`;

/** How a key is shown: its last four characters. */
export const KEY_END_LENGTH = 4;
