/** What a query reads from its source. */
import type { Document } from "../overlay/document";

export interface Row {
  readonly document: Document;
  /** Orders the rows of the query; names this one in cursors. */
  readonly position: string;
}

/** The part of a query between two cursors, both by position. */
export interface Window {
  /** Exclusive. */
  after?: string;
  /** Inclusive. */
  upTo?: string;
}
