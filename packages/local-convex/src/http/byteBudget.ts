/**
 * How many bytes of bodies, frames and unsent answers the process holds, and
 * for whom. Limits of one request do not help against a thousand of them.
 */
import { senderOf } from "./address";
import { MAX_ADDRESS_BYTES, MAX_TOTAL_BYTES } from "./limits";

/** Grants bytes to addresses as far as the limits go. */
export class ByteBudget {
  #total = 0;
  readonly #byAddress = new Map<string, number>();
  readonly #maxAddressBytes: number;
  readonly #maxTotalBytes: number;

  constructor(
    maxAddressBytes = MAX_ADDRESS_BYTES,
    maxTotalBytes = MAX_TOTAL_BYTES,
  ) {
    this.#maxAddressBytes = maxAddressBytes;
    this.#maxTotalBytes = maxTotalBytes;
  }

  /** Whoever opens a share closes it. @param address null where it is not known */
  open(address: string | null): ByteShare {
    return new ByteShare(this, senderOf(address));
  }

  /** Called by shares. */
  change(sender: string, bytes: number): void {
    this.#total += bytes;
    const held = (this.#byAddress.get(sender) ?? 0) + bytes;
    if (held === 0) {
      this.#byAddress.delete(sender);
    } else {
      this.#byAddress.set(sender, held);
    }
  }

  /** Whether so many more bytes fit; if not, whose limit they exceed. */
  room(sender: string, bytes: number): "enough" | "sender" | "total" {
    const held = this.#byAddress.get(sender) ?? 0;
    if (held + bytes > this.#maxAddressBytes) {
      return "sender";
    }
    return this.#total + bytes > this.#maxTotalBytes ? "total" : "enough";
  }

  /** Bytes held at the moment. */
  get total(): number {
    return this.#total;
  }
}

/** What one request or one socket holds. */
export class ByteShare {
  #held = 0;
  #closed = false;
  readonly #budget: ByteBudget;
  readonly #sender: string;

  constructor(budget: ByteBudget, sender: string) {
    this.#budget = budget;
    this.#sender = sender;
  }

  /** Makes it `bytes` in all, unless there is no room for more. */
  set(bytes: number): "enough" | "sender" | "total" {
    if (this.#closed) {
      return "enough";
    }
    const more = bytes - this.#held;
    const room = more > 0 ? this.#budget.room(this.#sender, more) : "enough";
    if (room !== "enough") {
      return room;
    }
    this.#held = bytes;
    this.#budget.change(this.#sender, more);
    return room;
  }

  close(): void {
    this.set(0);
    this.#closed = true;
  }
}
