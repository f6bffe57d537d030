/** Settings with versions, against a simulated Kapso over real HTTP. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import { demoWorkflow } from "../../scripts/sim/api/demo";
import { faults } from "../../scripts/sim/api/faults";
import { KAPSO_NOW, useKapso } from "../support/kapsoApi";
import { onlyRow, rowsOf } from "../support/rows";
import { codeOf } from "../support/tenants";

const world = useKapso();
beforeEach(() => {
  world.api.archive.workflows.push(demoWorkflow());
});

const here = () => ({ workspace_id: world.workspaceId });
const pull = () => world.asOwner.action(api.settings.pull, here());
const status = () => world.asOwner.query(api.settings.status, here());
const confirm = (diff_hash: string) =>
  world.asOwner.action(api.settings.confirm, { ...here(), diff_hash });
const restore = (version: number, diff_hash?: string) =>
  world.asOwner.mutation(api.settings.restore, {
    ...here(),
    version,
    ...(diff_hash === undefined ? {} : { diff_hash }),
  });

async function diff(version?: number) {
  const found = await world.asOwner.query(api.settings.diff, {
    ...here(),
    ...(version === undefined ? {} : { version }),
  });
  if (found === null) {
    throw new Error("nothing was pulled");
  }
  return found;
}

async function versions() {
  const { page } = await world.asOwner.query(api.settings.listVersions, {
    ...here(),
    paginationOpts: { numItems: 20, cursor: null },
  });
  return page.map(({ version, source, is_active, restored_from }) =>
    [version, source, is_active ? "active" : "", restored_from ?? ""].join(" "),
  );
}

/** Somebody edits the greeting in Kapso. */
function edit(message: string): void {
  const [workflow] = world.api.archive.workflows;
  const nodes = workflow?.definition.nodes as {
    id: string;
    position: object;
    data: { config: Record<string, unknown> };
  }[];
  const greeting = nodes.find(({ id }) => id === "greet");
  Object.assign(greeting?.data.config ?? {}, { message });
}

/** And moves it, which changes nothing. */
function move(): void {
  const [workflow] = world.api.archive.workflows;
  const nodes = workflow?.definition.nodes as { position: object }[];
  nodes.reverse();
  nodes.forEach((node, i) => Object.assign(node.position, { x: i * 100 }));
  Object.assign(workflow?.row ?? {}, { lock_version: 8, execution_count: 999 });
}

async function confirmFirst() {
  await pull();
  return await confirm((await diff()).diff_hash);
}

