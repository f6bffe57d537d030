/** `npm run eval -- <name>`: how right our rules are, on labelled sets. */
import { runCommand } from "./cli/command";
import { oneOf, readArguments, UsageError } from "./cli/options";
import { formatScores, scoreDays } from "./eval/digest";

const USAGE = `npm run eval -- digest [--show]
  --show             the digests' texts, too`;

const NAMES = ["digest"] as const;

await runCommand({
  usage: USAGE,
  main: async (args) => {
    const { words, flags } = readArguments(args, {
      command: "npm run eval --",
      flags: ["show"],
      words: 1,
    });
    if (NAMES.every((name) => name !== words[0])) {
      throw new UsageError(`Say what: ${oneOf(NAMES).must}.`);
    }
    const scores = await scoreDays();
    const texts = flags.has("show")
      ? scores.map(({ name, text }) => `# ${name}\n\n${text}\n`)
      : [];
    process.stdout.write([...texts, `${formatScores(scores)}\n`].join("\n"));
  },
});
