/** A member's preferences of the page. */
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import type { Prefs } from "../../convex/model/workspaces/prefs";
import { useConvexEnvironment } from "../support/environment";
import { setupDemo, type TestConvex } from "../support/setup";
import { addMember, codeOf, type Caller } from "../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Caller;
let workspaceId: Id<"workspaces">;

beforeEach(async () => {
  ({ t, asOwner, workspaceId } = await setupDemo());
});

const set = async (as: Caller, prefs: Prefs) =>
  await as.mutation(api.prefs.set, { workspace_id: workspaceId, prefs });
const get = async (as: Caller) =>
  await as.query(api.prefs.get, { workspace_id: workspaceId });

describe("preferences", () => {
  it("are one person's, and what is not given stays", async () => {
    expect(await get(asOwner)).toEqual({});
    const contact_columns = [{ key: "name", width: 240 }, { key: "tags" }];
    expect(await set(asOwner, { contact_columns })).toEqual({});
    expect(await set(asOwner, { density: "compact" })).toEqual({
      contact_columns,
    });
    expect(await get(asOwner)).toEqual({ contact_columns, density: "compact" });
    expect(await get(await addMember(t, workspaceId, "viewer"))).toEqual({});
  });

  it.each<[string, Prefs]>([
    ["a column twice", { contact_columns: [{ key: "a" }, { key: "a" }] }],
    ["no name", { contact_columns: [{ key: "" }] }],
    ["a long name", { folded_panes: ["x".repeat(65)] }],
    ["no width", { contact_columns: [{ key: "a", width: 0 }] }],
    ["NaN", { contact_columns: [{ key: "a", width: NaN }] }],
    ["a wide one", { contact_columns: [{ key: "a", width: 2001 }] }],
    [
      "many columns",
      {
        contact_columns: Array.from({ length: 61 }, (_, i) => ({
          key: `${i}`,
        })),
      },
    ],
  ])("with %s are refused", async (_, prefs) => {
    expect(await codeOf(set(asOwner, prefs))).toBe("invalid_prefs");
    expect(await get(asOwner)).toEqual({});
  });
});
