/** Messages and conversations for the digest's tests. All invented. */
import type {
  SelectedConversation,
  SourceMessage,
  Standing,
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
    label: "",
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
    contextCount: 0,
    leftOutCount: 0,
    isUrgent: false,
    waitingSince: null,
    isCarried: false,
    ...overrides,
  };
}

/** Somebody who waits since `messages` began. */
export function standing(
  messages: SourceMessage[],
  overrides: Partial<Standing> = {},
): Standing {
  const [first] = messages;
  return {
    conversationId: first?.conversationId ?? "conversation-1",
    person: { name: null, digits: null },
    waiting:
      first === undefined
        ? null
        : {
            since: first.sentAt,
            isLonger: false,
            promisedAt: null,
            messages,
            count: messages.length,
          },
    context: [],
    isSpam: false,
    isNew: false,
    ...overrides,
  };
}
