/** Tables of the people who sign in, whatever their workspaces. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const vLanguage = v.union(v.literal("en"), v.literal("id"));

/**
 * Why a link is made: somebody asked for one on the page, an operator prints
 * one, or an invitation is sent. Notifications have none.
 */
export const vMailPurpose = v.union(
  v.literal("sign_in"),
  v.literal("printed"),
  v.literal("invitation"),
  v.literal("notification"),
);
export type MailPurpose = typeof vMailPurpose.type;

/** Who a person is: a row of `users`, never a token's subject. */
export const vUserId = v.id("users");
export type UserId = typeof vUserId.type;

export const userTables = {
  /**
   * A person, in as many workspaces as they like. Written by operators, by
   * whoever is let in (`auth/admit`) and by the person; read by every access
   * check; kept.
   */
  users: defineTable({
    /** As `toAddress` spells it; absent for those known by a subject alone. */
    email: v.optional(v.string()),
    /** When the person first proved that the address is theirs. */
    email_proven_at: v.optional(v.number()),
    name: v.optional(v.string()),
    /** Of the page and of mails; absent: the browser's, and English. */
    language: v.optional(vLanguage),
    /**
     * The identity subject by which the admin key acts as them, and by which
     * members of before they had rows were known.
     */
    subject: v.optional(v.string()),
  })
    // The name that the sign-in library looks for.
    .index("email", ["email"])
    .index("by_subject", ["subject"]),

  /**
   * Mails with sign-in links that nobody has got yet. Written when the service
   * is about to make a link itself (then without `url`) and where no mail
   * provider is set; read, and deleted by that, with the admin key only; the
   * rest is swept when the link has expired.
   */
  outbox: defineTable({
    /** As `toAddress` spells it. */
    email: v.string(),
    purpose: vMailPurpose,
    /** The invitation that the link is for. */
    invitation_id: v.optional(v.id("invitations")),
    /** Signs in who opens it. */
    url: v.optional(v.string()),
    /** What a notification says; it has no link. */
    text: v.optional(v.string()),
    /** ms UTC. */
    expires_at: v.number(),
  })
    .index("by_email_and_purpose", ["email", "purpose"])
    .index("by_expires_at", ["expires_at"]),
};
