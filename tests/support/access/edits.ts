import { api } from "../../../convex/_generated/api";
import { type AccessCases, paginationOpts } from "./case";

/** A label that no call has used before: labels are unique. */
let labels = 0;

export const cases: AccessCases = {
  "contacts:update": {
    role: "agent",
    call: (as, { contact_id }) =>
      as.mutation(api.contacts.update, {
        contact_id,
        change: { name: "Bu Sekar" },
      }),
  },
  "contacts:undo": {
    role: "agent",
    call: (as, { contact_id, event_id }) =>
      as.mutation(api.contacts.undo, { contact_id, event_ids: [event_id] }),
  },
  "contacts:identities": {
    role: "viewer",
    call: (as, { contact_id }) =>
      as.query(api.contacts.identities, { contact_id }),
  },
  "contacts:timeline": {
    role: "viewer",
    call: (as, { contact_id }) =>
      as.query(api.contacts.timeline, { contact_id, paginationOpts }),
  },
  "contacts:bulk": {
    role: "agent",
    call: (as, { workspace_id }) =>
      as.mutation(api.contacts.bulk, {
        workspace_id,
        filter: {},
        change: { tags: { add: ["vip"] } },
      }),
  },
  "notes:add": {
    role: "agent",
    call: (as, { contact_id }) =>
      as.mutation(api.notes.add, { contact_id, text: "Minta katalog" }),
  },
  "notes:edit": {
    role: "agent",
    call: (as, { note_id }) =>
      as.mutation(api.notes.edit, { note_id, text: "Minta dua katalog" }),
  },
  "notes:remove": {
    role: "agent",
    call: (as, { note_id }) => as.mutation(api.notes.remove, { note_id }),
  },
  "fields:list": {
    role: "viewer",
    call: (as, { workspace_id }) => as.query(api.fields.list, { workspace_id }),
  },
  "fields:create": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.mutation(api.fields.create, {
        workspace_id,
        label: `Bidang ${(labels += 1)}`,
        type: "text",
      }),
  },
  "fields:update": {
    role: "admin",
    call: (as, { field_id }) =>
      as.mutation(api.fields.update, { field_id, label: "Kota asal" }),
  },
  "fields:archive": {
    role: "admin",
    call: (as, { field_id }) =>
      as.mutation(api.fields.archive, { field_id, archived: true }),
  },
  "fields:reorder": {
    role: "admin",
    call: (as, { workspace_id, field_id }) =>
      as.mutation(api.fields.reorder, { workspace_id, field_ids: [field_id] }),
  },
  "jobs:list": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.jobs.list, { workspace_id, paginationOpts }),
  },
  "jobs:get": {
    role: "viewer",
    call: (as, { job_id }) => as.query(api.jobs.get, { job_id }),
  },
  "jobs:rows": {
    role: "viewer",
    call: (as, { job_id }) =>
      as.query(api.jobs.rows, { job_id, result: "changed", paginationOpts }),
  },
  "jobs:cancel": {
    role: "agent",
    call: (as, { job_id }) => as.mutation(api.jobs.cancel, { job_id }),
  },
  "jobs:undo": {
    role: "agent",
    call: (as, { job_id }) => as.mutation(api.jobs.undo, { job_id }),
  },
};
