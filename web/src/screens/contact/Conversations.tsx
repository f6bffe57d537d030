/** The threads of a contact: one for each number of ours. */
import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { HOUR_MS } from "../../../../src/lib/time/units";
import { useNow } from "../../data/now";
import { sentenceOf } from "../../app/errors";
import { useKeys } from "../../app/keys";
import { useMay } from "../../app/workspace";
import { useConnected } from "../../data/useConnected";
import { duration } from "../../text/times";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { useNotify } from "../../ui/Toasts";
import type { ContactView } from "./ContactHead";
import { Thread } from "./Thread";
import { type Unread, useUnread } from "./useUnread";
import type { ConversationView } from "./views";

/** WhatsApp lets a business answer freely for so long after a message. */
const WINDOW_MS = 24 * HOUR_MS;
/** With less than this left the meter is in the colour of waiting. */
const LOW_MS = 4 * HOUR_MS;

/** How much of the 24 hours is left in which a free answer is possible. */
function WindowMeter({ lastInboundAt }: { lastInboundAt: number | undefined }) {
  const { t } = useTexts();
  const now = useNow();
  const left =
    lastInboundAt === undefined ? 0 : lastInboundAt + WINDOW_MS - now;
  if (left <= 0) {
    return <span className="muted">{t.contact.windowClosed}</span>;
  }
  const words = t.contact.windowLeft(duration(left, t));
  return (
    <span className="window">
      <span className="muted">{t.contact.window}</span>
      <meter
        min={0}
        max={WINDOW_MS}
        low={LOW_MS}
        optimum={WINDOW_MS}
        value={left}
        aria-label={t.contact.window}
      >
        {words}
      </meter>
      <span className="num">{words}</span>
    </span>
  );
}

/** Says that nothing needs to be answered here; Undo brings the waiting back. */
function DismissWaiting({
  conversationId,
}: {
  conversationId: Id<"conversations">;
}) {
  const { t } = useTexts();
  const notify = useNotify();
  const isConnected = useConnected();
  const dismiss = useMutation(api.conversations.dismissWaiting);
  const undismiss = useMutation(api.conversations.undismissWaiting);
  const about = { conversation_id: conversationId };
  const run = () =>
    dismiss(about).then(
      ({ dismissed_at }) =>
        notify(
          t.people.dismissed,
          dismissed_at === null
            ? undefined
            : () => void undismiss({ ...about, dismissed_at }),
        ),
      (error: unknown) => notify(sentenceOf(error, t)),
    );
  return (
    <button
      type="button"
      className="link-button small"
      disabled={!isConnected}
      onClick={() => void run()}
    >
      {t.people.dismiss}
    </button>
  );
}

/** Brings a thread back to read, or says that it was read; a key does it, too. */
function UnreadButton({ unread }: { unread: Unread }) {
  const { t } = useTexts();
  const isConnected = useConnected();
  const text = unread.isUnread ? t.people.markRead : t.people.markUnread;
  useKeys([{ keys: ["u"], text, run: unread.turn }]);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={text}
      title={text}
      disabled={!isConnected}
      onClick={unread.turn}
    >
      <Icon name="letter" />
    </button>
  );
}

function ThreadHead({ conversation }: { conversation: ConversationView }) {
  const { t } = useTexts();
  const now = useNow();
  const may = useMay("agent");
  const { _id, waiting_since: waitingSince, last_inbound_at } = conversation;
  return (
    <div className="thread-head">
      {waitingSince === undefined ? (
        <span className="muted">{t.contact.nobodyWaits}</span>
      ) : (
        <span className="thread-waits">
          <span className="waiting-time num">
            {t.contact.waits(duration(now - waitingSince, t))}
          </span>
          {may && <DismissWaiting conversationId={_id} />}
        </span>
      )}
      <WindowMeter lastInboundAt={last_inbound_at} />
    </div>
  );
}

function ThreadFoot({ conversation }: { conversation: ConversationView }) {
  const { t } = useTexts();
  const may = useMay("agent");
  const unread = useUnread(conversation);
  return (
    <div className="thread-foot">
      <Icon name="info" />
      <span className="muted">{t.contact.readOnly}</span>
      {may && conversation.last_inbound_at !== undefined && (
        <UnreadButton unread={unread} />
      )}
      <a
        className="button primary"
        href="https://app.kapso.ai/"
        target="_blank"
        rel="noreferrer noopener"
      >
        <Icon name="external" />
        {t.contact.reply}
      </a>
    </div>
  );
}

export function Conversations({
  contact,
  isPage,
}: {
  contact: ContactView;
  /** Whether nothing stands beside it whose rows keys go through. */
  isPage: boolean;
}) {
  const { t } = useTexts();
  const conversations = useQuery(api.conversations.listByContact, {
    contact_id: contact._id,
  });
  const [chosenId, setChosenId] = useState<Id<"conversations">>();
  if (conversations === undefined) {
    return null;
  }
  const newestFirst = conversations.toSorted(
    (a, b) => b.last_message_at - a.last_message_at,
  );
  const chosen =
    newestFirst.find(({ _id }) => _id === chosenId) ?? newestFirst[0];
  if (chosen === undefined) {
    return <p className="empty muted">{t.contact.noMessages}</p>;
  }
  return (
    <>
      {newestFirst.length > 1 && (
        <nav className="contact-tabs" aria-label={t.contact.numbers}>
          {newestFirst.map(({ _id, phone_number_id }) => (
            <button
              key={_id}
              type="button"
              aria-current={_id === chosen._id ? "true" : undefined}
              onClick={() => setChosenId(_id)}
            >
              …{phone_number_id.slice(-4)}
            </button>
          ))}
        </nav>
      )}
      <ThreadHead conversation={chosen} />
      <Thread key={chosen._id} conversation={chosen} {...{ contact, isPage }} />
      <ThreadFoot key={`${chosen._id} foot`} conversation={chosen} />
    </>
  );
}
