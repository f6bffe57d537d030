import { api } from "../../../convex/_generated/api";
import type { Caller } from "../tenants";
import { paginationOpts, type AccessCases, type AccessIds } from "./case";

const makeChannel = (as: Caller, workspace_id: AccessIds["workspace_id"]) =>
  as.action(api.channels.create, {
    workspace_id,
    name: "Sales",
    kind: "email",
    topics: ["digests"],
    target: "sales@example.com",
  });

export const cases: AccessCases = {
  "health:overview": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.health.overview, { workspace_id }),
  },
  "health:trends": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.health.trends, { workspace_id, as_of: 1 }),
  },
  "health:hours": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.health.hours, { workspace_id, as_of: 1 }),
  },
  "alerts:list": {
    role: "viewer",
    call: (as, { workspace_id }) => as.query(api.alerts.list, { workspace_id }),
  },
  "alerts:acknowledge": {
    role: "agent",
    call: (as, { alert_id }) =>
      as.mutation(api.alerts.acknowledge, { alert_id, is_acknowledged: true }),
  },
  "alerts:mute": {
    role: "admin",
    call: (as, { alert_id }) =>
      as.mutation(api.alerts.mute, { alert_id, until: null }),
  },
  "channels:list": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.query(api.channels.list, { workspace_id }),
  },
  "channels:create": {
    role: "admin",
    call: (as, { workspace_id }) => makeChannel(as, workspace_id),
  },
  "channels:update": {
    role: "admin",
    call: (as, { workspace_id, channel_id }) =>
      as.action(api.channels.update, {
        workspace_id,
        channel_id,
        name: "Mail",
      }),
  },
  "channels:rotate": {
    role: "admin",
    // The channel is a mail address: there is nothing to sign.
    answer: "not_found",
    call: (as, { workspace_id, channel_id }) =>
      as.action(api.channels.rotate, { workspace_id, channel_id }),
  },
  "channels:test": {
    role: "admin",
    call: (as, { channel_id }) =>
      as.mutation(api.channels.test, { channel_id }),
  },
  "channels:deliveries": {
    role: "admin",
    call: (as, { channel_id }) =>
      as.query(api.channels.deliveries, { channel_id, paginationOpts }),
  },
  "channels:retry": {
    role: "admin",
    call: (as, { notification_id }) =>
      as.mutation(api.channels.retry, { notification_id }),
  },
  "channels:remove": {
    role: "admin",
    // Whoever may make one removes that; others try what is there.
    call: async (as, ids) => {
      const channel_id = await makeChannel(as, ids.workspace_id).then(
        (made) => made.channel_id,
        () => ids.channel_id,
      );
      return await as.mutation(api.channels.remove, { channel_id });
    },
  },
};
