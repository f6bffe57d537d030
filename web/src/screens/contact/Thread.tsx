/** The messages of a conversation by time; older ones load upwards. */
import { usePaginatedQuery } from "convex/react";
import {
  Fragment,
  type RefObject,
  type UIEvent,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { api } from "../../../../convex/_generated/api";
import { useKeys } from "../../app/keys";
import { useNow } from "../../data/now";
import { dayHeading, isSameDay } from "../../text/times";
import { useTexts } from "../../text/TextProvider";
import { useClock } from "../../text/useClock";
import type { ConversationView, MessageView } from "./views";
import { type ContactView, useNameOf } from "./ContactHead";
import { Message } from "./Message";

const PAGE = 50;
/** So near to the top, px, older messages are asked for. */
const LOAD_WITHIN = 400;

/** Keeps what is being read in its place while older messages come above it. */
function useSteadyScroll(messages: readonly MessageView[]) {
  const box = useRef<HTMLDivElement>(null);
  const last = useRef<{ oldest: string | undefined; height: number }>({
    oldest: undefined,
    height: 0,
  });
  const isAtEnd = useRef(true);
  const oldest = messages[0]?._id;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }
    if (isAtEnd.current) {
      element.scrollTop = element.scrollHeight;
    } else if (last.current.oldest !== oldest) {
      element.scrollTop += element.scrollHeight - last.current.height;
    }
    last.current = { oldest, height: element.scrollHeight };
  }, [oldest, messages.length]);
  return { box, isAtEnd };
}

/** Messages above it were read before the thread was opened. */
function useFirstUnread(
  { unread_count: unread }: ConversationView,
  messages: readonly MessageView[],
) {
  // Opening it marks it as read: the line stays where it was.
  const [atOpening] = useState(unread);
  const inbound = messages.filter(({ direction }) => direction === "inbound");
  return atOpening === 0 ? undefined : inbound.at(-atOpening)?._id;
}

/**
 * J and K go from message to message. Beside a list they are the list's, but
 * while the thread has the focus.
 */
function useMessageKeys(
  box: RefObject<HTMLDivElement | null>,
  isPage: boolean,
) {
  const { t } = useTexts();
  const [hasFocus, setHasFocus] = useState(false);
  const move = (step: 1 | -1) => {
    const messages = [
      ...(box.current?.querySelectorAll<HTMLElement>("article") ?? []),
    ];
    const at = messages.findIndex((one) => one === document.activeElement);
    const next = at === -1 ? messages.length - 1 : at + step;
    messages[next]?.focus();
  };
  const { nextMessage, previousMessage } = t.people.keys;
  useKeys(
    isPage || hasFocus
      ? [
          { keys: ["j"], text: nextMessage, run: () => move(1) },
          { keys: ["k"], text: previousMessage, run: () => move(-1) },
        ]
      : [],
  );
  return {
    onFocus: () => setHasFocus(true),
    onBlur: () => setHasFocus(false),
  };
}

interface ThreadProps {
  conversation: ConversationView;
  contact: ContactView;
  isPage: boolean;
}

export function Thread({ conversation, contact, isPage }: ThreadProps) {
  const { t } = useTexts();
  const name = useNameOf(contact);
  const clock = useClock();
  const now = useNow();
  const { results, status, loadMore } = usePaginatedQuery(
    api.messages.listByConversation,
    { conversation_id: conversation._id },
    { initialNumItems: PAGE },
  );
  const messages = results.toReversed();
  const { box, isAtEnd } = useSteadyScroll(messages);
  const firstUnread = useFirstUnread(conversation, messages);
  const walk = useMessageKeys(box, isPage);

  function onScroll({ currentTarget: element }: UIEvent<HTMLDivElement>) {
    const below =
      element.scrollHeight - element.scrollTop - element.clientHeight;
    isAtEnd.current = below < 2;
    if (element.scrollTop < LOAD_WITHIN && status === "CanLoadMore") {
      loadMore(PAGE);
    }
  }

  return (
    <div
      className="thread"
      role="log"
      aria-label={t.contact.thread}
      tabIndex={0}
      ref={box}
      onScroll={onScroll}
      {...walk}
    >
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const isNewDay =
          before === undefined ||
          !isSameDay(before.sent_at, message.sent_at, clock.timezone);
        return (
          <Fragment key={message._id}>
            {isNewDay && (
              <p className="day">{dayHeading(message.sent_at, now, clock)}</p>
            )}
            {message._id === firstUnread && (
              <p className="unread-line">{t.people.unread}</p>
            )}
            <Message message={message} all={messages} name={name} />
          </Fragment>
        );
      })}
    </div>
  );
}
