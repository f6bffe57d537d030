/**
 * Command lines and environment variables, read with words for people: what is
 * wrong is said by the name that a person typed, never by a library's.
 */
import { parseArgs } from "node:util";
import { z } from "zod";

/** What was asked for cannot be meant: the command ends with exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Which options a command takes, without their dashes. */
export interface Accepted {
  /** As typed, for `<command> --help`. */
  command: string;
  /** Options with a value. */
  texts?: readonly string[];
  /** Options without one. */
  flags?: readonly string[];
  /** How many words may stand beside the options. Default: none. */
  words?: number;
}

export interface Arguments {
  texts: ReadonlyMap<string, string>;
  flags: ReadonlySet<string>;
  words: readonly string[];
}

const toTypes = <Type extends "string" | "boolean">(
  names: readonly string[],
  type: Type,
): Record<string, { type: Type }> =>
  Object.fromEntries(names.map((name) => [name, { type }]));

/**
 * Sorts a command line; the last of repeated options counts.
 *
 * @throws UsageError that names an option or a word that the command does not
 *   take, or an option without its value.
 */
export function readArguments(
  args: readonly string[],
  { command, texts = [], flags = [], words = 0 }: Accepted,
): Arguments {
  const hint = `${command} --help lists what it takes.`;
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...toTypes(texts, "string"),
      ...toTypes(flags, "boolean"),
    },
    strict: false,
    tokens: true,
  });
  const found = {
    texts: new Map<string, string>(),
    flags: new Set<string>(),
    words: [] as string[],
  };
  for (const token of tokens) {
    if (token.kind === "positional") {
      found.words.push(token.value);
    } else if (token.kind === "option") {
      const { name, rawName, value } = token;
      if (texts.includes(name)) {
        if (value === undefined || value.startsWith("--")) {
          throw new UsageError(`${rawName} needs a value. ${hint}`);
        }
        found.texts.set(name, value);
      } else if (flags.includes(name)) {
        if (value !== undefined) {
          throw new UsageError(`${rawName} takes no value. ${hint}`);
        }
        found.flags.add(name);
      } else {
        throw new UsageError(`There is no option ${rawName}. ${hint}`);
      }
    }
  }
  const extra = found.words[words];
  if (extra !== undefined) {
    throw new UsageError(
      `"${extra}" is not understood: options begin with "--". ${hint}`,
    );
  }
  return found;
}

/** One value that a person may give, as an option or as a variable. */
export interface Setting<Value> {
  option?: string;
  /** Environment variable; "" counts as not set. */
  variable?: string;
  schema: z.ZodType<Value, string>;
  /** Ends the sentence "--port must be ...". */
  must: string;
  /** The value is not repeated in messages. */
  isSecret?: true;
}

/**
 * @param label how a person knows the value, such as "CRM_PORT"
 * @throws UsageError "CRM_PORT must be a port; it is "abc"."
 */
export function checkValue<Value>(
  { schema, must, isSecret }: Setting<Value>,
  label: string,
  value: string,
): Value {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const { length } = value;
    const is = isSecret
      ? `the one given has ${length} ${length === 1 ? "character" : "characters"}`
      : `it is ${JSON.stringify(value)}`;
    throw new UsageError(`${label} must be ${must}; ${is}.`);
  }
  return parsed.data;
}

/**
 * The command line's value, else the environment's, else undefined.
 *
 * @throws UsageError as {@link checkValue}
 */
export function readSetting<Value>(
  setting: Setting<Value>,
  { texts }: Pick<Arguments, "texts">,
  environment: Environment = {},
): Value | undefined {
  const { option = "", variable = "" } = setting;
  const typed = texts.get(option);
  if (typed !== undefined) {
    return checkValue(setting, `--${option}`, typed);
  }
  const set = environment[variable];
  return set === undefined || set === ""
    ? undefined
    : checkValue(setting, variable, set);
}

const digits = z.string().regex(/^\d{1,15}$/);

/** Whole numbers as text, from `min` to `max`. */
export const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  digits.transform(Number).pipe(z.number().min(min).max(max));

/** Numbers as text, with a fraction or without. */
export const plainNumber = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,15})?$/)
  .transform(Number);

export const port = {
  schema: wholeNumber(0, 65_535),
  must: "a port from 0 to 65535",
};

export const dataFolder = {
  option: "data",
  variable: "CRM_DATA",
  schema: z.string().min(1),
  must: "a folder",
};

/** Entries with commas between; `isOne` says which there are. */
export const commaList = (isOne: (entry: string) => boolean) =>
  z
    .string()
    .transform((text) => text.split(",").map((entry) => entry.trim()))
    .pipe(z.array(z.string().refine(isOne)));

/** One of several words. */
export const oneOf = <const Word extends string>(words: readonly Word[]) => ({
  schema: z.enum(words),
  must: `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`,
});
