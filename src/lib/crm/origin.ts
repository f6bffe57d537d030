/** How a message came to us, when several bodies disagree. */
import type { Origin } from "./events";

/**
 * The more telling origin wins: a message seen live is live even if a history
 * sync repeats it, and only some bodies know that it was typed on a phone.
 */
const RANK: Record<Origin, number> = {
  history_sync: 0,
  reconcile: 1,
  cloud_api: 2,
  business_app: 3,
};

export function chooseOrigin(a: Origin, b: Origin): Origin {
  return RANK[b] > RANK[a] ? b : a;
}
