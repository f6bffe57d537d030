/** A database that the yardstick's work is done in. */
import type { Answer, Delivery, Row } from "./work";

export interface Store {
  /** Answers when everything of the delivery is committed and synced. */
  record(delivery: Delivery): Answer | Promise<Answer>;
  /** Rows by table. */
  counts(): Row | Promise<Row>;
  close(): void | Promise<void>;
}
