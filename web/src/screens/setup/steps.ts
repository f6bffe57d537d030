/** Which steps of setting up are done. Pure. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../../convex/_generated/api";

export type StepState = "done" | "waiting" | "failed";
type Status = FunctionReturnType<typeof api.setup.status>;

const whether = (isDone: boolean): StepState => (isDone ? "done" : "waiting");

/** A delivery that was refused since the last good one fails the address. */
export function stepsOf({ webhook, delivery, number, contact }: Status) {
  return {
    webhook:
      webhook.wrong_signature === null
        ? whether(webhook.reached_at !== undefined)
        : ("failed" as const),
    delivery: whether(delivery.first_at !== undefined),
    number: whether(number.phone_number_id !== undefined),
    contact: whether(contact.contact_id !== undefined),
  };
}