describe("workflows of Kapso", () => {
  it("become a version when somebody confirms what they have seen", async () => {
    expect(await status()).toMatchObject({
      key: { source: "environment", key_end: "-key" },
      sync: { state: "never" },
      active: { kapso: null, local: null },
    });
    expect(await pull()).toEqual({ status: "synced" });
    expect((await status()).sync).toEqual({
      state: "synced",
      at: KAPSO_NOW,
      pulled_at: KAPSO_NOW,
    });
    const first = await diff();
    expect(first).toMatchObject({
      is_identical: false,
      changes: [{ part: "workflow", kind: "added", workflow_name: "Sapaan" }],
    });
    expect(await versions()).toEqual([]);
    expect(await confirm(first.diff_hash)).toEqual({
      status: "stored",
      version: 1,
    });
    expect(await versions()).toEqual(["1 kapso active "]);
    expect(await diff()).toMatchObject({ is_identical: true, changes: [] });
  });

  it("are the same when they were moved or ran, and make no version", async () => {
    await confirmFirst();
    move();
    await pull();
    const same = await diff();
    expect(same).toMatchObject({ is_identical: true, changes: [] });
    expect(await confirm(same.diff_hash)).toEqual({
      status: "identical",
      version: 1,
    });
    expect(await versions()).toEqual(["1 kapso active "]);
  });

  it("that were edited between diff and confirm are shown anew first", async () => {
    await confirmFirst();
    edit("Halo, dengan Kedai Fiktif.");
    await pull();
    const seen = await diff();
    expect(seen.changes).toMatchObject([
      {
        part: "node",
        kind: "changed",
        name: "Sapaan",
        path: ["config", "message"],
        before: "Halo! Ada yang bisa kami bantu?",
        after: "Halo, dengan Kedai Fiktif.",
      },
    ]);
    edit("Tutup.");
    const refused = await confirm(seen.diff_hash);
    const now = await diff();
    expect(refused).toEqual({ status: "changed", diff_hash: now.diff_hash });
    expect(now.changes).toMatchObject([{ after: "Tutup." }]);
    expect(await versions()).toEqual(["1 kapso active "]);
    expect(await confirm(now.diff_hash)).toEqual({
      status: "stored",
      version: 2,
    });
  });

  it("keep no secret, and show how it ends and that it changed", async () => {
    await confirmFirst();
    const workflow = world.api.archive.workflows[0];
    const text = JSON.stringify(workflow?.definition).replace(
      "sim-token-0123456789ab3f9a",
      "sim-token-9999999999ab3f9a",
    );
    Object.assign(workflow ?? {}, { definition: JSON.parse(text) as object });
    await pull();
    expect((await diff()).changes).toMatchObject([
      {
        path: ["config", "headers", "Authorization"],
        before: "••••3f9a",
        after: "••••3f9a",
      },
    ]);
    const stored = JSON.stringify([
      await rowsOf(world.t, "settingsContents"),
      world.log.mock.calls,
    ]);
    expect(stored).not.toContain("sim-token");
  });

  it("that drift raise an alert, which ends with confirming", async () => {
    await confirmFirst();
    edit("Lain");
    await pull();
    expect(await status()).toMatchObject({ has_drift: true });
    await world.t.mutation(internal.alerts.sweep.sweepAlerts, {});
    const alert = await onlyRow(world.t, "alerts");
    expect(alert).toMatchObject({ kind: "settings_drift", count: 1 });
    expect(alert.resolved_at).toBeUndefined();
    await confirm((await diff()).diff_hash);
    await world.t.mutation(internal.alerts.sweep.sweepAlerts, {});
    expect(await onlyRow(world.t, "alerts")).toMatchObject({
      resolved_at: KAPSO_NOW,
    });
  });

  it("of before come back as a new version with their content", async () => {
    await confirmFirst();
    edit("Lain");
    await pull();
    await confirm((await diff()).diff_hash);
    const back = await diff(1);
    expect(back.changes).toMatchObject([{ before: "Lain" }]);
    expect(await restore(1, back.diff_hash)).toEqual({
      status: "stored",
      version: 3,
    });
    expect(await restore(1)).toEqual({ status: "identical", version: 3 });
    expect(await versions()).toEqual([
      "3 kapso active 1",
      "2 kapso  ",
      "1 kapso  ",
    ]);
    // Contents are stored once each.
    expect(await rowsOf(world.t, "settingsContents")).toHaveLength(2);
    expect(await codeOf(restore(2, back.diff_hash))).toBe("settings_changed");
    expect(await codeOf(restore(9))).toBe("not_found");
  });

  it("that were pulled and never confirmed are not kept", async () => {
    await confirmFirst();
    for (const message of ["a", "b", "c"]) {
      edit(message);
      await pull();
    }
    expect(await rowsOf(world.t, "settingsContents")).toHaveLength(2);
  });
});

