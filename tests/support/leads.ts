/** A demo workspace in which people write, and leads are made of them. */
import { api } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import type { OutboundStatus, Saying } from "./bodies";
import { inbound, outbound, STORY_START_S } from "./bodies";
import { deliver } from "./requests";
import { onlyRow, rowsOf } from "./rows";
import { setupDemo, type TestConvex } from "./setup";
import type { Caller } from "./tenants";

export const ARDI = { phone: "6281255500201", name: "Ardi Nugraha" };

export interface Front {
  t: TestConvex;
  asOwner: Caller;
  workspaceId: Id<"workspaces">;
  /** A message of the customer's, by default {@link ARDI}, at a second from now. */
  hear: (text: string, more?: Partial<Saying>) => Promise<void>;
  /** One of ours. */
  say: (text: string, more?: Partial<Saying>) => Promise<void>;
  contact: () => Promise<Doc<"contacts">>;
  lead: () => Promise<Doc<"leads">>;
  leads: () => Promise<Doc<"leads">[]>;
  page: (
    filter?: Partial<Parameters<typeof listLeads>[1]>,
  ) => ReturnType<typeof listLeads>;
}

const listLeads = async (
  as: Caller,
  args: Omit<(typeof api.leads.list)["_args"], "paginationOpts">,
) => {
  const paginationOpts = { numItems: 100, cursor: null };
  return (await as.query(api.leads.list, { ...args, paginationOpts })).page;
};

/** Needs fake timers. The clock is set to the time of what is written. */
export async function setupFront(): Promise<Front> {
  const { t, asOwner, workspaceId } = await setupDemo();
  let messages = 0;
  const saying = (text: string, more: Partial<Saying>): Saying => {
    messages += 1;
    const at = Math.floor(Date.now() / 1000) - STORY_START_S + messages;
    return { id: `m${messages}`, person: ARDI, at, text, ...more };
  };
  const status: OutboundStatus = "sent";
  return {
    t,
    asOwner,
    workspaceId,
    hear: async (text, more = {}) =>
      await deliver(t, inbound(saying(text, more))),
    say: async (text, more = {}) =>
      await deliver(t, outbound(saying(text, more), status)),
    contact: async () => await onlyRow(t, "contacts"),
    lead: async () => await onlyRow(t, "leads"),
    leads: async () => await rowsOf(t, "leads"),
    page: async (filter = {}) =>
      await listLeads(asOwner, { workspace_id: workspaceId, ...filter }),
  };
}
