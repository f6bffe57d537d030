/** Links that the service makes itself, and mails that no provider sends. */
import { v } from "convex/values";
import { DAY_MS, MINUTE_MS } from "../../../src/lib/time/units";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { MailPurpose } from "./tables";

/** Has no mailbox: of the one user that links of strangers would be for. */
export const STRANGERS_ADDRESS = "strangers@local.invalid";

/** How long the service may take to make a link it said it would. */
const MAKING_MS = MINUTE_MS;

/** The library's providers of links, as `convex/auth.ts` names them. */
export const vLinkProvider = v.union(
  v.literal("link"),
  v.literal("invitation"),
);
export type LinkProvider = typeof vLinkProvider.type;

/** What the service itself makes links of each provider for. */
const OWN_PURPOSE = {
  link: "printed",
  invitation: "invitation",
} as const satisfies Record<LinkProvider, MailPurpose>;

/**
 * Notes that a link is about to be made, so that the library's request for it is
 * known as our own.
 */
export async function expectLink(
  ctx: MutationCtx,
  email: string,
  provider: LinkProvider,
  invitationId?: Id<"invitations">,
): Promise<Id<"outbox">> {
  return await ctx.db.insert("outbox", {
    email,
    invitation_id: invitationId,
    purpose: OWN_PURPOSE[provider],
    expires_at: Date.now() + MAKING_MS,
  });
}

/** The newest note of a link that is being made for an address. */
export async function findExpected(
  ctx: QueryCtx,
  email: string,
  provider: LinkProvider,
): Promise<Doc<"outbox"> | null> {
  const row = await findNewest(ctx, email, OWN_PURPOSE[provider]);
  const isOpen =
    row !== null && row.url === undefined && row.expires_at > Date.now();
  return isOpen ? row : null;
}

async function findNewest(
  ctx: QueryCtx,
  email: string,
  purpose: MailPurpose,
): Promise<Doc<"outbox"> | null> {
  return await ctx.db
    .query("outbox")
    .withIndex("by_email_and_purpose", (q) =>
      q.eq("email", email).eq("purpose", purpose),
    )
    .order("desc")
    .first();
}

/** How long a notification waits to be read. */
const TEXT_KEPT_MS = 7 * DAY_MS;

/** Keeps a notification for operators; each is another one. */
export async function keepText(
  ctx: MutationCtx,
  email: string,
  { subject, text }: { subject: string; text: string },
): Promise<void> {
  await ctx.db.insert("outbox", {
    email,
    purpose: "notification",
    text: `${subject}\n\n${text}`.trim(),
    expires_at: Date.now() + TEXT_KEPT_MS,
  });
}

/** Keeps a mail for operators, in place of an older one whose link is void. */
export async function keepMail(
  ctx: MutationCtx,
  mail: Omit<Doc<"outbox">, "_id" | "_creationTime"> & { url: string },
): Promise<void> {
  const older = await findNewest(ctx, mail.email, mail.purpose);
  if (older === null) {
    await ctx.db.insert("outbox", mail);
  } else {
    await ctx.db.replace("outbox", older._id, mail);
  }
}
