/** The first-run checklist: from nothing to the first contact. */
import { ConvexError, v } from "convex/values";
import { sha256Hex } from "../src/lib/crypto/sha256";
import { listDelivery } from "../src/lib/kapso/parse";
import {
  buildSample,
  SAMPLE_EVENT,
  SAMPLE_VERSION,
} from "../src/lib/kapso/sample";
import { SIGNATURE_HEADER } from "../src/lib/kapso/headers";
import { signBody, verifySignature } from "../src/lib/webhooks/signature";
import { summarizeDelivery } from "../src/lib/webhooks/summary";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import type { ActionCtx } from "./_generated/server";
import { siteUrl } from "./model/shared/siteUrl";
import { workspaceAction, workspaceQuery } from "./functions";
import { randomToken } from "./model/shared/randomToken";
import { passRefusal } from "./model/shared/refuse";
import { loadSecrets } from "./model/webhooks/acceptedSecrets";
import { vSignatureFailure } from "./model/webhooks/refusals";
import { webhookPathOf } from "./model/webhooks/makeEndpoint";
import {
  endpointKeyOf,
  findDeliveries,
  findOpenRefusal,
  findOwnEndpoint,
  findOwnNumber,
  hasSecret,
  isSample,
  lookAtContacts,
} from "./model/webhooks/setup";
import { listUnclaimed } from "./model/webhooks/unclaimed";

const DEFAULT_PATH = "/webhooks/kapso";

/**
 * How far the workspace is. The first step, signing in, is done by whoever asks.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const status = workspaceQuery({
  role: "admin",
  args: {},
  returns: v.object({
    /** Step 2: the address to paste into Kapso, and whether it has a secret. */
    webhook: v.object({
      url: v.string(),
      endpoint_key: v.string(),
      has_secret: v.boolean(),
      /** When Kapso's test button or a delivery first reached it. */
      reached_at: v.optional(v.number()),
      /** Deliveries that were not signed as they must be, since the last good one. */
      wrong_signature: v.union(
        v.null(),
        v.object({ reason: vSignatureFailure, last_at: v.number() }),
      ),
    }),
    /** Step 3. */
    delivery: v.object({
      first_at: v.optional(v.number()),
      last_at: v.optional(v.number()),
    }),
    /** Step 4. */
    number: v.object({
      phone_number_id: v.optional(v.string()),
      /** Numbers that something came for and that the caller may claim. */
      unclaimed: v.array(v.string()),
    }),
    /** Step 5. */
    contact: v.object({
      contact_id: v.optional(v.id("contacts")),
      first_at: v.optional(v.number()),
      is_sample: v.boolean(),
    }),
    /** Whether {@link sendSample} would disturb nobody. */
    can_send_sample: v.boolean(),
  }),
  handler: async (ctx) => {
    const { _id } = ctx.workspace;
    const endpoint = await findOwnEndpoint(ctx, _id);
    const endpoint_key = endpointKeyOf(endpoint);
    const { first, last } = await findDeliveries(ctx, _id);
    const number = await findOwnNumber(ctx, _id);
    const { contact, isSampleSafe } = await lookAtContacts(ctx, _id);
    const unclaimed = await listUnclaimed(ctx, _id, ctx.member.user_id);
    const path = endpoint === null ? DEFAULT_PATH : webhookPathOf(endpoint_key);
    return {
      webhook: {
        url: siteUrl(path),
        endpoint_key,
        has_secret: hasSecret(endpoint),
        reached_at: endpoint?.last_test_at ?? first?.received_at,
        wrong_signature: await findOpenRefusal(
          ctx,
          endpoint_key,
          last?.received_at,
        ),
      },
      delivery: { first_at: first?.received_at, last_at: last?.received_at },
      number: {
        phone_number_id: number?.phone_number_id,
        unclaimed: unclaimed.map(({ phone_number_id }) => phone_number_id),
      },
      contact: {
        contact_id: contact?._id,
        first_at: contact?._creationTime,
        is_sample: contact !== null && isSample(contact),
      },
      can_send_sample: isSampleSafe && number !== null && hasSecret(endpoint),
    };
  },
});

interface Target {
  endpoint_key: string;
  phone_number_id: string;
}

/**
 * Takes a signed sample in, as if Kapso had posted it: signed with the
 * endpoint's secret, verified, recorded and processed like any delivery. Its
 * person does not exist. Only while nobody real has written. That the address
 * can be reached from outside it does not show.
 *
 * @throws ConvexError as {@link status}; `no_number`, `sample_not_safe`,
 *   `not_configured` without a secret that can be used, `rate_limited` with
 *   `retry_after_ms` above 10 an hour.
 */
export const sendSample = workspaceAction({
  role: "admin",
  args: {},
  returns: v.object({ audit_id: v.id("webhookAudit") }),
  handler: async (ctx): Promise<{ audit_id: Id<"webhookAudit"> }> => {
    const target: Target = await passRefusal(
      ctx.runMutation(internal.setup.sample.prepare, {
        workspace_id: ctx.workspace._id,
      }),
    );
    return await deliverSample(ctx, target);
  },
});

async function deliverSample(
  ctx: ActionCtx,
  { endpoint_key, phone_number_id }: Target,
): Promise<{ audit_id: Id<"webhookAudit"> }> {
  const secrets = await loadSecrets(ctx, endpoint_key);
  const [secret] = Array.isArray(secrets) ? secrets : [];
  if (secret === undefined) {
    throw new ConvexError({ code: "not_configured" });
  }
  const sample = buildSample(phone_number_id, randomToken(8), Date.now());
  const bytes = new TextEncoder().encode(sample.body);
  const headers = new Headers(sample.headers);
  headers.set(SIGNATURE_HEADER, await signBody(bytes, secret));
  const verdict = await verifySignature({
    headers,
    body: bytes,
    secrets: [secret],
  });
  if (!verdict.ok) {
    throw new Error("what we sign verifies -- invariant");
  }
  const { audit_id } = await ctx.runMutation(
    internal.webhooks.record.recordDelivery,
    {
      endpoint_key,
      idempotency_key: sample.idempotencyKey,
      ...summarizeDelivery(listDelivery(sample.body, headers)),
      body: sample.body,
      headers: { event: SAMPLE_EVENT, version: SAMPLE_VERSION },
      body_sha256: await sha256Hex(bytes),
      body_bytes: bytes.length,
    },
  );
  return { audit_id };
}
