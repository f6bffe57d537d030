/**
 * What is known of a provider's session. Times only grow (the start only
 * shrinks), so merging is commutative and a late or repeated event is harmless.
 */

/** Times in ms UTC. */
export interface SessionTimes {
  started_at?: number;
  /** Newest activity; 0 while none is known. */
  last_active_at: number;
  ended_at?: number;
  inactive_at?: number;
}

/** A session with the id that tells it apart. */
export interface IdentifiedSession extends SessionTimes {
  kapso_conversation_id: string;
}

/** The state after learning `seen`, or null when nothing changes. */
export function mergeSessionTimes(
  current: SessionTimes,
  seen: SessionTimes,
): SessionTimes | null {
  const merged: SessionTimes = {
    started_at: pick(Math.min, current.started_at, seen.started_at),
    last_active_at: Math.max(current.last_active_at, seen.last_active_at),
    ended_at: pick(Math.max, current.ended_at, seen.ended_at),
    inactive_at: pick(Math.max, current.inactive_at, seen.inactive_at),
  };
  const isSame =
    merged.started_at === current.started_at &&
    merged.last_active_at === current.last_active_at &&
    merged.ended_at === current.ended_at &&
    merged.inactive_at === current.inactive_at;
  return isSame ? null : merged;
}

function pick(
  choose: (a: number, b: number) => number,
  a: number | undefined,
  b: number | undefined,
): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : choose(a, b);
}

/** True when nothing happened after the session's end: a reply reopens it. */
export function isSessionEnded(session: SessionTimes): boolean {
  return (
    session.ended_at !== undefined && session.ended_at >= session.last_active_at
  );
}

/** True when `a` is the newer session; ids settle equal times. */
export function isNewerSession(
  a: IdentifiedSession,
  b: IdentifiedSession,
): boolean {
  return a.last_active_at !== b.last_active_at
    ? a.last_active_at > b.last_active_at
    : a.kapso_conversation_id > b.kapso_conversation_id;
}
