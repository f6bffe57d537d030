/** Tables of the people who sign in, whatever their workspaces. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

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
    name: v.optional(v.string()),
    /**
     * The identity subject by which the admin key acts as them, and by which
     * members of before they had rows were known.
     */
    subject: v.optional(v.string()),
  })
    // The name that the sign-in library looks for.
    .index("email", ["email"])
    .index("by_subject", ["subject"]),
};
