import { api } from "../../../convex/_generated/api";
import { type AccessCases, paginationOpts } from "./case";

const as_of = 0;

export const cases: AccessCases = {
  "contacts:keepApart": {
    role: "agent",
    call: (as, { contact_id }) =>
      as.mutation(api.contacts.keepApart, {
        contact_id,
        other_contact_id: contact_id,
      }),
    answer: "self_merge",
  },
  "contacts:listDuplicates": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.contacts.listDuplicates, { workspace_id, paginationOpts }),
  },
  "merges:suspectsOf": {
    role: "viewer",
    call: (as, { contact_id }) =>
      as.query(api.merges.suspectsOf, { contact_id }),
  },
  "contacts:previewMerge": {
    role: "viewer",
    call: (as, { contact_id }) =>
      as.query(api.contacts.previewMerge, {
        survivor_id: contact_id,
        duplicate_id: contact_id,
      }),
    answer: "self_merge",
  },
  "contacts:merge": {
    role: "admin",
    call: (as, { contact_id }) =>
      as.mutation(api.contacts.merge, {
        survivor_id: contact_id,
        duplicate_id: contact_id,
      }),
    answer: "self_merge",
  },
  "contacts:undoMerge": {
    role: "admin",
    call: (as, { merge_id }) =>
      as.mutation(api.contacts.undoMerge, { merge_id }),
    answer: "already_undone",
  },
  "conversations:merge": {
    role: "admin",
    call: (as, { conversation_id }) =>
      as.mutation(api.conversations.merge, {
        survivor_id: conversation_id,
        duplicate_id: conversation_id,
      }),
    answer: "self_merge",
  },
  "conversations:undoMerge": {
    role: "admin",
    call: (as, { merge_id }) =>
      as.mutation(api.conversations.undoMerge, { merge_id }),
    answer: "already_undone",
  },
  "merges:get": {
    role: "viewer",
    call: (as, { merge_id }) => as.query(api.merges.get, { merge_id, as_of }),
  },
  "merges:list": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.merges.list, { workspace_id, as_of, paginationOpts }),
  },
};
