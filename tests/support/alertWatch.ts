/** Alerts in tests: raised by hand, looked after when the test says so. */
import { expect, vi } from "vitest";
import { internal } from "../../convex/_generated/api";
import { raiseAlert, type Alert } from "../../convex/model/alerts/alerts";
import { rowsOf } from "./rows";
import type { TestConvex } from "./setup";

/** Lets time pass without running anything. */
export const skip = (ms: number) => vi.setSystemTime(Date.now() + ms);

export async function sweepAlerts(t: TestConvex): Promise<void> {
  await t.mutation(internal.alerts.sweep.sweepAlerts, {});
}

export async function raise(t: TestConvex, alert: Alert): Promise<void> {
  await t.run(async (ctx) => await raiseAlert(ctx, alert));
}

/** Whether the only alert of a kind stands. */
export async function stands(
  t: TestConvex,
  kind: Alert["kind"],
): Promise<boolean> {
  const rows = (await rowsOf(t, "alerts")).filter((row) => row.kind === kind);
  expect(rows).toHaveLength(1);
  return rows[0]?.resolved_at === undefined;
}

/** Looks after alerts so much later; whether that kind stands then. */
export async function standsAfter(
  t: TestConvex,
  ms: number,
  kind: Alert["kind"],
): Promise<boolean> {
  skip(ms);
  await sweepAlerts(t);
  return await stands(t, kind);
}
