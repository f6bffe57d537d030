/** How a public function is called with somebody's rows, and who may. */
import type { Doc, Id } from "../../../convex/_generated/dataModel";
import type { Caller } from "../tenants";

/** Rows of the demo workspace that a call can name. */
export interface AccessIds {
  workspace_id: Id<"workspaces">;
  contact_id: Id<"contacts">;
  conversation_id: Id<"conversations">;
}

export interface AccessCase {
  call: (as: Caller, ids: AccessIds) => Promise<unknown>;
  /**
   * The weakest role that may; "self" for what answers everybody with what is
   * theirs, so that there is nothing to refuse.
   */
  role: Doc<"members">["role"] | "self";
}

/** By name, such as "contacts:list". */
export type AccessCases = Record<string, AccessCase>;

export const paginationOpts = { numItems: 5, cursor: null };
