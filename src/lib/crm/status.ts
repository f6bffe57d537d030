/**
 * The delivery status of a message we sent, from receipts that come in any
 * order and more than once.
 */
import type { ProviderError, Receipt, ReceiptStatus } from "./events";

/**
 * Higher ranks win. "failed" can follow "sent" (contract 8); a proof of delivery
 * is stronger than a reported failure.
 */
const RANK: Record<ReceiptStatus, number> = {
  sent: 1,
  failed: 2,
  delivered: 3,
  read: 4,
  played: 5,
};

/** What is known of a message's delivery; "pending" before the first receipt. */
export interface DeliveryState {
  status: ReceiptStatus | "pending";
  /** Earliest time of each status seen, ms UTC. */
  status_times: Partial<Record<ReceiptStatus, number>>;
  /** A reported reason; of several, the one that says most. */
  error?: ProviderError;
}

export const NO_RECEIPTS: DeliveryState = {
  status: "pending",
  status_times: {},
};

/**
 * The state after learning `receipts`, or null when nothing changes. Never goes
 * down, and does not depend on order or repetitions.
 */
export function mergeReceipts(
  current: DeliveryState,
  receipts: readonly Receipt[],
): DeliveryState | null {
  let state = current;
  for (const receipt of receipts) {
    state = addReceipt(state, receipt);
  }
  return state === current ? null : state;
}

/** Whether receipts say more of a message's delivery than is known. */
export const isAhead = (
  current: DeliveryState,
  receipts: readonly Receipt[],
): boolean =>
  receipts.some(({ status }) => rankOf(status) > rankOf(current.status));

function addReceipt(state: DeliveryState, receipt: Receipt): DeliveryState {
  const { status, at } = receipt;
  const known = state.status_times[status];
  const error =
    status === "failed" ? chooseError(state.error, receipt.error) : state.error;
  if (known !== undefined && known <= at && error === state.error) {
    return state;
  }
  return {
    status: rankOf(status) > rankOf(state.status) ? status : state.status,
    status_times: {
      ...state.status_times,
      [status]: known === undefined ? at : Math.min(known, at),
    },
    ...(error === undefined ? {} : { error }),
  };
}

function rankOf(status: DeliveryState["status"]): number {
  return status === "pending" ? 0 : RANK[status];
}

/**
 * The error with a code, then the greater one. Times play no part: only the
 * earliest failure's is kept, so a choice by time would depend on the order.
 */
function chooseError(
  known: ProviderError | undefined,
  told: ProviderError | undefined,
): ProviderError | undefined {
  if (known === undefined || told === undefined) {
    return known ?? told;
  }
  return isGreaterError(told, known) ? told : known;
}

function isGreaterError(a: ProviderError, b: ProviderError): boolean {
  const [codeA, codeB] = [a.code ?? -1, b.code ?? -1];
  if (codeA !== codeB) {
    return codeA > codeB;
  }
  const [titleA, titleB] = [a.title ?? "", b.title ?? ""];
  if (titleA !== titleB) {
    return titleA > titleB;
  }
  return (a.detail ?? "") > (b.detail ?? "");
}
