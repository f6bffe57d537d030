/**
 * What one socket keeps in memory: the frame that is coming in, messages whose
 * work is not done, answers that are not read.
 */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { ByteShare } from "../http/byteBudget";
import {
  MAX_BACKLOG,
  MAX_BACKLOG_BYTES,
  MAX_STRANGER_FRAME_BYTES,
  MAX_UNSENT_BYTES,
} from "./limits";

/** Of a control frame that a client sends: two bytes and the mask. */
const CONTROL_HEADER_BYTES = 6;

export interface LoadWatch {
  /** Bytes that one message may have at the moment. */
  frameLimit(): number;
  /** More has come of a message than it may have. */
  tooLong(): void;
  /** It sends on although it is closed. */
  goesOn(): void;
  /** Its address, or all together, have too much. */
  noRoom(): void;
}

/** Counts what a socket holds and stops reading where it is too much. */
export class SocketLoad {
  /** Bytes of the message that has not come in whole. */
  #partial = 0;
  #backlog = 0;
  #backlogBytes = 0;
  /** Bytes of what is kept besides: arguments of actions and of queries. */
  #kept = 0;
  #closed = false;
  readonly #socket: WebSocket;
  readonly #share: ByteShare;
  readonly #watch: LoadWatch;

  constructor(
    socket: WebSocket,
    connection: Duplex,
    share: ByteShare,
    watch: LoadWatch,
  ) {
    this.#socket = socket;
    this.#share = share;
    this.#watch = watch;

    const control = (data: Buffer) => {
      this.#partial -= CONTROL_HEADER_BYTES + data.length;
    };
    socket.on("ping", control).on("pong", control);
    // Before the socket reads it: a message that is whole counts from zero.
    connection.prependListener("data", (chunk: Buffer) => {
      this.#partial += chunk.length;
      this.#regulate();
    });
  }

  /** A message has come in whole. */
  arrived(): void {
    this.#partial = 0;
  }

  /** Work of the backlog that holds so many bytes; the result ends it. */
  begin(bytes: number): () => void {
    this.#backlog += 1;
    this.#backlogBytes += bytes;
    this.#regulate();
    return () => {
      this.#backlog -= 1;
      this.#backlogBytes -= bytes;
      this.#regulate();
    };
  }

  /** Bytes that are kept without holding up what comes after; the result ends it. */
  keep(bytes: number): () => void {
    this.#kept += bytes;
    this.#regulate();
    return () => {
      this.#kept -= bytes;
      this.#regulate();
    };
  }

  /** Whether so much more may wait for its reader. */
  hasRoomToSend(length: number): boolean {
    return this.#socket.bufferedAmount + length <= MAX_UNSENT_BYTES;
  }

  /** Counts anew; to be called when something was sent or has left. */
  count(): void {
    this.#regulate();
  }

  /** From here on nothing of it is worked on, and only a little is still read. */
  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#share.close();
    // Its own goodbye is read.
    if (this.#socket.isPaused) {
      this.#socket.resume();
    }
  }

  /** Reads no further while too much waits, and gives up when nothing helps. */
  #regulate(): void {
    const socket = this.#socket;
    const watch = this.#watch;
    if (this.#closed) {
      if (this.#partial > MAX_STRANGER_FRAME_BYTES) {
        watch.goesOn();
      }
      return;
    }
    const held = Math.max(0, this.#partial) + this.#backlogBytes + this.#kept;
    if (this.#share.set(held + socket.bufferedAmount) !== "enough") {
      return watch.noRoom();
    }
    const isTooLong = this.#partial > watch.frameLimit();
    // What came before may say who this is, and then it is not too long.
    if (isTooLong && this.#backlog === 0) {
      return watch.tooLong();
    }
    const mustWait =
      isTooLong ||
      this.#backlog >= MAX_BACKLOG ||
      this.#backlogBytes >= MAX_BACKLOG_BYTES;
    if (mustWait) {
      socket.pause();
    } else if (socket.isPaused) {
      socket.resume();
    }
  }
}
