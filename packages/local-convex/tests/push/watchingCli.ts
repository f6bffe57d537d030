/** An official CLI that goes on: what it prints, read in order. */
import { onTestFinished } from "vitest";
import { cliEnvironment, spawnCli } from "../hostHarness";

export interface WatchingCli {
  /** Resolves to the text up to and including the match; later calls start after it. */
  until(pattern: RegExp): Promise<string>;
}

/** Stopped when the test ends. */
export function startCli(
  server: { url: string },
  folder: string,
  ...args: string[]
): WatchingCli {
  const child = spawnCli(folder, args, cliEnvironment(server));
  let unread = "";
  let wake: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      unread += chunk.toString("utf8");
      wake();
    });
  }
  const ended = new Promise<never>((_resolve, reject) =>
    child.once("exit", (code) =>
      reject(new Error(`The CLI ended with ${code}: ${unread}`)),
    ),
  );
  ended.catch(() => undefined);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended.catch(() => undefined);
  });
  return {
    async until(pattern) {
      for (;;) {
        const match = pattern.exec(unread);
        if (match !== null) {
          const end = match.index + match[0].length;
          const text = unread.slice(0, end);
          unread = unread.slice(end);
          return text;
        }
        const printed = new Promise<void>((resolve) => (wake = resolve));
        await Promise.race([printed, ended]);
      }
    },
  };
}
