/** What people see of alerts. */
import { v } from "convex/values";
import { ADVICE } from "../../../src/lib/alerts/advice";
import { vAlertKind } from "../../../src/lib/alerts/kinds";
import type { Doc } from "../../_generated/dataModel";
import { vUserId } from "../users/tables";
import { openedAt } from "./alerts";

export const vAlertView = v.object({
  alert_id: v.id("alerts"),
  kind: vAlertKind,
  /** What it is about; absent in what members see of the deployment's own. */
  key: v.optional(v.string()),
  /** The deployment's own: operators look after it. */
  is_deployment: v.boolean(),
  /** How often it was raised. */
  count: v.number(),
  /** Since when it stands, or stood last. */
  since: v.number(),
  last_at: v.number(),
  resolved_at: v.optional(v.number()),
  acknowledged_at: v.optional(v.number()),
  acknowledged_by: v.optional(vUserId),
  muted_until: v.optional(v.number()),
  /** The delivery that opened it; as `key`. */
  audit_id: v.optional(v.id("webhookAudit")),
  /** What it means and what to do, in English. */
  means: v.string(),
  remedy: v.string(),
  command: v.optional(v.string()),
});
export type AlertView = typeof vAlertView.type;

/** @param isOperator whether the key of the deployment's own may be seen */
export function toAlertView(
  alert: Doc<"alerts">,
  isOperator = false,
): AlertView {
  const isDeployment = alert.workspace_id === undefined;
  const isOpen = isOperator || !isDeployment;
  return {
    alert_id: alert._id,
    kind: alert.kind,
    key: isOpen ? alert.key : undefined,
    audit_id: isOpen ? alert.audit_id : undefined,
    is_deployment: isDeployment,
    count: alert.count,
    since: openedAt(alert),
    last_at: alert.last_at,
    resolved_at: alert.resolved_at,
    acknowledged_at: alert.acknowledged_at,
    acknowledged_by: alert.acknowledged_by,
    muted_until: alert.muted_until,
    ...ADVICE[alert.kind],
  };
}
