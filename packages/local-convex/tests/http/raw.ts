/** Requests written byte by byte, for what no client library sends. */
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface RawAnswer {
  status: number;
  headers: string;
  body: string;
}

/** One connection; destroyed when the test ends. */
export class Raw {
  readonly socket: Socket;
  #received = "";
  #ended = false;
  readonly #waiting = new Set<() => void>();

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.socket.on("data", (chunk: Buffer) => {
      this.#received += chunk.toString("latin1");
      this.#wake();
    });
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    this.socket.on("error", end).on("close", end);
    onTestFinished(() => void this.socket.destroy());
  }

  /** Resolves when the bytes have left. */
  write(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve) =>
      this.socket.write(bytes, () => {
        resolve();
      }),
    );
  }

  /** The next answer that has a content-length. @throws when the connection ends before. */
  async answer(): Promise<RawAnswer> {
    for (;;) {
      const end = this.#received.indexOf("\r\n\r\n");
      const headers = this.#received.slice(0, Math.max(0, end)).toLowerCase();
      const [, length = "0"] = /content-length: (\d+)/.exec(headers) ?? [];
      const total = end + 4 + Number(length);
      if (end !== -1 && this.#received.length >= total) {
        const body = this.#received.slice(end + 4, total);
        this.#received = this.#received.slice(total);
        return { status: Number(headers.split(" ")[1]), headers, body };
      }
      if (this.#ended) {
        throw new Error(`No answer: ${this.#received}`);
      }
      await this.#change();
    }
  }

  async closed(): Promise<void> {
    while (!this.#ended) {
      await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting) {
      resolve();
    }
    this.#waiting.clear();
  }
}

export async function rawAnswer(
  url: string,
  request: string,
): Promise<RawAnswer> {
  const raw = new Raw(url);
  await raw.write(request);
  return raw.answer();
}
