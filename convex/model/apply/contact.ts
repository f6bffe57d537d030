/** Events about a person outside any conversation. */
import { newerMarketing } from "../../../src/lib/crm/contactFields";
import type {
  IdentityEvent,
  MarketingEvent,
} from "../../../src/lib/crm/events";
import type { MutationCtx } from "../../_generated/server";
import { resolveContact } from "../contacts/contacts";
import { type FactsChange, learnFacts } from "../contacts/own";
import type { Applied } from "./applied";
import type { Scope } from "../workspaces/scope";

/** A person's ids changed: the old ones stay as aliases of the same contact. */
export async function applyIdentity(
  ctx: MutationCtx,
  scope: Scope,
  event: IdentityEvent,
): Promise<Applied> {
  const { contact, isNew } = await resolveContact(ctx, scope, {
    party: event.party,
    previous: event.previous,
    at: event.at,
    isHistory: false,
    hasSession: false,
    knownContactIds: [],
  });
  return {
    effects: [isNew ? "contact_made" : "contact_seen"],
    contact_id: contact._id,
  };
}

/** A person stopped or resumed marketing; the greatest sequence counts. */
export async function applyMarketing(
  ctx: MutationCtx,
  scope: Scope,
  event: MarketingEvent,
): Promise<Applied> {
  const { contact, homeId, isNew } = await resolveContact(ctx, scope, {
    party: event.party,
    at: event.at,
    isHistory: false,
    hasSession: false,
    knownContactIds: [],
  });
  const preference = {
    status: event.status,
    sequence: event.sequence,
    at: event.at,
  };
  const learn: FactsChange = ({ marketing }) =>
    newerMarketing(marketing, preference) === preference
      ? { marketing: preference }
      : null;
  await learnFacts(ctx, contact, homeId, { whole: learn, own: learn });
  return {
    effects: [isNew ? "contact_made" : "contact_seen"],
    contact_id: contact._id,
  };
}
