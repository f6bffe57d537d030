/** What every family of attacks has to work with. */
import type { AdminClient } from "../sim/adminClient";
import type { Delivery } from "../sim/delivery";
import type { Random } from "../sim/random";
import type { HostileClient } from "./http";
import type { Tally } from "./tally";

/** A server that was started to be attacked. */
export interface Target {
  api: URL;
  site: URL;
  web: URL;
  webhook: URL;
  secret: string;
  adminKey: string;
  admin: AdminClient;
  pid: number;
  /** Audit ids of deliveries that were answered with 200. */
  acknowledged: Set<string>;
  /** Signed deliveries whose answer was not read. */
  unread: number;
  /** Waits until what was accepted is processed. */
  settle(): Promise<void>;
}

export interface Scene {
  target: Target;
  client: HostileClient;
  tally: Tally;
  random: Random;
  /** How often what is invented anew each time is tried. */
  runs: number;
  /** The documented deliveries, signed. */
  fixtures: readonly Delivery[];
}

export interface Family {
  name: string;
  /** What it tries, for people. */
  about: string;
  /**
   * Waits for the request timeout: it gets a server with a short one,
   * the others one that a busy machine does not hurry.
   */
  needsShortLimit?: true;
  run(scene: Scene): Promise<void>;
}

/** In flight at once, where nothing else is said. */
export const SENDERS = 8;

/** Does something with every item, so many at once. */
export async function eachOf<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
  workers = SENDERS,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const next = async () => {
    for (let item = queue.next(); item.done !== true; item = queue.next()) {
      await work(item.value);
    }
  };
  await Promise.all(Array.from({ length: workers }, next));
}
