/** Customers who think again: they edit and delete what they wrote. */
import { SECOND_MS } from "../../src/lib/time/units";
import type { Random } from "./random";
import type { KapsoEvent, World } from "./world";

/** WhatsApp lets people edit for 15 minutes (Meta's edit reference). */
const MAX_EDIT_DELAY_S = 15 * 60;

/**
 * The same events with some edits and deletions of received texts among them.
 *
 * @param events in order of time, and so is the answer
 */
export function reviseSome(
  events: readonly KapsoEvent[],
  world: World,
  random: Random,
): KapsoEvent[] {
  const revisions = events.flatMap(({ message }) => {
    if (message?.type !== "text") {
      return [];
    }
    const later = () =>
      message.sentAt + random.integer(1, MAX_EDIT_DELAY_S) * SECOND_MS;
    return [
      ...(random.chance(0.08) ? [world.edit(message, later())] : []),
      ...(random.chance(0.04) ? [world.edit(message, later())] : []),
      ...(random.chance(0.05) ? [world.revoke(message, later())] : []),
    ];
  });
  return [...events, ...revisions].sort((a, b) => a.at - b.at);
}
