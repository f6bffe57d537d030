/** Finding people and making their rows. */
import type { UserIdentity } from "convex/server";
import { toAddress } from "../../../src/lib/auth/address";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { refusal } from "../shared/refuse";

type User = Doc<"users">;

/** An identity's subject is no text: longer ones are mistakes. */
const MAX_SUBJECT_LENGTH = 256;
/** Ends the user's id in the subject of a token; a session's id follows. */
const SUBJECT_DIVIDER = "|";

export async function findUserByEmail(
  ctx: QueryCtx,
  email: string,
): Promise<User | null> {
  return await ctx.db
    .query("users")
    .withIndex("email", (q) => q.eq("email", email))
    .first();
}

async function findUserBySubject(
  ctx: QueryCtx,
  subject: string,
): Promise<User | null> {
  return await ctx.db
    .query("users")
    .withIndex("by_subject", (q) => q.eq("subject", subject))
    .first();
}

/**
 * Whose an identity is. Tokens of ours begin with the id of a user; only with
 * the admin key can anybody act as a subject that operators chose.
 */
export async function findUserOfIdentity(
  ctx: QueryCtx,
  { subject }: Pick<UserIdentity, "subject">,
): Promise<User | null> {
  const [first = ""] = subject.split(SUBJECT_DIVIDER);
  const id = ctx.db.normalizeId("users", first);
  return id === null
    ? await findUserBySubject(ctx, subject)
    : await ctx.db.get("users", id);
}

/** The person whom an operator names by e-mail address or subject. */
export async function findNamedUser(
  ctx: QueryCtx,
  name: string,
): Promise<User | null> {
  const email = toAddress(name);
  const found = email === undefined ? null : await findUserByEmail(ctx, email);
  return found ?? (await findUserBySubject(ctx, name));
}

/**
 * The person whom an operator names by e-mail address or subject; a new row
 * where there is none.
 *
 * @throws ConvexError `invalid_user`.
 */
export async function ensureNamedUser(
  ctx: MutationCtx,
  name: string,
): Promise<Id<"users">> {
  const isUsable =
    name !== "" && name.length <= MAX_SUBJECT_LENGTH && name === name.trim();
  if (!isUsable) {
    throw refusal("invalidUser");
  }
  const email = toAddress(name);
  if (email === undefined) {
    return await ensureUserOfSubject(ctx, name);
  }
  const user = await findNamedUser(ctx, name);
  return user?._id ?? (await ctx.db.insert("users", { email }));
}

/** The person of a subject; a new row where there is none. */
export async function ensureUserOfSubject(
  ctx: MutationCtx,
  subject: string,
): Promise<Id<"users">> {
  const user = await findUserBySubject(ctx, subject);
  return user?._id ?? (await ctx.db.insert("users", { subject }));
}

/** How operators name a person. */
export function nameOfUser({ _id, subject, email }: User): string {
  return subject ?? email ?? _id;
}
