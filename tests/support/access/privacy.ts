import { api } from "../../../convex/_generated/api";
import type { AccessCases } from "./case";

export const cases: AccessCases = {
  "contacts:erase": {
    role: "admin",
    // Refused for the name, so that the contact is there for the others.
    call: (as, { contact_id }) =>
      as.mutation(api.contacts.erase, { contact_id, confirm_name: "Nobody" }),
    answer: "not_confirmed",
  },
  "contacts:exportPerson": {
    role: "admin",
    call: (as, { contact_id }) =>
      as.query(api.contacts.exportPerson, { contact_id }),
  },
};
