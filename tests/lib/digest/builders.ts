/** Messages and conversations for the digest's tests. All invented. */
import type {
  SelectedConversation,
  SourceMessage,
} from "../../../src/lib/digest/types";

/** 21 November 2026, 08:00 in Jakarta. */
export const MORNING = Date.parse("2026-11-21T01:00:00Z");

let counter = 0;

/** An inbound text; of one moment's messages later calls came later. */
export function message(overrides: Partial<SourceMessage> = {}): SourceMessage {
  counter += 1;
  return {
    id: `message-${counter}`,
    conversationId: "conversation-1",
    direction: "inbound",
    type: "text",
    text: "Halo kak",
    sentAt: MORNING,
    mark: counter,
    ...overrides,
  };
}

export function conversation(
  messages: SourceMessage[],
  overrides: Partial<SelectedConversation> = {},
): SelectedConversation {
  return {
    conversationId: messages[0]?.conversationId ?? "conversation-1",
    messages,
    leftOutCount: 0,
    waitingSince: null,
    isCarried: false,
    ...overrides,
  };
}
