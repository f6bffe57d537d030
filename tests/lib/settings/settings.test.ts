import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PulledWorkflow } from "../../../src/lib/settings/snapshot";
import { toSnapshot } from "../../../src/lib/settings/snapshot";
import { canonicalJson } from "../../../src/lib/settings/canonical";
import {
  diffContents,
  diffHashOf,
  type Change,
} from "../../../src/lib/settings/diff";
import {
  maskOf,
  replaceSecrets,
  showMasked,
} from "../../../src/lib/settings/masking";
import type { SettingsContent } from "../../../src/lib/settings/snapshot";

const jsonArbitrary = fc.jsonValue({ maxDepth: 3, noUnicodeString: false });

const pulledArbitrary: fc.Arbitrary<PulledWorkflow[]> = fc.uniqueArray(
  fc.record({
    workflow: fc.record({
      id: fc.constantFrom("w1", "w2", "w3"),
      name: fc.constantFrom("Sapaan", "Pesanan"),
      slug: fc.constantFrom("sapaan", undefined),
      status: fc.constantFrom("active", "draft"),
      message_debounce_seconds: fc.constantFrom(5, undefined),
    }),
    definition: fc.record({
      nodes: fc.array(
        fc.record({
          id: fc.constantFrom("n1", "n2", "n3", "n4"),
          data: fc.record({
            node_type: fc.constantFrom("send_text", "agent"),
            display_name: fc.constantFrom("Sapa", undefined),
            config: fc.dictionary(
              fc.constantFrom("message", "buttons", "__proto__", "deep"),
              jsonArbitrary,
            ),
          }),
        }),
        { maxLength: 4 },
      ),
      edges: fc.array(
        fc.record({
          id: fc.constantFrom("e1", undefined),
          source: fc.constantFrom("n1", "n2"),
          target: fc.constantFrom("n2", "n3"),
          label: fc.constantFrom("next", undefined),
          flow_condition_id: fc.constantFrom("c1", undefined),
        }),
        { maxLength: 3 },
      ),
    }),
  }),
  { selector: ({ workflow }) => workflow.id, maxLength: 3 },
);

/** As storage gives it back. */
const reread = (content: SettingsContent): SettingsContent =>
  JSON.parse(canonicalJson(content)) as SettingsContent;

const snapshotOf = (pulled: PulledWorkflow[]) =>
  reread(toSnapshot(pulled, (secret) => secret));

/** What a list of changes makes of a content. */
function applyChanges(content: SettingsContent, changes: Change[]) {
  const whole = structuredClone(content);
  for (const change of changes) {
    const workflow = whole.workflows.find(({ id }) => id === change.workflowId);
    if (change.path.length === 0) {
      const list: { id: string }[] =
        change.part === "workflow"
          ? whole.workflows
          : change.part === "node"
            ? (workflow?.nodes ?? [])
            : (workflow?.edges ?? []);
      const id = change.id ?? change.workflowId;
      const place = list.findIndex((thing) => thing.id === id);
      if (change.kind === "removed") {
        list.splice(place, 1);
      } else {
        list.push(change.after as { id: string });
      }
      continue;
    }
    const root: unknown =
      change.part === "setting"
        ? whole.settings
        : change.part === "workflow"
          ? workflow
          : [...(workflow?.nodes ?? []), ...(workflow?.edges ?? [])].find(
              ({ id }) => id === change.id,
            );
    setAt(root, change.path, change);
  }
  // Removed elements of lists leave holes at their end.
  return JSON.parse(JSON.stringify(whole), (_key, value: unknown) =>
    Array.isArray(value) ? value.filter((part) => part !== GONE) : value,
  ) as SettingsContent;
}

const GONE = "\u0000gone";

