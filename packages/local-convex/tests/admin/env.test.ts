import { describe, expect, it } from "vitest";
import { withChanges, writeEnv, readEnv } from "../../src/admin/env";
import { faultsFromEnvironment } from "../../src/host/faults";
import { SYSTEM_TABLES } from "../../src/host/systemTables";
import { openEngine } from "../engineHarness";

describe("changes of environment variables", () => {
  it("set, replace and remove", () => {
    const env = withChanges({ A: "1", B: "2" }, [
      { name: "A", value: null },
      { name: "B", value: "3" },
      { name: "C", value: "4" },
    ]);
    expect(env).toEqual({ B: "3", C: "4" });
  });

  it.each(["1A", "", "A B", "A-B", "A".repeat(41), "CONVEX_CLOUD_URL"])(
    "the name %j is refused",
    (name) => {
      expect(() => withChanges({}, [{ name, value: "x" }])).toThrow(
        "Environment variable",
      );
    },
  );

  it("a value of more than 8 KiB is refused", () => {
    const change = (length: number) => () =>
      withChanges({}, [{ name: "A", value: "x".repeat(length) }]);
    expect(change(8192)).not.toThrow();
    expect(change(8193)).toThrow("longer than 8192");
  });
});

it("what is stored becomes exactly what is written", async () => {
  const engine = await openEngine({ systemTables: SYSTEM_TABLES });
  const write = (env: Record<string, string>) =>
    engine.write("env", (tx) => writeEnv(tx, env));
  await write({ A: "1", B: "2" });
  await write({ B: "3", C: "4" });
  const { value } = await engine.read(readEnv);
  expect(value).toEqual({ B: "3", C: "4" });
  const before = engine.latestTs;
  await write({ C: "4", B: "3" });
  expect(engine.latestTs).toBe(before);
});

describe("CRASH_AT", () => {
  it("is nothing when unset", () => {
    expect(() => faultsFromEnvironment(undefined)("before-ack")).not.toThrow();
  });

  it.each(["nowhere", "before-ack:0", "before-ack:x"])(
    "%s is refused",
    (setting) => {
      expect(() => faultsFromEnvironment(setting)).toThrow("points are");
    },
  );
});
