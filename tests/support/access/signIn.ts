import { api } from "../../../convex/_generated/api";
import { type AccessCases, paginationOpts } from "./case";

export const cases: AccessCases = {
  "auth:methods": {
    role: "anyone",
    call: (as) => as.query(api.auth.methods, {}),
  },
  "auth:signIn": {
    role: "anyone",
    call: (as) =>
      as.action(api.auth.signIn, {
        provider: "link",
        params: { email: "stranger@example.com" },
      }),
  },
  "auth:signOut": {
    role: "anyone",
    call: (as) => as.action(api.auth.signOut, {}),
  },
  "invitations:accept": {
    role: "self",
    answer: "address_unproven",
    call: (as, { invitation_id }) =>
      as.mutation(api.invitations.accept, { invitation_id }),
  },
  "invitations:create": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.mutation(api.invitations.create, {
        ...{ workspace_id, emails: ["cici@example.com"], role: "agent" },
      }),
  },
  "invitations:list": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.query(api.invitations.list, { workspace_id, paginationOpts }),
  },
  "invitations:listMine": {
    role: "self",
    call: (as) => as.query(api.invitations.listMine, { as_of: 0 }),
  },
  "invitations:resend": {
    role: "admin",
    call: (as, { workspace_id, invitation_id }) =>
      as.mutation(api.invitations.resend, { workspace_id, invitation_id }),
  },
  "invitations:revoke": {
    role: "admin",
    call: (as, { workspace_id, invitation_id }) =>
      as.mutation(api.invitations.revoke, { workspace_id, invitation_id }),
  },
  "me:get": { role: "self", call: (as) => as.query(api.me.get, {}) },
  "me:update": {
    role: "self",
    call: (as) => as.mutation(api.me.update, { language: "id" }),
  },
  "members:leave": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.mutation(api.members.leave, { workspace_id, to_user: null }),
  },
  "members:list": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.members.list, { workspace_id, paginationOpts }),
  },
  "members:remove": {
    role: "admin",
    call: (as, { workspace_id, user_id }) =>
      as.mutation(api.members.remove, { workspace_id, user_id, to_user: null }),
  },
  "members:setRole": {
    role: "admin",
    call: (as, { workspace_id, user_id }) =>
      as.mutation(api.members.setRole, {
        ...{ workspace_id, user_id, role: "agent" },
      }),
  },
  "workspaces:update": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.mutation(api.workspaces.update, { workspace_id, name: "Kedai" }),
  },
};
