/** What members write down about a contact. */
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../convex/_generated/api";
import { setupDesk, undoOf, type Desk } from "../support/editing";
import { useConvexEnvironment } from "../support/environment";
import { onlyRow, rowsOf } from "../support/rows";
import { codeOf, type Caller } from "../support/tenants";

useConvexEnvironment();

let desk: Desk;
beforeEach(async () => {
  desk = await setupDesk();
});

const add = async (text: string, as = desk.asAgent) =>
  await as.mutation(api.notes.add, { contact_id: desk.contactId, text });

type Saved = Awaited<ReturnType<typeof add>>;

const undo = async (answer: Saved) =>
  await desk.asAgent.mutation(api.contacts.undo, undoOf(answer));

const edit = async (
  note_id: Saved["note_id"],
  text: string,
  { as = desk.asAgent, expected }: { as?: Caller; expected?: string } = {},
) => {
  const answer = await as.mutation(api.notes.edit, { note_id, text, expected });
  return answer;
};

const saved = (answer: Awaited<ReturnType<typeof edit>>): Saved => {
  if (answer.status === "conflict") {
    throw new Error("the note was changed by somebody else");
  }
  return answer;
};

/** What people see of the notes, from the timeline. */
async function shown() {
  const { page } = await desk.asAgent.query(api.contacts.timeline, {
    contact_id: desk.contactId,
    paginationOpts: { numItems: 50, cursor: null },
  });
  return page.flatMap((item) =>
    item.kind === "event" && item.event.note !== undefined
      ? [item.event.note.text]
      : [],
  );
}

describe("a note", () => {
  it("is kept as it was written, with its lines", async () => {
    await add("  Minta katalog\nbesok pagi 🌺 ");
    expect(await onlyRow(desk.t, "contactNotes")).toMatchObject({
      contact_id: desk.contactId,
      author_id: desk.agent,
      text: "Minta katalog\nbesok pagi 🌺",
    });
    expect(await shown()).toEqual(["Minta katalog\nbesok pagi 🌺"]);
  });

  it.each(["", "  \n ", "x".repeat(4097)])(
    "refuses no text and too much",
    async (text) => {
      expect(await codeOf(add(text))).toBe("invalid_note");
      expect(await rowsOf(desk.t, "contactEvents")).toEqual([]);
    },
  );

  it("keeps its author when somebody else edits it, who is in its history", async () => {
    const { note_id } = await add("Minta katalog");
    await edit(note_id, "Minta dua katalog", { as: desk.asOwner });
    const note = await onlyRow(desk.t, "contactNotes");
    expect(note.author_id).toBe(desk.agent);
    const [, edited] = await rowsOf(desk.t, "contactEvents");
    expect(edited).toMatchObject({
      kind: "note_edited",
      about_id: note_id,
      actor: { kind: "member", user_id: desk.owner },
      old_json: '{"value":"Minta katalog"}',
    });
  });

  it("that others changed since is not overwritten", async () => {
    const { note_id } = await add("Minta katalog");
    const now = Date.now();
    await edit(note_id, "Minta dua", { as: desk.asOwner });
    const mine = await edit(note_id, "Minta tiga", {
      expected: "Minta katalog",
    });
    expect(mine).toEqual({
      status: "conflict",
      conflicts: [
        {
          field: "note",
          value: "Minta dua",
          actor: { kind: "member", user_id: desk.owner },
          at: now,
        },
      ],
    });
    expect(await shown()).toEqual(["Minta dua"]);
  });

  it("comes and goes: each step can be taken back", async () => {
    const added = await add("Minta katalog");
    const edited = saved(await edit(added.note_id, "Minta dua"));
    await undo(edited);
    expect(await shown()).toEqual(["Minta katalog"]);
    const removed = await desk.asAgent.mutation(api.notes.remove, {
      note_id: added.note_id,
    });
    expect(await shown()).toEqual([]);
    await undo(removed);
    // Added once, restored once: two lines show the one note.
    expect(await shown()).toEqual(["Minta katalog", "Minta katalog"]);
    await undo(added);
    expect(await shown()).toEqual([]);
    expect(await rowsOf(desk.t, "contactNotes")).toHaveLength(1);
  });

  it("that is removed cannot be edited, and stays removed", async () => {
    const { note_id } = await add("Minta katalog");
    await desk.asAgent.mutation(api.notes.remove, { note_id });
    expect(await codeOf(edit(note_id, "Lagi"))).toBe("not_found");
    const again = await desk.asAgent.mutation(api.notes.remove, { note_id });
    expect(again.undo).toBeNull();
  });

  it("of another workspace is not there", async () => {
    const { note_id } = await add("Minta katalog");
    const asOwner = desk.t.withIdentity({ subject: "other-owner" });
    expect(await codeOf(edit(note_id, "x", { as: asOwner }))).toBe("not_found");
  });
});
