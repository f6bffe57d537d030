/** The workspace in the URL, with the signed-in member's role in it. */
import { useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { createContext, useContext } from "react";
import { api } from "../../../convex/_generated/api";

export type Membership = FunctionReturnType<
  typeof api.workspaces.listMine
>[number];

/** The caller's memberships; undefined while they are loading. */
export function useMemberships(): Membership[] | undefined {
  return useQuery(api.workspaces.listMine);
}

export const MembershipContext = createContext<Membership | null>(null);

export function useMembership(): Membership {
  const membership = useContext(MembershipContext);
  if (membership === null) {
    throw new Error("outside of a workspace -- invariant");
  }
  return membership;
}

const RANKS = { viewer: 0, agent: 1, admin: 2, owner: 3 };

export const hasRole = (
  { role }: Pick<Membership, "role">,
  wanted: Membership["role"],
): boolean => RANKS[role] >= RANKS[wanted];

/** Whether the member has `role` or a stronger one. */
export function useMay(role: Membership["role"]): boolean {
  return hasRole(useMembership(), role);
}

const STORAGE_KEY = "workspace";

/** Where somebody was last in this browser comes first the next time. */
export function rememberWorkspace(slug: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, slug);
  } catch {
    // Storage may be blocked: then the first one comes first.
  }
}

/** The membership that somebody used last, else the first. */
export function lastMembership(
  memberships: readonly Membership[],
): Membership | undefined {
  const slug = readLast();
  return (
    memberships.find(({ workspace }) => workspace.slug === slug) ??
    memberships[0]
  );
}

function readLast(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
