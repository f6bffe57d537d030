import { api } from "../../../convex/_generated/api";
import type { AccessCases } from "./case";

const input = {
  name: "Contact us",
  origins: ["https://toko.example"],
  fields: [
    { key: "phone", label: "WhatsApp", type: "phone" as const, required: true },
  ],
};

export const cases: AccessCases = {
  "forms:list": {
    role: "admin",
    call: (as, { workspace_id }) => as.query(api.forms.list, { workspace_id }),
  },
  "forms:create": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.mutation(api.forms.create, { workspace_id, ...input }),
  },
  "forms:update": {
    role: "admin",
    call: (as, { form_id }) =>
      as.mutation(api.forms.update, { form_id, name: "Write to us" }),
  },
  "forms:rotateKey": {
    role: "admin",
    call: (as, { form_id }) => as.mutation(api.forms.rotateKey, { form_id }),
  },
  "forms:submissions": {
    role: "viewer",
    call: (as, { contact_id }) =>
      as.query(api.forms.submissions, { contact_id }),
  },
};
