/** What the screens of deliveries are given. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../../convex/_generated/api";
import { isKeyOf } from "../../data/guards";
import type { ScreenDictionary } from "../../text/screens.id";

export type Delivery = FunctionReturnType<
  typeof api.audit.list
>["page"][number];
export type Life = FunctionReturnType<typeof api.audit.get>;
export type Item = FunctionReturnType<typeof api.audit.items>["page"][number];
export type Run = FunctionReturnType<
  typeof api.audit.replayRuns
>["page"][number];

/** From arrival to through at the first time, ms. */
export function tookOf(delivery: Delivery): number | undefined {
  const through = delivery.first_processed_at ?? delivery.processed_at;
  return through === undefined ? undefined : through - delivery.received_at;
}

/** What a code means and how it is mended. */
export const meaningOf = (
  code: string,
  t: Pick<ScreenDictionary, "deliveries">,
): string =>
  isKeyOf(t.deliveries.codes, code)
    ? t.deliveries.codes[code]
    : t.deliveries.otherCode;
