/** `--help` of every command: prints the usage instead of running. */

/** True when help was asked for and given. */
export function giveHelp(args: readonly string[], usage: string): boolean {
  const isAsked = args.includes("--help") || args.includes("-h");
  if (isAsked) {
    process.stdout.write(`${usage}\n`);
  }
  return isAsked;
}
