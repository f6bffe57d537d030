/** Two people of whom much is known, and everything that a merge may touch. */
import type { Doc } from "../../convex/_generated/dataModel";
import { patchContact } from "../../convex/model/contacts/write";
import { readFinalState } from "./finalState";
import { rowsOf } from "./rows";
import type { TestConvex } from "./setup";

/** What people have decided and written of somebody. */
export async function adorn(
  t: TestConvex,
  contact: Doc<"contacts">,
  name: string,
): Promise<void> {
  await t.run(async (ctx) => {
    const { _id: contact_id, workspace_id } = contact;
    const author = await ctx.db.query("users").first();
    if (author === null) {
      throw new Error("the demo has an owner");
    }
    const source = { at: 1, source: "human" as const };
    await patchContact(ctx, contact, {
      email: `${name}@contoh.example`,
      email_normalized: `${name}@contoh.example`,
      tags: [name, "vip"],
      custom_values: { kota: name },
      field_sources: {
        ...contact.field_sources,
        email: source,
        tags: source,
        custom_values: { kota: source },
      },
    });
    await ctx.db.insert("contactNotes", {
      workspace_id,
      contact_id,
      author_id: author._id,
      text: name,
    });
    await ctx.db.insert("contactEvents", {
      workspace_id,
      contact_id,
      at: 1,
      actor: { kind: "system" },
      kind: "edited",
      about_id: name,
    });
  });
}

/** Everything that is compared, without what tells of the merge itself. */
export async function readEverything(t: TestConvex) {
  const identities = await rowsOf(t, "contactIdentities");
  const keyOf = (id: string) =>
    identities
      .filter((row) => row.contact_id === id)
      .map((row) => row.value)
      .sort()
      .join(" ");
  const notes = await rowsOf(t, "contactNotes");
  // What a look said in between stays in the history.
  const events = (await rowsOf(t, "contactEvents")).filter(
    ({ reason }) => reason === undefined,
  );
  const suggestions = await rowsOf(t, "duplicateSuggestions");
  return {
    ...(await readFinalState(t)),
    notes: notes.map((row) => [row.text, keyOf(row.contact_id)]).sort(),
    events: events
      .filter(({ kind }) => kind === "edited")
      .map((row) => [row.about_id, keyOf(row.contact_id)])
      .sort(),
    suggestions: suggestions
      .filter(({ status }) => status !== "merged")
      .map((row) => [
        [keyOf(row.contact_id), keyOf(row.other_contact_id)].sort().join("|"),
        row.status,
        row.reason,
      ])
      .sort(),
  };
}
