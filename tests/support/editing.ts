/** A demo workspace with one contact and people who edit it. */
import { api } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import type {
  ContactChange,
  Expected,
} from "../../convex/model/contacts/change";
import { inbound, SEKAR, storyTimeMs, type Person } from "./bodies";
import { deliver } from "./requests";
import { onlyRow } from "./rows";
import { setupDemo, type TestConvex } from "./setup";
import { addMember, createTenant, userIdOf, type Caller } from "./tenants";

export interface Desk {
  t: TestConvex;
  workspaceId: Id<"workspaces">;
  contactId: Id<"contacts">;
  /** The owner of the demo workspace, and an agent. */
  asOwner: Caller;
  asAgent: Caller;
  owner: Id<"users">;
  agent: Id<"users">;
  /** Somebody of another workspace. */
  stranger: Id<"users">;
  /** Changes the contact as somebody, by default as the agent. */
  update: (
    change: ContactChange,
    options?: { as?: Caller; expected?: Expected },
  ) => ReturnType<typeof updateAs>;
  /** What WhatsApp says of the contact, `at` seconds after the story's start. */
  tell: (at: number, person?: Person) => Promise<void>;
  read: () => Promise<Doc<"contacts">>;
}

const updateAs = (
  as: Caller,
  contact_id: Id<"contacts">,
  change: ContactChange,
  expected?: Expected,
) => as.mutation(api.contacts.update, { contact_id, change, expected });

/** Needs fake timers. The contact is {@link SEKAR}. */
export async function setupDesk(): Promise<Desk> {
  const { t, workspaceId, asOwner } = await setupDemo();
  let messages = 0;
  const tell: Desk["tell"] = async (at, person = SEKAR) => {
    messages += 1;
    await deliver(t, inbound({ id: `m${messages}`, person, at }));
  };
  await tell(0);
  const contactId = (await onlyRow(t, "contacts"))._id;
  const asAgent = await addMember(t, workspaceId, "agent");
  await createTenant(t, "other");
  return {
    t,
    workspaceId,
    contactId,
    asOwner,
    asAgent,
    owner: await userIdOf(t, "demo-owner"),
    agent: await userIdOf(t, `member-agent-${workspaceId}`),
    stranger: await userIdOf(t, "other-owner"),
    update: (change, { as = asAgent, expected } = {}) =>
      updateAs(as, contactId, change, expected),
    tell,
    read: async () => await onlyRow(t, "contacts"),
  };
}

/** The arguments that take an answer's change back. */
export function undoOf<Undo>(answer: {
  status: string;
  undo?: Undo | null;
}): Undo {
  if (answer.undo === undefined || answer.undo === null) {
    throw new Error(`nothing to undo: ${answer.status}`);
  }
  return answer.undo;
}

/** When WhatsApp first told of the contact. */
export const TOLD_AT = storyTimeMs(0);
