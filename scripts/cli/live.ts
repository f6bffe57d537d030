/**
 * Says that something goes on. A terminal gets one line that is drawn again and
 * again; anything else gets a line whenever there was none for three seconds.
 */

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

const REDRAW_MS = 200;
/** Longer silence makes people wonder whether it still runs. */
const SILENCE_MS = 3000;
const CLEAR = "\r\u001b[K";

export interface LiveOptions {
  output?: Output;
  /** Tells a line where there is no terminal. Default: writes it. */
  tick?: (text: string) => void;
}

export class Live {
  readonly #output: Output;
  readonly #tell: (text: string) => void;
  #timer: NodeJS.Timeout | undefined;
  readonly #read: () => string;

  /** @param read what goes on now; "" for nothing worth a line */
  constructor(
    read: () => string,
    { output = process.stderr, tick }: LiveOptions = {},
  ) {
    this.#read = read;
    this.#output = output;
    this.#tell = tick ?? ((text) => output.write(`${text}\n`));
    this.#wait();
  }

  /** Prints a line that stays. */
  say(line: string): void {
    this.pause();
    this.#output.write(`${line}\n`);
  }

  /** Makes room for what somebody else is about to print. */
  pause(): void {
    this.#clear();
    this.#wait();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  /** Starts anew, so that a line is followed by a whole pause. */
  #wait(): void {
    clearInterval(this.#timer);
    const isTerminal = this.#output.isTTY === true;
    this.#timer = setInterval(
      () => (isTerminal ? this.#draw() : this.#tick()),
      isTerminal ? REDRAW_MS : SILENCE_MS,
    );
    this.#timer.unref();
  }

  #clear(): void {
    if (this.#output.isTTY === true) {
      this.#output.write(CLEAR);
    }
  }

  #draw(): void {
    const width = this.#output.columns ?? 80;
    this.#output.write(`${CLEAR}${this.#read().slice(0, width - 1)}`);
  }

  #tick(): void {
    const text = this.#read();
    if (text !== "") {
      this.#tell(text);
    }
  }
}

/** "4 s", "3 min 20 s". */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
