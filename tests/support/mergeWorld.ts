/** People of one message each, and what an owner does with them. */
import { api } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import { inbound, type Person } from "./bodies";
import { deliver } from "./requests";
import { liveContacts } from "./rows";
import { setupDemo } from "./setup";
import type { Caller } from "./tenants";

export const A = { phone: "6281255500101", bsuid: "ID.1", name: "Sekar" };
export const B = { phone: "6281255500102", bsuid: "ID.2", name: "Bagas" };
export const C = { phone: "6281255500103", bsuid: "ID.3", name: "Citra" };

export const says = (id: string, person: Person, at: number) =>
  inbound({ id, person, at, session: `session-${person.phone ?? id}` });

/** One message each of several people, who come in this order. */
export async function tellOf(...people: Person[]) {
  const demo = await setupDemo();
  await deliver(demo.t, ...people.map((one, i) => says(`own-${i}`, one, i)));
  const contacts = await liveContacts(demo.t);
  const [a, b, c] = contacts;
  if (a === undefined || b === undefined) {
    throw new Error("two people were told of");
  }
  return { ...demo, a, b, c: c ?? b };
}

export const merge = async (
  as: Caller,
  survivor: Doc<"contacts">,
  duplicate: Doc<"contacts">,
  choices?: (typeof api.contacts.merge)["_args"]["choices"],
) => {
  const { merge_id } = await as.mutation(api.contacts.merge, {
    survivor_id: survivor._id,
    duplicate_id: duplicate._id,
    choices,
  });
  return merge_id;
};

export const undo = async (as: Caller, merge_id: Id<"mergeLog">) =>
  await as.mutation(api.contacts.undoMerge, { merge_id });

export const get = async (as: Caller, { _id }: Doc<"contacts">) =>
  await as.query(api.contacts.get, { contact_id: _id });
