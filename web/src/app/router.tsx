/** The places of the page; search parameters are the state of a screen. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Contacts } from "../screens/contacts/Contacts";
import { contactSearchSchema } from "../screens/contacts/search";
import { deliverySearchSchema } from "../screens/deliveries/search";
import { digestSearchSchema } from "../screens/digests/search";
import { duplicateSearchSchema } from "../screens/duplicates/search";
import { reviewSearchSchema } from "../screens/review/search";
import { transferSearchSchema } from "../screens/data/search";
import { settingsSearchSchema } from "../screens/settings/search";
import { usageSearchSchema } from "../screens/usage/search";
import { isId } from "../data/guards";
import { NoWorkspace } from "../screens/sign-in/NoWorkspace";
import { OpenLink } from "../screens/sign-in/OpenLink";
import { Frame } from "./Frame";
import { NotFound } from "./NotFound";
import { RequireSession, RequireWorkspace } from "./Session";
import { lastMembership, useMemberships } from "./workspace";

/** What is loaded when somebody goes there, and not with the first screen. */
const ContactPage = lazyRouteComponent(
  () => import("../screens/contact/ContactPage"),
  "ContactPage",
);
const OpenConversation = lazyRouteComponent(
  () => import("../screens/contact/OpenConversation"),
  "OpenConversation",
);
const Duplicates = lazyRouteComponent(
  () => import("../screens/duplicates/Duplicates"),
  "Duplicates",
);
const Review = lazyRouteComponent(
  () => import("../screens/review/Review"),
  "Review",
);
const Digests = lazyRouteComponent(
  () => import("../screens/digests/Digests"),
  "Digests",
);
const Deliveries = lazyRouteComponent(
  () => import("../screens/deliveries/Deliveries"),
  "Deliveries",
);
const DeliveryPage = lazyRouteComponent(
  () => import("../screens/deliveries/DeliverySheet"),
  "DeliveryPage",
);
const OfMessage = lazyRouteComponent(
  () => import("../screens/deliveries/OfMessage"),
  "OfMessage",
);
const Health = lazyRouteComponent(
  () => import("../screens/health/Health"),
  "Health",
);
const Usage = lazyRouteComponent(
  () => import("../screens/usage/Usage"),
  "Usage",
);

const Setup = lazyRouteComponent(
  () => import("../screens/setup/Setup"),
  "Setup",
);
const Settings = lazyRouteComponent(
  () => import("../screens/settings/Settings"),
  "Settings",
);
const Transfers = lazyRouteComponent(
  () => import("../screens/data/Transfers"),
  "Transfers",
);

const rootRoute = createRootRoute({ component: Root });

function Root() {
  const parameters = new URLSearchParams(window.location.search);
  // The company's provider comes back without a code when it let nobody in.
  return parameters.has("code") || parameters.has("via") ? (
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
  const first = lastMembership(memberships);
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
  component: function Workspace(): ReactNode {
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
  validateSearch: contactSearchSchema,
  component: function ContactsPlace(): ReactNode {
    // The router keeps what no schema knows; the screen would count it as a filter.
    const search = contactSearchSchema.parse(contactsRoute.useSearch());
    const navigate = contactsRoute.useNavigate();
    return (
      <Contacts
        search={search}
        onSearch={(next) => void navigate({ search: next })}
      />
    );
  },
});

const contactRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/contacts/$contactId",
  component: function ContactPlace(): ReactNode {
    const { contactId } = contactRoute.useParams();
    return isId("contacts", contactId) ? (
      <ContactPage contactId={contactId} />
    ) : (
      <NotFound />
    );
  },
});

const conversationRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/conversations/$conversationId",
  component: function ConversationPlace(): ReactNode {
    const { conversationId } = conversationRoute.useParams();
    return isId("conversations", conversationId) ? (
      <OpenConversation conversationId={conversationId} />
    ) : (
      <NotFound />
    );
  },
});

const messageRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/messages/$conversationId/$messageId",
  component: function MessagePlace(): ReactNode {
    const { conversationId, messageId } = messageRoute.useParams();
    return isId("conversations", conversationId) &&
      isId("messages", messageId) ? (
      <OfMessage conversationId={conversationId} messageId={messageId} />
    ) : (
      <NotFound />
    );
  },
});

const duplicatesRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/duplicates",
  validateSearch: duplicateSearchSchema,
  component: function DuplicatesPlace(): ReactNode {
    const search = duplicatesRoute.useSearch();
    const navigate = duplicatesRoute.useNavigate();
    return (
      <Duplicates
        search={search}
        onSearch={(next) => void navigate({ search: next })}
      />
    );
  },
});

const reviewRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/review",
  validateSearch: reviewSearchSchema,
  component: function ReviewPlace(): ReactNode {
    const search = reviewRoute.useSearch();
    const navigate = reviewRoute.useNavigate();
    return (
      <Review
        search={search}
        onSearch={(next) => void navigate({ search: next })}
      />
    );
  },
});

const digestsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/digests",
  validateSearch: digestSearchSchema,
  component: function DigestsPlace(): ReactNode {
    const navigate = digestsRoute.useNavigate();
    return (
      <Digests
        search={digestsRoute.useSearch()}
        onSearch={(next) => void navigate({ search: next })}
      />
    );
  },
});

const deliveriesRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/deliveries",
  validateSearch: deliverySearchSchema,
  component: function DeliveriesPlace(): ReactNode {
    const search = deliveriesRoute.useSearch();
    const navigate = deliveriesRoute.useNavigate();
    return (
      <Deliveries
        search={search}
        onSearch={(next) => void navigate({ search: next })}
      />
    );
  },
});

const deliveryRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/deliveries/$auditId",
  component: function DeliveryPlace(): ReactNode {
    const { auditId } = deliveryRoute.useParams();
    return isId("webhookAudit", auditId) ? (
      <DeliveryPage auditId={auditId} />
    ) : (
      <NotFound />
    );
  },
});

const healthRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/health",
  component: Health,
});

const usageRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/usage",
  validateSearch: usageSearchSchema,
  component: function UsagePlace(): ReactNode {
    const navigate = usageRoute.useNavigate();
    return (
      <Usage
        search={usageRoute.useSearch()}
        onSearch={(next) => void navigate({ search: next, replace: true })}
      />
    );
  },
});

const setupRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/start",
  component: Setup,
});

const settingsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/settings",
  validateSearch: settingsSearchSchema,
  component: function SettingsPlace(): ReactNode {
    return <Settings search={settingsRoute.useSearch()} />;
  },
});

const transfersRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/data",
  validateSearch: transferSearchSchema,
  component: function TransfersPlace(): ReactNode {
    const search = transfersRoute.useSearch();
    const navigate = transfersRoute.useNavigate();
    return (
      <Transfers
        search={search}
        onSearch={(next) => void navigate({ search: next })}
      />
    );
  },
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  workspaceRoute.addChildren([
    contactsRoute,
    contactRoute,
    conversationRoute,
    duplicatesRoute,
    reviewRoute,
    digestsRoute,
    deliveriesRoute,
    deliveryRoute,
    messageRoute,
    healthRoute,
    usageRoute,
    setupRoute,
    settingsRoute,
    transfersRoute,
  ]),
]);

export function makeRouter() {
  return createRouter({
    routeTree,
    // Screens scroll by themselves and remember where they were.
    scrollRestoration: false,
    defaultNotFoundComponent: NotFound,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
