/** Labelled conversations, one a line, as scored.txt tells; and their score. */
import { readFile } from "node:fs/promises";
import {
  findWaiting,
  type SaidMessage,
  type WorkflowNote,
} from "../../../../src/lib/crm/waiting";
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
} from "../../../../src/lib/time/units";

export interface LabelledConversation {
  line: string;
  messages: SaidMessage[];
  notes: WorkflowNote[];
  /** "-", "2" or "2p". */
  label: string;
}

const START = Date.UTC(2026, 8, 14, 2);
const STEP_MS = 10 * MINUTE_MS;
const UNIT_MS = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
const TURN =
  /^(?<side>[<>])?(?:@(?<count>\d+)(?<unit>[smhd]))?(?<marks>(?: ?\[\w+\])*) ?(?<text>.*)$/;

/** The conversations of a file beside this one. */
export async function readLabelled(
  name: string,
): Promise<LabelledConversation[]> {
  const text = await readFile(new URL(name, import.meta.url), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(toConversation);
}

function toConversation(line: string): LabelledConversation {
  const [label = "", ...turns] = line.split("|").map((part) => part.trim());
  const messages: SaidMessage[] = [];
  const notes: WorkflowNote[] = [];
  let at = START;
  for (const [i, turn] of turns.entries()) {
    const { side, count, unit, marks, text } = TURN.exec(turn)?.groups ?? {};
    const marked = [...(marks ?? "").matchAll(/\w+/g)].map(([mark]) => mark);
    const step =
      unit === "s" || unit === "m" || unit === "h" || unit === "d"
        ? Number(count) * UNIT_MS[unit]
        : STEP_MS;
    at += step;
    if (marked.includes("handoff")) {
      notes.push({ at });
    } else if (!marked.includes("revoked")) {
      messages.push({
        id: String(i + 1),
        direction: side === ">" ? "inbound" : "outbound",
        type: marked.find((mark) => !STATES.has(mark)) ?? "text",
        text: text ?? "",
        sentAt: at,
        origin: marked.includes("history") ? "history_sync" : "cloud_api",
        isFailed: marked.includes("failed"),
      });
    }
  }
  return { line, messages, notes, label };
}

const STATES: ReadonlySet<string> = new Set(["history", "failed"]);

/** What the rule says of a conversation, written as its label is. */
export function judge({ messages, notes }: LabelledConversation): string {
  const { waiting } = findWaiting(messages, notes);
  return waiting === null
    ? "-"
    : waiting.messageId + (waiting.promise === null ? "" : "p");
}

/** The lines that the rule gets wrong, each with what it said. */
export function missesOf(
  conversations: readonly LabelledConversation[],
): string[] {
  return conversations
    .filter((conversation) => judge(conversation) !== conversation.label)
    .map((conversation) => `${conversation.line} => ${judge(conversation)}`);
}
