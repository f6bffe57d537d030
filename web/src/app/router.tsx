/** The places of the page; search parameters are the state of a screen. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  Navigate,
  Outlet,
} from "@tanstack/react-router";
import { Contacts } from "../screens/contacts/Contacts";
import { NoWorkspace } from "../screens/sign-in/NoWorkspace";
import { OpenLink } from "../screens/sign-in/OpenLink";
import { Frame } from "./Frame";
import { RequireSession, RequireWorkspace } from "./Session";
import { useMemberships } from "./workspace";

const rootRoute = createRootRoute({ component: Root });

function Root() {
  return new URLSearchParams(window.location.search).has("code") ? (
    <OpenLink />
  ) : (
    <RequireSession>
      <Outlet />
    </RequireSession>
  );
}

function Home() {
  const memberships = useMemberships();
  if (memberships === undefined) {
    return null;
  }
  const [first] = memberships;
  return first === undefined ? (
    <NoWorkspace />
  ) : (
    <Navigate
      to="/w/$slug/contacts"
      params={{ slug: first.workspace.slug }}
      replace
    />
  );
}

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: Home,
});

const workspaceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/w/$slug",
  component: function Workspace() {
    const { slug } = workspaceRoute.useParams();
    return (
      <RequireWorkspace slug={slug}>
        <Frame />
      </RequireWorkspace>
    );
  },
});

const contactsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/contacts",
  component: Contacts,
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  workspaceRoute.addChildren([contactsRoute]),
]);

export function makeRouter() {
  return createRouter({ routeTree, scrollRestoration: true });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
