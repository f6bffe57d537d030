/** Where the page can go, in the order of the rail. */
import type { Dictionary } from "../text/id";
import type { IconName } from "../ui/Icon";

export interface Place {
  to:
    | "/w/$slug/contacts"
    | "/w/$slug/digests"
    | "/w/$slug/deliveries"
    | "/w/$slug/usage";
  icon: IconName;
  text: keyof Dictionary["nav"];
  /** The key after `g`. */
  key: string;
}

/** For those who talk to customers. */
export const WORK: readonly Place[] = [
  { to: "/w/$slug/contacts", icon: "people", text: "contacts", key: "k" },
  { to: "/w/$slug/digests", icon: "sun", text: "digests", key: "r" },
];

/** For those who keep it running. */
export const OPERATIONS: readonly Place[] = [
  { to: "/w/$slug/deliveries", icon: "box", text: "deliveries", key: "w" },
  { to: "/w/$slug/usage", icon: "gauge", text: "usage", key: "b" },
];

export const PLACES: readonly Place[] = [...WORK, ...OPERATIONS];
