import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Change,
  groupChanges,
} from "../../../web/src/screens/settings/versions/groups";

const change = (about: Partial<Change>): Change => ({
  part: "node",
  kind: "changed",
  path: ["message"],
  ...about,
});

describe("groupChanges", () => {
  it("puts what belongs to one node under its workflow", () => {
    const greeting = { workflow_id: "w1", workflow_name: "Welcome" };
    const groups = groupChanges([
      change({ ...greeting, id: "n1", name: "Greeting" }),
      change({ ...greeting, id: "n1", name: "Greeting", path: ["delay"] }),
      change({ ...greeting, part: "edge", id: "n1", path: [] }),
      change({ part: "setting", path: ["digest_hour"] }),
    ]);
    expect(groups).toMatchObject([
      {
        name: "Welcome",
        things: [
          { part: "node", name: "Greeting", changes: [{}, {}] },
          { part: "edge", name: "n1", changes: [{}] },
        ],
      },
      { name: undefined, things: [{ part: "setting", name: "" }] },
    ]);
  });

  it("loses no change and doubles none", () => {
    const some = fc.record({
      part: fc.constantFrom("workflow" as const, "node" as const),
      kind: fc.constantFrom("added" as const, "removed" as const),
      workflow_id: fc.constantFrom("w1", "w2"),
      id: fc.constantFrom("n1", "n2"),
      path: fc.array(fc.constantFrom("a", "b"), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(some), (changes) => {
        const grouped = groupChanges(changes).flatMap(({ things }) =>
          things.flatMap(({ changes: own }) => own),
        );
        expect(new Set(grouped)).toEqual(new Set(changes));
        expect(grouped).toHaveLength(changes.length);
      }),
    );
  });
});
