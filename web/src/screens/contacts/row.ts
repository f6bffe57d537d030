/** A contact as lists have it. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../../convex/_generated/api";

export type ContactRow = FunctionReturnType<
  typeof api.contacts.list
>["page"][number];
