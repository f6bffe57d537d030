/** What every command has in common: `--help`, failures in words, exit codes. */
import { DamagedDataError } from "../local/backups";
import { sayFailure } from "./failures";
import { UsageError } from "./options";

/**
 * Exit codes: it went wrong, it was asked for what cannot be meant, or the data
 * folder has to be restored.
 */
const FAILED = 1;
const MISUSED = 2;
const DAMAGED = 3;

function exitCodeOf(error: unknown): number {
  if (error instanceof DamagedDataError) {
    return DAMAGED;
  }
  return error instanceof UsageError ? MISUSED : FAILED;
}

export interface Command {
  /** Printed for `--help`, instead of running. */
  usage: string;
  /** Returns the exit code; nothing stands for 0. */
  main: (args: readonly string[]) => Promise<number | void>;
}

/** Runs a command with this process's arguments; a failure is its last line. */
export async function runCommand({ usage, main }: Command): Promise<void> {
  // `npm run ... | head` closes the pipe: nobody reads on, so nothing is wrong.
  process.stdout.on("error", () => process.exit(0));
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  try {
    process.exitCode = (await main(args)) ?? 0;
  } catch (error) {
    process.stderr.write(`${sayFailure(error)}\n`);
    process.exit(exitCodeOf(error));
  }
}
