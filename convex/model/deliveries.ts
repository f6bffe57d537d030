/** From an audit row back to the items of its stored body. */
import type { ParsedItem } from "../../src/lib/webhook/events";
import { parseSlice } from "../../src/lib/webhook/parse";
import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { DEFAULT_ENDPOINT_KEY, findEndpoint } from "./endpoints";

export type StoredDelivery =
  | {
      kind: "usable";
      /** The items of the slice that was asked for. */
      items: ParsedItem[];
      /** Items of the whole delivery. */
      itemCount: number;
      /** Set when the endpoint speaks for one workspace only. */
      endpointWorkspaceId: Id<"workspaces"> | undefined;
    }
  | { kind: "unusable"; reason: string };

/** Parts a body of 3 MiB can have at most, with room to spare. */
const MAX_PARTS = 64;

/**
 * Reads a recorded body and parses the items from `start` up to `end`, so that
 * thousands of items never cost one transaction. Never throws on what it holds.
 */
export async function loadDelivery(
  ctx: QueryCtx,
  audit: Doc<"webhookAudit">,
  slice: { start: number; end: number },
): Promise<StoredDelivery> {
  const parts = await ctx.db
    .query("webhookPayloads")
    .withIndex("by_audit_id_and_part", (q) => q.eq("audit_id", audit._id))
    .take(MAX_PARTS);
  const [first] = parts;
  if (first === undefined) {
    return { kind: "unusable", reason: "payload_expired" };
  }
  const body = parts.map((part) => part.body).join("");
  const parsed = parseSlice(body, storedHeaders(first.headers), slice);
  if (parsed.kind === "rejected") {
    return { kind: "unusable", reason: parsed.reason };
  }
  const endpoint =
    audit.endpoint_key === DEFAULT_ENDPOINT_KEY
      ? null
      : await findEndpoint(ctx, audit.endpoint_key);
  return {
    kind: "usable",
    items: parsed.items,
    itemCount: parsed.itemCount,
    endpointWorkspaceId: endpoint?.workspace_id,
  };
}

/** The kept headers behind the interface that parsing reads headers with. */
function storedHeaders(headers: Doc<"webhookPayloads">["headers"]) {
  const byName = new Map([
    ["x-webhook-event", headers.event],
    ["x-webhook-payload-version", headers.version],
    ["x-webhook-batch", headers.batch],
  ]);
  return {
    get: (name: string) => byName.get(name.toLowerCase()) ?? null,
  };
}
