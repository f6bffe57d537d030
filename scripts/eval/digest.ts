/** `npm run eval -- digest`: digests of labelled days against their labels. */
import { changesOf } from "../../src/lib/digest/changes";
import { listChanges, listWaiting } from "../../src/lib/digest/list";
import { renderDigest } from "../../src/lib/digest/render";
import { selectMessages } from "../../src/lib/digest/select";
import type { OpenConversation } from "../../src/lib/digest/types";
import { DAY_MS } from "../../src/lib/time/units";
import { scoreModel, type ModelScore } from "./model";
import { readAnswers } from "./scriptedProvider";
import { readDays, type LabelledDay } from "./days";
import { standingsOf } from "./standings";

export interface DayScore {
  name: string;
  isUnseen: boolean;
  messages: number;
  /** Who truly waits, and of them who stands in the text by name. */
  waiting: number;
  named: number;
  /** Lines about people who do not wait. */
  falseLines: string[];
  missing: string[];
  emergencies: number;
  /** Of them labelled urgent. */
  labelled: number;
  wronglyUrgent: string[];
  missedUrgent: string[];
  text: string;
}

/** Makes the digest of a day, without a model, and compares it. */
export function scoreDay(day: LabelledDay): DayScore {
  const after = day.dueAt - DAY_MS;
  const setting = {
    language: day.language,
    timezone: day.timezone,
    now: day.dueAt,
  };
  const people = new Map(day.people.map((one) => [one.conversationId, one]));
  const before = standingsOf(
    day.messages.filter(({ mark }) => mark <= after),
    { people },
  ).flatMap(({ conversationId, waiting }): OpenConversation[] => {
    const first = waiting?.messages[0];
    return waiting === null || first === undefined
      ? []
      : [{ conversationId, messageId: first.id, since: waiting.since }];
  });
  const standings = standingsOf(day.messages, { people, after });
  const window = day.messages.filter(({ mark }) => mark > after);
  const { counts } = selectMessages({
    messages: day.messages,
    after,
    upTo: day.dueAt,
    standings,
  });
  const waiting = listWaiting(standings, setting);
  const text = renderDigest({
    language: day.language,
    written: [],
    waiting,
    changes: listChanges(changesOf(standings, window, before), setting),
    counts,
    waitingBefore: before.length,
  });
  return { ...compare(day, waiting), text };
}

function compare(
  { name, isUnseen, people, messages }: LabelledDay,
  bullets: ReturnType<typeof listWaiting>,
): Omit<DayScore, "text"> {
  const conversationOf = new Map(
    messages.map(({ id, conversationId }) => [id, conversationId]),
  );
  const told = new Map<string, "waiting" | "urgent">();
  for (const { kind, text, messageIds } of bullets) {
    for (const id of messageIds) {
      const person = people.find(
        (one) => one.conversationId === conversationOf.get(id),
      );
      if (person !== undefined && text.includes(person.name ?? "")) {
        told.set(
          person.conversationId,
          kind === "urgent" ? "urgent" : "waiting",
        );
      }
    }
  }
  const isWaiting = (label: string) => label === "waits" || label === "urgent";
  const select = (
    isIt: (label: string, toldAs: "waiting" | "urgent" | undefined) => boolean,
  ) =>
    people
      .filter((one) => isIt(one.label, told.get(one.conversationId)))
      .map((one) => one.name ?? "");
  const waiting = select(isWaiting);
  const missing = select((label, as) => isWaiting(label) && as === undefined);
  const missedUrgent = select(
    (label, as) => label === "urgent" && as !== "urgent",
  );
  const emergencies = select((label) => label === "urgent");
  return {
    name,
    isUnseen,
    messages: messages.length,
    waiting: waiting.length,
    named: waiting.length - missing.length,
    missing,
    falseLines: select((label, as) => !isWaiting(label) && as !== undefined),
    emergencies: emergencies.length,
    labelled: emergencies.length - missedUrgent.length,
    missedUrgent,
    wronglyUrgent: select((label, as) => label !== "urgent" && as === "urgent"),
  };
}

export async function scoreDays(): Promise<DayScore[]> {
  return (await readDays()).map(scoreDay);
}

/** The days that have a scripted answer of a model. */
export async function scoreModels(): Promise<ModelScore[]> {
  const days = await readDays();
  const answers = await readAnswers();
  return await Promise.all(
    answers.map(async (answer) => {
      const day = days.find(({ name }) => name === answer.day);
      if (day === undefined) {
        throw new Error(`an answer to no day: ${answer.day}`);
      }
      return await scoreModel(day, answer);
    }),
  );
}

/** A table, and below it by name what went wrong. */
export function formatScores(scores: readonly DayScore[]): string {
  const rows = [
    "| day | messages | waiting | named | false lines | emergencies | labelled | wrongly urgent |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...scores.map((score) =>
      [
        "",
        `${score.name}${score.isUnseen ? " (unseen)" : ""}`,
        score.messages,
        score.waiting,
        score.named,
        score.falseLines.length,
        score.emergencies,
        score.labelled,
        score.wronglyUrgent.length,
        "",
      ]
        .join(" | ")
        .trim(),
    ),
  ];
  const wrong = scores.flatMap((score) =>
    [
      ["missing", score.missing] as const,
      ["false line", score.falseLines] as const,
      ["urgent, not labelled", score.missedUrgent] as const,
      ["wrongly urgent", score.wronglyUrgent] as const,
    ].flatMap(([what, names]) =>
      names.length === 0 ? [] : [`${score.name}: ${what}: ${names.join(", ")}`],
    ),
  );
  return [...rows, "", ...wrong].join("\n");
}
