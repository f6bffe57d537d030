/** Where the page can go, in the order of the rail. */
import type { Dictionary } from "../text/id";
import type { IconName } from "../ui/Icon";
import type { Membership } from "./workspace";

export interface Place {
  to:
    | "/w/$slug/contacts"
    | "/w/$slug/duplicates"
    | "/w/$slug/review"
    | "/w/$slug/digests"
    | "/w/$slug/deliveries"
    | "/w/$slug/health"
    | "/w/$slug/usage"
    | "/w/$slug/data"
    | "/w/$slug/settings";
  icon: IconName;
  text: keyof Dictionary["nav"];
  /** For a phone's bottom bar, where `text` is too long for it. */
  shortText?: keyof Dictionary["nav"];
  /** The key after `g`. */
  key: string;
  /**
   * Stands in a phone's bottom bar; the others are behind "more" there. The bar
   * has room for four.
   */
  isInBottomBar?: true;
  /** How many wait there stands beside it. */
  hasCount?: true;
  /** The weakest role that it is shown to; everybody unless given. */
  role?: Membership["role"];
}

/** For those who talk to customers. */
export const WORK: readonly Place[] = [
  {
    to: "/w/$slug/contacts",
    icon: "people",
    text: "contacts",
    key: "k",
    isInBottomBar: true,
  },
  {
    to: "/w/$slug/duplicates",
    icon: "copies",
    text: "duplicates",
    key: "d",
  },
  {
    to: "/w/$slug/review",
    icon: "funnel",
    text: "leads",
    shortText: "leadsShort",
    key: "t",
    hasCount: true,
    isInBottomBar: true,
    role: "agent",
  },
  {
    to: "/w/$slug/digests",
    icon: "sun",
    text: "digests",
    key: "r",
    isInBottomBar: true,
  },
];

/** For those who keep it running. */
export const OPERATIONS: readonly Place[] = [
  {
    to: "/w/$slug/deliveries",
    icon: "box",
    text: "deliveries",
    key: "w",
  },
  {
    to: "/w/$slug/health",
    icon: "pulse",
    text: "health",
    key: "h",
    isInBottomBar: true,
  },
  {
    to: "/w/$slug/usage",
    icon: "gauge",
    text: "usage",
    key: "b",
  },
  {
    to: "/w/$slug/data",
    icon: "exchange",
    text: "data",
    key: "i",
    role: "agent",
  },
  {
    to: "/w/$slug/settings",
    icon: "sliders",
    text: "settings",
    key: "p",
  },
];

export const PLACES: readonly Place[] = [...WORK, ...OPERATIONS];
