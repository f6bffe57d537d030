/** Several workspaces and people with roles in them. */
import { internal } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import { rowsOf } from "./rows";
import { drain, type TestConvex } from "./setup";

/** Calls functions as somebody. */
export type Caller = ReturnType<TestConvex["withIdentity"]>;

/** A workspace besides the demo one, with its owner `<slug>-owner`. */
export async function createTenant(
  t: TestConvex,
  slug: string,
  phoneNumberIds: string[] = [],
): Promise<{ workspaceId: Id<"workspaces">; asOwner: Caller }> {
  const { workspace_id } = await t.mutation(internal.ops.createWorkspace, {
    slug,
    name: slug,
    timezone: "Asia/Jakarta",
    default_region: "ID",
    owner_subject: `${slug}-owner`,
    phone_number_ids: phoneNumberIds,
  });
  await drain(t);
  const asOwner = t.withIdentity({ subject: `${slug}-owner` });
  return { workspaceId: workspace_id, asOwner };
}

/** Somebody with a role in a workspace. */
export async function addMember(
  t: TestConvex,
  workspaceId: Id<"workspaces">,
  role: Doc<"members">["role"],
): Promise<Caller> {
  const subject = `member-${role}-${workspaceId}`;
  await t.mutation(internal.ops.addMember, {
    workspace_id: workspaceId,
    user: subject,
    role,
  });
  return t.withIdentity({ subject });
}

/** The data of the ConvexError that a call ends with. */
export async function refusalOf(call: Promise<unknown>): Promise<object> {
  try {
    await call;
  } catch (error) {
    const data: unknown =
      typeof error === "object" && error !== null && "data" in error
        ? error.data
        : undefined;
    if (typeof data === "object" && data !== null && "code" in data) {
      return data;
    }
    throw error;
  }
  return { code: "no error" };
}

/** The `code` of the ConvexError that a call ends with. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  const data = await refusalOf(call);
  return "code" in data ? data.code : undefined;
}

/** The row of somebody who is known by a subject. */
export async function userIdOf(
  t: TestConvex,
  subject: string,
): Promise<Id<"users">> {
  const users = await rowsOf(t, "users");
  const user = users.find((row) => row.subject === subject);
  if (user === undefined) {
    throw new Error(`there is no user ${subject}`);
  }
  return user._id;
}
