/** The clients of the mounted components, built once. */
import { DirectAggregate } from "@convex-dev/aggregate";
import { Crons } from "@convex-dev/crons";
import { Migrations } from "@convex-dev/migrations";
import { HOUR, MINUTE, RateLimiter } from "@convex-dev/rate-limiter";
import { Resend } from "@convex-dev/resend";
import { Workpool } from "@convex-dev/workpool";
import { components, internal } from "./_generated/api";
import type { DataModel, Doc, Id } from "./_generated/dataModel";

/**
 * Callers that fail verification, by address: enough for a misconfigured sender
 * to be noticed, too few to guess or to flood. Signed traffic never passes here.
 */
export const rateLimiter = new RateLimiter(components.rateLimiter, {
  failedVerification: { kind: "fixed window", rate: 100, period: MINUTE },
  /** Sign-in links that somebody known asks for, by address. */
  linkPerAddress: {
    kind: "token bucket",
    rate: 6,
    period: HOUR,
    capacity: 4,
  },
  /** Sign-in links to all who are known: what mail providers put up with. */
  links: { kind: "fixed window", rate: 1_000, period: HOUR },
  /** The same for those who are not; nothing is sent, a row is written. */
  linksOfStrangers: { kind: "fixed window", rate: 300, period: HOUR },
  /** Addresses invited, by workspace. */
  invitations: { kind: "fixed window", rate: 60, period: HOUR },
  /** No limit: when a delivery to an endpoint was last refused, and why. */
  refusedSignature: { kind: "token bucket", rate: 1, period: MINUTE },
  /** No limit: how many deliveries an endpoint refused, for `hourlyStats`. */
  refusedThisHour: {
    kind: "fixed window",
    rate: 1_000_000_000,
    period: HOUR,
    start: 0,
  },
  /** Submissions of a lead form, by form and address: an office shares one. */
  leadForm: { kind: "fixed window", rate: 20, period: MINUTE },
  /** Digests that people ask for, by workspace: each may cost money. */
  digestNow: { kind: "fixed window", rate: 6, period: HOUR },
  /** Bulk changes that people start, by workspace. */
  bulkJob: { kind: "fixed window", rate: 60, period: HOUR },
  /**
   * Contacts that bulk changes work on, by workspace: each is about 2 kB
   * written, of the 4 MiB/s of a small deployment, and deliveries come first.
   */
  bulkRows: { kind: "token bucket", rate: 6000, period: MINUTE, capacity: 600 },
  /** Files that contacts are imported from, by workspace: up to 20 MiB each. */
  importFile: { kind: "fixed window", rate: 30, period: HOUR },
  /** Exports, by workspace: each reads all its contacts. */
  exportFile: { kind: "fixed window", rate: 20, period: HOUR },
  /** Tests of notification channels, by workspace. */
  channelTest: { kind: "fixed window", rate: 30, period: HOUR },
  /** Samples of the first-run checklist, by workspace. */
  setupSample: { kind: "fixed window", rate: 10, period: HOUR },
});

/** Durable and retried; mails that cannot be delivered end up in its tables. */
export const makeResend = (apiKey: string, webhookSecret = ""): Resend =>
  new Resend(components.resend, {
    apiKey,
    webhookSecret,
    testMode: false,
    onEmailEvent: internal.auth.mailEvents.record,
  });

/** One cron per workspace: its daily digest. */
export const crons = new Crons(components.crons);

/**
 * Digests in the making. Three at a time leave room for deliveries among the 8
 * scheduled functions that small deployments run at once
 * (docs.convex.dev/production/state/limits); a run retries by itself.
 */
export const digestPool = new Workpool(components.digestPool, {
  maxParallelism: 3,
});

/** Changes of stored rows that a new version needs, each made once. */
export const migrations = new Migrations<DataModel>(components.migrations);

/**
 * How many contacts there are, in groups (model/contacts/counts). Always written
 * with `async` and read with `stale`: queued, so that deliveries side by side do
 * not meet in one node of its trees.
 */
export const contactCounts = new DirectAggregate<{
  /** A workspace's group. */
  Namespace: string;
  Key: [Doc<"contacts">["lead_status"], Doc<"contacts">["source"]];
  Id: Id<"contacts">;
}>(components.contactCounts);