function setAt(root: unknown, path: string[], change: Change): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>(
      (value, key) => Reflect.get(Object(value) as object, key),
      root,
    );
  const key = path.at(-1) ?? "";
  if (change.kind === "removed" && !Array.isArray(parent)) {
    Reflect.deleteProperty(Object(parent) as object, key);
  } else {
    Object.defineProperty(Object(parent) as object, key, {
      value: change.kind === "removed" ? GONE : change.after,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
}

const sortIds = (content: SettingsContent) => {
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  return canonicalJson({
    ...content,
    workflows: content.workflows
      .map((workflow) => ({
        ...workflow,
        nodes: [...workflow.nodes].sort(byId),
        edges: [...workflow.edges].sort(byId),
      }))
      .sort(byId),
  });
};

describe("a diff", () => {
  it("of equal contents is empty, and of unequal ones is not", () => {
    fc.assert(
      fc.property(pulledArbitrary, pulledArbitrary, (a, b) => {
        const [one, other] = [snapshotOf(a), snapshotOf(b)];
        expect(diffContents(one, structuredClone(one))).toEqual([]);
        const isSame = canonicalJson(one) === canonicalJson(other);
        expect(diffContents(one, other).length === 0).toBe(isSame);
      }),
    );
  });

  it("takes one content to the other", () => {
    fc.assert(
      fc.property(pulledArbitrary, pulledArbitrary, (a, b) => {
        const [one, other] = [snapshotOf(a), snapshotOf(b)];
        const made = applyChanges(one, diffContents(one, other));
        expect(sortIds(made)).toBe(sortIds(other));
      }),
    );
  });

  it("turns around with the contents", () => {
    fc.assert(
      fc.property(pulledArbitrary, pulledArbitrary, (a, b) => {
        const [one, other] = [snapshotOf(a), snapshotOf(b)];
        const there = diffContents(one, other).map(({ kind, path }) => ({
          kind,
          path,
        }));
        const turned = {
          added: "removed",
          removed: "added",
          changed: "changed",
        };
        const back = diffContents(other, one).map(({ kind, path }) => ({
          kind: turned[kind],
          path,
        }));
        expect(new Set(there.map((c) => canonicalJson(c)))).toEqual(
          new Set(back.map((c) => canonicalJson(c))),
        );
      }),
    );
  });

  it("does not mind the order of keys and nodes, nor where a node stands", () => {
    const nodes = [
      { id: "a", data: { node_type: "start", config: { x: 1, y: 2 } } },
      { id: "b", data: { node_type: "send_text", config: {} } },
    ];
    const workflow = { id: "w", name: "W", slug: "w", status: "active" };
    const one = { workflow: { ...workflow, message_debounce_seconds: 5 } };
    const first = snapshotOf([{ ...one, definition: { nodes, edges: [] } }]);
    const moved = [
      { ...nodes[1], position: { x: 9, y: 9 } },
      { id: "a", data: { node_type: "start", config: { y: 2, x: 1 } } },
    ] as typeof nodes;
    const second = snapshotOf([
      { ...one, definition: { nodes: moved, edges: [] } },
    ]);
    expect(canonicalJson(second)).toBe(canonicalJson(first));
  });

  it("names workflow, node and path", () => {
    const settings = {};
    const workflow = (message: string) => ({
      id: "w",
      name: "Sapaan",
      slug: "sapaan",
      status: "active",
      message_debounce_seconds: null,
      nodes: [
        { id: "n", type: "send_text", name: "Sapa", config: { message } },
      ],
      edges: [],
    });
    expect(
      diffContents(
        { workflows: [workflow("Halo")], settings },
        { workflows: [workflow("Hai")], settings },
      ),
    ).toEqual([
      {
        part: "node",
        kind: "changed",
        workflowId: "w",
        workflowName: "Sapaan",
        id: "n",
        name: "Sapa",
        path: ["config", "message"],
        before: "Halo",
        after: "Hai",
      },
    ]);
  });

  it("is named by both of its ends", () => {
    expect(diffHashOf(undefined, "aa")).not.toBe(diffHashOf("aa", ""));
    expect(diffHashOf("a", "b")).not.toBe(diffHashOf("b", "a"));
  });
});

describe("secrets", () => {
  const mask = (value: unknown) =>
    JSON.stringify(replaceSecrets(value, (s) => maskOf(s, "00112233")));

  it.each([
    [{ api_key: "k-1234567890ab3f9a" }, "1234567890"],
    [{ headers: { Authorization: "Basic dXNlcjpwYXNz" } }, "dXNlcj"],
    [{ headers: [{ name: "X-Api-Key", value: "abcdefgh12345678" }] }, "abcdef"],
    [{ secrets: ["one-long-secret", "other"] }, "one-long"],
    [{ url: "https://ann:pass@host.example/x" }, "ann:pass"],
    [{ url: "https://host.example/x?access_token=zzzz9999yyyy" }, "zzzz99"],
    [{ prompt: "Pakai sk-live-abcdef123456 ya" }, "live-abcdef"],
    [{ prompt: "kirim Bearer abc.def-123456789" }, "def-1234"],
    [
      { note: `x eyJ${"a".repeat(12)}.${"b".repeat(12)}.${"c".repeat(12)}` },
      "bbbb",
    ],
    [
      { config: { auth: { token: { value: "deep-secret-1234" } } } },
      "deep-secret",
    ],
  ])("of %j are masked", (value, part) => {
    expect(mask(value)).not.toContain(part);
    expect(mask(value)).toContain("••••");
  });

  it.each([
    { max_tokens: 800, token_limit: "800" },
    { message: "Halo, ada yang bisa dibantu?" },
    { url: "https://host.example/x?page=2" },
    { keyboard: "numeric" },
  ])("are not seen in %j", (value) => {
    expect(mask(value)).toBe(JSON.stringify(value));
  });

  it("show their end to people, and to nobody the mark", () => {
    const stored = maskOf("k-1234567890ab3f9a", "00112233");
    expect(stored).toBe("••••3f9a·00112233");
    expect(showMasked(`Pakai ${stored} ya`)).toBe("Pakai ••••3f9a ya");
    expect(showMasked(maskOf("short", "00112233"))).toBe("••••");
  });
});