describe("a pull that fails", () => {
  it("says why and when it is tried again, and is", async () => {
    world.api.queue.push(faults.rateLimited(300));
    expect(await pull()).toEqual({
      status: "error",
      error_code: "kapso_rate_limited",
    });
    const retry_at = KAPSO_NOW + 300_000;
    expect((await status()).sync).toEqual({
      state: "error",
      at: KAPSO_NOW,
      error_code: "kapso_rate_limited",
      retry_at,
    });
    expect(await codeOf(confirm("-"))).toBe("kapso_rate_limited");
    vi.setSystemTime(retry_at + 1);
    const sync = await onlyRow(world.t, "settingsSync");
    await world.t.action(internal.settings.sync.retry, {
      ...here(),
      retry_at: sync.retry_at ?? 0,
    });
    expect(await status()).toMatchObject({ sync: { state: "synced" } });
  });

  it("waits longer each time and not for ever, while Kapso is down for an hour", async () => {
    world.api.usual = faults.failing(503);
    const waits: number[] = [];
    await pull();
    for (;;) {
      const { at = 0, retry_at } = (await status()).sync;
      if (retry_at === undefined) {
        break;
      }
      waits.push((retry_at - at) / 60_000);
      vi.setSystemTime(retry_at);
      await world.t.action(internal.settings.sync.retry, {
        ...here(),
        retry_at,
      });
    }
    // Half an hour in all; whoever looks then asks again.
    expect(waits).toEqual([1, 2, 4, 8, 16]);
    vi.setSystemTime(KAPSO_NOW + 60 * 60_000);
    world.api.usual = faults.none();
    expect(await pull()).toEqual({ status: "synced" });
  });

  it.each([
    ["KAPSO_API_KEY", "", "kapso_no_key"],
    ["KAPSO_API_KEY", "wrong-key-123", "kapso_unauthorized"],
    ["KAPSO_API_URL", "http://kapso.example", "kapso_bad_address"],
  ])("with %s %s is not tried again", async (name, value, error_code) => {
    vi.stubEnv(name, value);
    expect(await pull()).toEqual({ status: "error", error_code });
    expect((await status()).sync.retry_at).toBeUndefined();
  });
});

describe("the service's own settings", () => {
  it("are a version whenever they change, and one of before", async () => {
    const update = (digest_hour: number) =>
      world.asOwner.mutation(api.workspaces.update, { ...here(), digest_hour });
    await update(7);
    await update(7);
    await world.asOwner.mutation(api.leads.updateSettings, {
      ...here(),
      message_threshold: 5,
    });
    await world.asOwner.mutation(api.usage.setLimit, {
      ...here(),
      limit_nano_usd: 0,
    });
    expect(await versions()).toEqual([
      "4 local active ",
      "3 local  ",
      "2 local  ",
      "1 local  ",
    ]);
    expect((await diff(1)).changes).toMatchObject([
      { part: "setting", path: ["digest_hour"], before: "7", after: "9" },
      { path: ["leads", "message_threshold"], before: "5", after: "2" },
      { path: ["monthly_limit_nano_usd"], before: "0", after: "null" },
    ]);
  });

  it("are set as a version that is restored says", async () => {
    const { t } = world;
    await t.mutation(internal.ops.leadRules, {
      workspace: "demo",
      message_threshold: 5,
      team_phones: ["0812-5550-0101"],
    });
    await t.mutation(internal.ops.updateWorkspace, {
      workspace: "demo",
      digest_hour: 6,
    });
    await t.mutation(internal.ops.setBudget, {
      workspace: "demo",
      monthly_usd: 3,
    });
    await t.mutation(internal.ops.allowModel, {
      workspace: "demo",
      is_allowed: false,
    });
    await restore(1);
    const [workspace] = await rowsOf(t, "workspaces");
    expect(workspace).toMatchObject({ digest_hour: 9 });
    expect(workspace?.digest_model_off).toBeUndefined();
    expect(await rowsOf(t, "aiBudgets")).toEqual([]);
    expect(await onlyRow(t, "leadSettings")).toMatchObject({
      message_threshold: 2,
      team_phones: [],
    });
    await restore(5);
    expect((await rowsOf(t, "workspaces"))[0]).toMatchObject({
      digest_hour: 6,
      digest_model_off: true,
    });
    expect(await rowsOf(t, "aiBudgets")).toMatchObject([
      { limit_nano_usd: 3_000_000_000 },
    ]);
    expect(await versions()).toHaveLength(7);
  });
});
