/**
 * What the simulator knows to be in the database, gathered from answers: an
 * acknowledged delivery must be there exactly once, any other at most once.
 */
import type { Direction, Status } from "./bodies";
import type { Delivery } from "./delivery";
import type { KnownPerson } from "./people";
import type { Fate } from "./sender";
import type { Revision } from "./world";

export interface ExpectedMessage {
  direction: Direction;
  /** At least one delivery that names it was acknowledged. */
  isCertain: boolean;
  /** Acknowledged receipts. */
  receipts: Set<Status>;
}

/** What a message must show of its acknowledged edits and deletions. */
export interface ExpectedRevision {
  /** Time of the newest edit, ms UTC. */
  editedAt?: number;
  isRevoked: boolean;
}

export class Ledger {
  readonly keys = new Map<string, Fate>();
  readonly messages = new Map<string, ExpectedMessage>();
  readonly revisions = new Map<string, ExpectedRevision>();
  readonly people = new Map<number, KnownPerson>();

  /** Notes a delivery before it is sent: from now on it may exist. */
  expect(delivery: Delivery): void {
    this.#note(delivery, "unknown");
  }

  settle(delivery: Delivery, fate: Fate): void {
    this.#note(delivery, fate);
  }

  #note({ idempotencyKey, effects }: Delivery, fate: Fate): void {
    const isCertain = fate === "acknowledged";
    if (isCertain || !this.keys.has(idempotencyKey)) {
      this.keys.set(idempotencyKey, fate);
    }
    for (const { kapsoMessageId, direction } of effects.messages) {
      const known = this.messages.get(kapsoMessageId);
      if (known === undefined) {
        const receipts = new Set<Status>();
        this.messages.set(kapsoMessageId, { direction, isCertain, receipts });
      } else {
        known.isCertain ||= isCertain;
      }
    }
    if (!isCertain) {
      return;
    }
    for (const { kapsoMessageId, status } of effects.receipts) {
      this.messages.get(kapsoMessageId)?.receipts.add(status);
    }
    for (const revision of effects.revisions) {
      this.#revise(revision);
    }
    for (const person of effects.people) {
      this.people.set(person.index, person);
    }
  }

  #revise({ kapsoMessageId, change, at }: Revision): void {
    const known = this.revisions.get(kapsoMessageId) ?? { isRevoked: false };
    this.revisions.set(
      kapsoMessageId,
      change === "revoked"
        ? { ...known, isRevoked: true }
        : { ...known, editedAt: Math.max(at, known.editedAt ?? 0) },
    );
  }
}
