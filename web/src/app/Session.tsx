/** Lets signed-in members through; shows the others where to sign in. */
import { useConvexAuth } from "convex/react";
import { type ReactNode, useEffect } from "react";
import { SignIn } from "../screens/sign-in/SignIn";
import { NotFound } from "./NotFound";
import {
  MembershipContext,
  rememberWorkspace,
  useMemberships,
} from "./workspace";

export function RequireSession({ children }: { children: ReactNode }) {
  const { isAuthenticated, isLoading } = useConvexAuth();
  if (isLoading) {
    return null;
  }
  return isAuthenticated ? children : <SignIn />;
}

/** Gives its children the workspace of a slug, where the caller is a member. */
export function RequireWorkspace({
  slug,
  children,
}: {
  slug: string;
  children: ReactNode;
}) {
  const memberships = useMemberships();
  useEffect(() => rememberWorkspace(slug), [slug]);
  if (memberships === undefined) {
    return null;
  }
  const membership = memberships.find(
    ({ workspace }) => workspace.slug === slug,
  );
  if (membership === undefined) {
    return <NotFound />;
  }
  return <MembershipContext value={membership}>{children}</MembershipContext>;
}
