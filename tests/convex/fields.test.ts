/** Fields that a workspace adds to its contacts. */
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { useConvexEnvironment } from "../support/environment";
import { setupDemo, type TestConvex } from "../support/setup";
import { codeOf, createTenant, type Caller } from "../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let as: Caller;
let workspace_id: Id<"workspaces">;

beforeEach(async () => {
  const demo = await setupDemo();
  t = demo.t;
  as = demo.asOwner;
  workspace_id = demo.workspaceId;
});

type Type = "text" | "number" | "date" | "choice";
const create = async (label: string, type: Type = "text", choices?: string[]) =>
  await as.mutation(api.fields.create, { workspace_id, label, type, choices });
const list = async () => await as.query(api.fields.list, { workspace_id });
const labels = async () => (await list()).map(({ label }) => label);

describe("fields", () => {
  it("are listed in their order, with keys of their own", async () => {
    await create(" Nilai  pesanan ", "number");
    await create("城市");
    await create("Kelas", "choice", ["Emas", "Perak"]);
    expect(await list()).toMatchObject([
      { label: "Nilai pesanan", key: "nilai_pesanan", type: "number" },
      { label: "城市", key: "field", type: "text" },
      { key: "kelas", type: "choice", choices: ["Emas", "Perak"] },
    ]);
  });

  it.each<[string, string, Type, string[] | undefined]>([
    ["invalid_label", "  ", "text", undefined],
    ["invalid_label", "x".repeat(65), "text", undefined],
    ["invalid_choices", "Kelas", "choice", undefined],
    ["invalid_choices", "Kelas", "choice", []],
    ["invalid_choices", "Kelas", "choice", ["a", "A"]],
    ["invalid_choices", "Kelas", "text", ["a"]],
    ["label_taken", "KOTA", "text", undefined],
  ])("answer %s to %j", async (code, label, type, choices) => {
    await create("Kota");
    expect(await codeOf(create(label, type, choices))).toBe(code);
    expect(await labels()).toEqual(["Kota"]);
  });

  it("are at most fifty in use", async () => {
    const first = await create("Kolom 1");
    for (let i = 2; i <= 50; i++) {
      await create(`Kolom ${i}`);
    }
    expect(await codeOf(create("Kolom 51"))).toBe("too_many_fields");
    await as.mutation(api.fields.archive, first.undo);
    await create("Kolom 51");
    const back = as.mutation(api.fields.archive, {
      field_id: first.field_id,
      archived: false,
    });
    expect(await codeOf(back)).toBe("too_many_fields");
  });
});

describe("what was done to a field", () => {
  it("can be taken back: created, renamed, archived, moved", async () => {
    const created = await create("Kelas", "choice", ["Emas"]);
    await create("Kota");
    const before = await list();
    const updated = await as.mutation(api.fields.update, {
      field_id: created.field_id,
      label: "Golongan",
      choices: ["Emas", "Perak"],
    });
    expect(await labels()).toEqual(["Golongan", "Kota"]);
    await as.mutation(api.fields.update, updated.undo);
    expect(await list()).toEqual(before);

    const moved = await as.mutation(api.fields.reorder, {
      workspace_id,
      field_ids: before.map(({ field_id }) => field_id).reverse(),
    });
    expect(await labels()).toEqual(["Kota", "Kelas"]);
    await as.mutation(api.fields.reorder, moved.undo);
    expect(await list()).toEqual(before);

    const archived = await as.mutation(api.fields.archive, created.undo);
    expect(await list()).toMatchObject([
      { label: "Kota" },
      { label: "Kelas", archived_at: Date.now() },
    ]);
    await as.mutation(api.fields.archive, archived.undo);
    expect(await list()).toEqual(before);
  });

  it("never gives a field the key or label of another", async () => {
    const first = await create("Kota");
    await as.mutation(api.fields.archive, first.undo);
    await create("Kota");
    expect((await list()).map(({ key }) => key)).toEqual(["kota_2", "kota"]);
    const back = as.mutation(api.fields.archive, {
      field_id: first.field_id,
      archived: false,
    });
    expect(await codeOf(back)).toBe("label_taken");
  });

  it("is refused unless an order names every field in use once", async () => {
    const { field_id: a } = await create("A");
    const { field_id: b } = await create("B");
    const { field_id: c, undo } = await create("C");
    await as.mutation(api.fields.archive, undo);
    for (const field_ids of [[], [a], [a, a], [a, b, c], [a, c]]) {
      const moved = as.mutation(api.fields.reorder, {
        workspace_id,
        field_ids,
      });
      expect(await codeOf(moved)).toBe("invalid_order");
    }
    const other = await createTenant(t, "other");
    const foreign = other.asOwner.mutation(api.fields.reorder, {
      workspace_id: other.workspaceId,
      field_ids: [a],
    });
    expect(await codeOf(foreign)).toBe("invalid_order");
  });
});
