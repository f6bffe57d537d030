/** What a query needs of the transaction that runs it. */
import type { Budget } from "../overlay/budget";
import type { Document } from "../overlay/document";
import type { ReadSet } from "../overlay/readSet";
import type { View } from "../overlay/view";

export interface Reads {
  readonly view: View;
  /** Null for the host's own reads, which count against no limit. */
  readonly budget: Budget | null;
  /** Null for stale reads, which nothing depends on. */
  readonly readSet: ReadSet | null;
}

/** Throws TransactionLimitError. */
export function countRead(reads: Reads, document: Document): void {
  reads.budget?.add("documentsRead", 1);
  reads.budget?.add("bytesRead", document.size);
}
