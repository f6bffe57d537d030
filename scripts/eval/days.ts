/** Labelled days of fixtures/digest, as their README.md tells. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import {
  DIGEST_LANGUAGES,
  type DigestLanguage,
  type Person,
} from "../../src/lib/digest/types";
import { addDays, parseDay, toInstant } from "../../src/lib/time/localTime";
import { ROOT } from "../checks/processes";
import type { ToldMessage } from "./standings";

const LABELS = ["-", "waits", "urgent", "spam"] as const;
export type Label = (typeof LABELS)[number];

export interface LabelledPerson extends Person {
  conversationId: string;
  label: Label;
}

export interface LabelledDay {
  name: string;
  language: DigestLanguage;
  timezone: string;
  /** The rules were not made with it. */
  isUnseen: boolean;
  /** When the digest is due, ms UTC. */
  dueAt: number;
  people: LabelledPerson[];
  messages: ToldMessage[];
}

const FOLDER = path.join(ROOT, "fixtures/digest");
const DAY =
  /^@ (?<language>\w+) (?<zone>\S+) (?<day>\S+) (?<use>\w+) (?<name>.+)$/;
const PERSON = /^= (?<name>.+) (?<phone>\d+) (?<label>\S+)$/;
const MESSAGE =
  /^(?<side>[<>]) (?:-(?<ago>\d) )?(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d))? ?(?:\[(?<type>\w+)(?<about> [^\]]*)?\])? ?(?<text>.*)$/;
const DIGEST_HOUR = 9;

/** The days of the folder, in the order of their files. */
export async function readDays(): Promise<LabelledDay[]> {
  const files = (await readdir(FOLDER)).filter((one) => one.endsWith(".txt"));
  return await Promise.all(
    files.sort().map(async (file) => {
      const text = await readFile(path.join(FOLDER, file), "utf8");
      return toDay(text.split("\n"));
    }),
  );
}

function toDay([first = "", ...lines]: readonly string[]): LabelledDay {
  const { language, zone = "", day, use, name = "" } = groupsOf(DAY, first);
  const date = parseDay(day ?? "");
  const known = DIGEST_LANGUAGES.find((one) => one === language);
  if (date === null || known === undefined) {
    throw new Error(`no day: ${first}`);
  }
  const at = (days: number, clock: number[]): number => {
    const [hour = 0, minute = 0, second = 0] = clock;
    return toInstant({ ...addDays(date, days), hour, minute, second }, zone);
  };
  const people: LabelledPerson[] = [];
  const messages: ToldMessage[] = [];
  for (const line of lines.filter((one) => one !== "")) {
    if (line.startsWith("=")) {
      people.push(toPerson(line, people.length));
      continue;
    }
    const { side, ago, hour, minute, second, type, about, text } = groupsOf(
      MESSAGE,
      line,
    );
    const sentAt = at(-Number(ago ?? 0), [hour, minute, second].map(toNumber));
    messages.push({
      id: `m${String(messages.length + 1).padStart(4, "0")}`,
      conversationId: people.at(-1)?.conversationId ?? "",
      direction: side === ">" ? "inbound" : "outbound",
      label: type === undefined ? "" : `[${type}${about ?? ""}]`,
      type: type ?? "text",
      text: text ?? "",
      sentAt,
      mark: sentAt,
    });
  }
  return {
    name,
    language: known,
    timezone: zone,
    isUnseen: use === "unseen",
    dueAt: at(1, [DIGEST_HOUR]),
    people,
    messages,
  };
}

function toPerson(line: string, number: number): LabelledPerson {
  const { name = "", phone = "", label } = groupsOf(PERSON, line);
  const known = LABELS.find((one) => one === label);
  if (known === undefined) {
    throw new Error(`no label: ${line}`);
  }
  return {
    conversationId: `c${number}`,
    name,
    digits: phone.slice(-4),
    label: known,
  };
}

const toNumber = (text: string | undefined): number => Number(text ?? 0);

function groupsOf(pattern: RegExp, line: string) {
  const groups = pattern.exec(line)?.groups;
  if (groups === undefined) {
    throw new Error(`not understood: ${line}`);
  }
  return groups;
}
