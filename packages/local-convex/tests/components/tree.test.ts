import { describe, expect, it } from "vitest";
import type { DefinitionExport } from "../../src/components/definition";
import { resolveAddress, toHandle } from "../../src/components/references";
import { allNodes, buildTree } from "../../src/components/tree";

type Child = DefinitionExport["childComponents"][number];

function definition(
  children: readonly Child[],
  envVars: readonly [name: string, optional: boolean][] = [],
): DefinitionExport {
  return {
    definitionType: { type: "app" },
    childComponents: [...children],
    httpMounts: {},
    envVars: envVars.map(([name, optional]) => [
      name,
      { type: "value", value: '{"type":"string"}', optional },
    ]),
  };
}

const SYSTEM = { CONVEX_CLOUD_URL: "http://cloud" };

/** An app with the same pool twice, each with a worker inside. */
function twoPools() {
  const worker: Child = { name: "worker", path: "worker", env: null };
  const pool = definition([worker], [["LIMIT", true]]);
  const app = definition([
    {
      name: "first",
      path: "pool",
      env: [["LIMIT", { type: "value", value: "7" }]],
    },
    {
      name: "second",
      path: "pool",
      env: [["LIMIT", { type: "envVar", name: "POOL_LIMIT" }]],
    },
  ]);
  return new Map([
    ["", app],
    ["pool", pool],
    ["worker", definition([])],
  ]);
}

describe("the tree of mounts", () => {
  it("mounts one definition as often as it is used", () => {
    const tree = buildTree(twoPools(), {}, SYSTEM);
    expect(allNodes(tree).map(({ path }) => path)).toEqual([
      "",
      "first",
      "first/worker",
      "second",
      "second/worker",
    ]);
  });

  it("gives a child only the variables bound for it", () => {
    const env = { POOL_LIMIT: "9", SECRET: "app only" };
    const tree = buildTree(twoPools(), env, SYSTEM);
    const seen = allNodes(tree).map((node) => node.env);
    expect(seen).toEqual([
      { ...env, ...SYSTEM },
      { LIMIT: "7", ...SYSTEM },
      SYSTEM,
      { LIMIT: "9", ...SYSTEM },
      SYSTEM,
    ]);
  });

  it("shows each where its own HTTP routes begin", () => {
    const worker = { name: "worker", path: "worker", env: null };
    const pool = {
      ...definition([worker]),
      httpMounts: { "/jobs/": "_reference/childComponent/worker" },
    };
    const pools = ["first", "second"].map((name) => ({
      ...{ name, path: "pool", env: null },
    }));
    const app = {
      ...{ ...definition(pools), httpPrefix: "/app/" },
      httpMounts: { "/pool/": "_reference/childComponent/first" },
    };
    const definitions = new Map([
      ["", app],
      ["pool", pool],
      ["worker", definition([])],
    ]);
    const site = "http://site";
    const tree = buildTree(definitions, {}, { CONVEX_SITE_URL: site });
    const seen = allNodes(tree).map(({ path, env }) => [
      path,
      env["CONVEX_SITE_URL"],
    ]);
    // Nobody reaches what lies below a component without a prefix.
    expect(seen).toEqual([
      ["", site],
      ["first", `${site}/app/pool`],
      ["first/worker", `${site}/app/pool/jobs`],
      ["second", site],
      ["second/worker", site],
    ]);
  });

  it("names every required variable that is not set", () => {
    const app = definition(
      [],
      [
        ["A", false],
        ["B", true],
        ["C", false],
      ],
    );
    const build = () => buildTree(new Map([["", app]]), { B: "set" }, SYSTEM);
    expect(build).toThrow("are not set: A, C.");
  });

  it("refuses a value its validator does not accept", () => {
    const app = definition([]);
    app.envVars = [
      ["MODE", { type: "value", value: '{"type":"literal","value":"live"}' }],
    ];
    const build = (MODE: string) =>
      buildTree(new Map([["", app]]), { MODE }, SYSTEM);
    expect(() => build("test")).toThrow("variable MODE does not match");
    expect(build("live").env["MODE"]).toBe("live");
  });
});

describe("function addresses", () => {
  const tree = buildTree(twoPools(), {}, SYSTEM);
  const first = tree.children.get("first") ?? tree;

  it.each([
    ["events:record", "events:record"],
    ["folder/events.js:record", "folder/events:record"],
    ["folder/events", "folder/events:default"],
  ])("the name %s means %s of the caller", (name, path) => {
    expect(resolveAddress(first, { name })).toMatchObject({
      component: "first",
      path,
    });
  });

  it("a reference reaches into the caller's own child", () => {
    const reference = "_reference/childComponent/worker/lib/jobs/start";
    expect(resolveAddress(first, { reference })).toEqual({
      component: "first/worker",
      path: "lib/jobs:start",
      throughReference: true,
    });
    expect(() => resolveAddress(tree, { reference })).toThrow("not found");
  });

  it("a handle means the same from everywhere", () => {
    const address = { component: "first/worker", path: "lib:start" };
    const functionHandle = toHandle(address);
    expect(functionHandle).toMatch(/^function:\/\//);
    for (const node of allNodes(tree)) {
      expect(resolveAddress(node, { functionHandle })).toMatchObject(address);
    }
  });

  it("exactly one way of naming is needed", () => {
    expect(() => resolveAddress(tree, {})).toThrow("exactly one");
  });
});
