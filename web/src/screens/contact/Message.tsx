/** One message: words, what came with them, and how far it got. */
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useMembership } from "../../app/workspace";
import { isKeyOf } from "../../data/guards";
import { useTexts } from "../../text/TextProvider";
import { useClock } from "../../text/useClock";
import { clockTime, exactTime } from "../../text/times";
import { Icon } from "../../ui/Icon";
import type { MessageView } from "./views";

const Media = lazy(() => import("./Media"));

/** A quotation is a hint, not the message. */
const QUOTE_CHARACTERS = 120;

/** Only web links become links; anything else stays text. */
function placeLink({
  latitude,
  longitude,
}: {
  latitude: number;
  longitude: number;
}) {
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`;
}

function fileSize(bytes: number, language: string): string {
  const inMegabytes = bytes >= 1_000_000;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: inMegabytes ? "megabyte" : "kilobyte",
    maximumFractionDigits: 1,
  }).format(bytes / (inMegabytes ? 1_000_000 : 1000));
}

function Attachment({ message }: { message: MessageView }) {
  const { t, language } = useTexts();
  const { media, place } = message;
  const kind = isKeyOf(t.messageTypes, message.type)
    ? t.messageTypes[message.type]
    : message.type;
  if (place !== undefined) {
    return (
      <a
        className="attachment"
        href={placeLink(place)}
        target="_blank"
        rel="noreferrer noopener"
      >
        {kind}
        {place.name !== undefined && (
          <span className="words" dir="auto">
            {place.name}
          </span>
        )}
      </a>
    );
  }
  if (media === undefined && message.type === "text") {
    return null;
  }
  const details = [
    media?.filename,
    media?.byte_size === undefined
      ? undefined
      : fileSize(media.byte_size, language),
    message.unsupported_type,
  ].filter((part) => part !== undefined);
  return (
    <>
      <span className="attachment">
        {kind}
        {details.length > 0 && (
          <span className="muted words" dir="auto">
            {details.join(" · ")}
          </span>
        )}
      </span>
      {media !== undefined && (
        <Suspense
          fallback={message.type === "image" && <span className="picture" />}
        >
          <Media message={message} />
        </Suspense>
      )}
    </>
  );
}

function Quote({
  replyTo,
  all,
}: {
  replyTo: string;
  all: readonly MessageView[];
}) {
  const { t } = useTexts();
  const quoted = all.find(
    ({ kapso_message_id }) => kapso_message_id === replyTo,
  );
  return (
    <blockquote className="quote words" dir="auto">
      {quoted?.text?.slice(0, QUOTE_CHARACTERS) ?? t.contact.earlierMessage}
    </blockquote>
  );
}

function Ticks({ status }: { status: MessageView["status"] }) {
  const { t } = useTexts();
  if (status === "received") {
    return null;
  }
  const words = t.messageStatus[status];
  if (status === "pending" || status === "failed") {
    return (
      <span className={status === "failed" ? "problem" : ""}>{words}</span>
    );
  }
  const isSeen = status === "read" || status === "played";
  return (
    <span className={isSeen ? "ticks seen" : "ticks"} title={words}>
      <Icon name={status === "sent" ? "check" : "checks"} />
      <span className="hidden-text">{words}</span>
    </span>
  );
}

function Reactions({ message: { reactions = [] } }: { message: MessageView }) {
  return (
    reactions.some(({ emoji }) => emoji !== undefined) && (
      <p className="reactions">
        {reactions.map(({ emoji, direction }) => (
          <span key={direction}>{emoji}</span>
        ))}
      </p>
    )
  );
}

/** To the delivery that it came with. */
function DeliveryLink({ message }: { message: MessageView }) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  return (
    <Link
      className="from-delivery"
      to="/w/$slug/messages/$conversationId/$messageId"
      params={{
        slug: workspace.slug,
        conversationId: message.conversation_id,
        messageId: message._id,
      }}
      aria-label={t.people.fromMessage}
      title={t.people.fromMessage}
    >
      <Icon name="info" />
    </Link>
  );
}

export function Message({
  message,
  all,
  name,
}: {
  message: MessageView;
  all: readonly MessageView[];
  /** Of the customer. */
  name: string;
}) {
  const { t } = useTexts();
  const clock = useClock();
  const isOurs = message.direction === "outbound";
  const isDeleted = message.revoked_at !== undefined;
  const { text } = message;
  return (
    <article
      className={isOurs ? "bubble ours" : "bubble"}
      tabIndex={-1}
      aria-label={`${isOurs ? t.contact.weWrote : name}, ${clockTime(message.sent_at, clock)}`}
    >
      {message.reply_to !== undefined && !isDeleted && (
        <Quote replyTo={message.reply_to} all={all} />
      )}
      {isDeleted ? (
        <p className="muted">{t.contact.deleted}</p>
      ) : (
        <>
          <Attachment message={message} />
          {text !== undefined && (
            <p className="bubble-text words" dir="auto">
              {message.is_machine_text === true && (
                <b>{t.contact.transcript} </b>
              )}
              {text}
            </p>
          )}
        </>
      )}
      <Reactions message={message} />
      <footer className="bubble-foot">
        {message.edited_at !== undefined && !isDeleted && (
          <span>{t.contact.edited}</span>
        )}
        <time
          className="num"
          dateTime={new Date(message.sent_at).toISOString()}
          title={exactTime(message.sent_at, clock)}
        >
          {clockTime(message.sent_at, clock)}
        </time>
        <Ticks status={message.status} />
        <DeliveryLink message={message} />
      </footer>
    </article>
  );
}
