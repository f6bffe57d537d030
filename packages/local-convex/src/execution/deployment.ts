/** The code that is serving: every mounted component with its functions. */
import { scheduledName } from "../components/references";
import type { ComponentNode } from "../components/tree";
import { DeveloperError, type FrameMapper } from "../errors";
import {
  type CronSpecs,
  kindTitle,
  type LoadedFunction,
  type LoadedRouter,
} from "./functions";
import type { FunctionKind } from "./guestFunctions";
import type { ActionHost } from "./actions/actionHost";
import type { GuestRealm } from "./realm/guest";

export interface Mount {
  node: ComponentNode;
  functions: ReadonlyMap<string, LoadedFunction>;
  router: LoadedRouter | null;
  crons: CronSpecs;
  /** Holds its modules. */
  directory: string;
  /** Where its queries and mutations run. */
  realm: GuestRealm;
}

export interface Deployment {
  root: ComponentNode;
  /** By component path. */
  mounts: ReadonlyMap<string, Mount>;
  mapFrames: FrameMapper;
  /** Where its actions and HTTP actions run. */
  actions: ActionHost;
}

export interface Target {
  mount: Mount;
  fn: LoadedFunction;
}

/**
 * @param publicOnly hides internal functions, as the caller may not know of them.
 * @throws DeveloperError with the words the CLI looks for.
 */
export function findFunction(
  deployment: Deployment,
  component: string,
  path: string,
  publicOnly: boolean,
): Target {
  const mount = deployment.mounts.get(component);
  const fn = mount?.functions.get(path);
  if (mount !== undefined && fn !== undefined) {
    if (!publicOnly || fn.visibility === "public") {
      return { mount, fn };
    }
  }
  const what = `Could not find ${publicOnly ? "public function" : "function"}`;
  const where =
    component === "" ? "" : ` in component "${shownName(component)}"`;
  throw new DeveloperError(
    `${what} for '${shownName(path)}'${where}. Did you forget to run \`npx convex dev\` or \`npx convex deploy\`?`,
    `${what}.`,
  );
}

/** Longer than any name that a person gives a function or a component. */
const MAX_SHOWN_NAME = 100;

/** A name that a caller made up, as it may be answered; never for the log. */
export function shownName(name: string): string {
  return name.length <= MAX_SHOWN_NAME
    ? name
    : `${name.slice(0, MAX_SHOWN_NAME)}…`;
}

/** @throws DeveloperError in production's words for a function of the wrong kind. */
export function assertKind({ fn }: Target, expected: FunctionKind): void {
  if (fn.kind === expected) {
    return;
  }
  throw new DeveloperError(
    `Trying to execute ${scheduledName(fn.path)} as ${kindTitle(expected)}, but it is defined as ${kindTitle(fn.kind)}.`,
  );
}
