/** `npm run eval -- <name>`: how right our rules are, on labelled sets. */
import { runCommand } from "./cli/command";
import { oneOf, readArguments, UsageError } from "./cli/options";
import { formatScores, scoreDays, scoreModels } from "./eval/digest";
import { formatModelScores } from "./eval/model";
import { formatResults, formatWrong, scoreFile, scoreSet } from "./eval/spam";

const USAGE = `npm run eval -- digest [--show]
  --show             the digests' texts, too
npm run eval -- spam [--file <file>] [--show]
  --file <file>      lines of "spam" or "ham", a tab, the message; ours otherwise
  --show             what was judged wrongly, too`;

const NAMES = ["digest", "spam"] as const;

async function evaluateDigests(isShown: boolean): Promise<string> {
  const scores = await scoreDays();
  const texts = isShown
    ? scores.map(({ name, text }) => `# ${name}\n\n${text}\n`)
    : [];
  const models = formatModelScores(await scoreModels());
  return [...texts, `${formatScores(scores)}\n`, `${models}\n`].join("\n");
}

async function evaluateSpam(
  isShown: boolean,
  file: string | undefined,
): Promise<string> {
  const results = await (file === undefined ? scoreSet() : scoreFile(file));
  const wrong = isShown ? `${formatWrong(results)}\n\n` : "";
  return `${wrong}${formatResults(results)}\n`;
}

await runCommand({
  usage: USAGE,
  main: async (args) => {
    const { words, flags, texts } = readArguments(args, {
      command: "npm run eval --",
      texts: ["file"],
      flags: ["show"],
      words: 1,
    });
    const name = NAMES.find((known) => known === words[0]);
    if (name === undefined) {
      throw new UsageError(`Say what: ${oneOf(NAMES).must}.`);
    }
    const isShown = flags.has("show");
    process.stdout.write(
      await (name === "digest"
        ? evaluateDigests(isShown)
        : evaluateSpam(isShown, texts.get("file"))),
    );
  },
});
