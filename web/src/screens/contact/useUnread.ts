/** Whether a thread counts as read: by seeing it, or because somebody says so. */
import { useMutation } from "convex/react";
import { useEffect, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMay } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { useNotify } from "../../ui/Toasts";
import type { ConversationView } from "./views";

/** So long a thread is seen before it counts as read. */
const READ_AFTER_MS = 1500;

export interface Unread {
  isUnread: boolean;
  /** Marks it as the other. */
  turn: () => void;
}

/** Marks the thread as read once it was in view, focused, for a moment. */
export function useUnread(conversation: ConversationView): Unread {
  const { _id, unread_count: unread } = conversation;
  const { t } = useTexts();
  const about = { conversation_id: _id };
  const markRead = useMutation(api.conversations.markRead);
  const markUnread = useMutation(api.conversations.markUnread);
  const may = useMay("agent");
  const { act } = useAct();
  const notify = useNotify();
  /** Somebody wants to come back to it: seeing it is not enough. */
  const [isKept, setIsKept] = useState(false);
  useEffect(() => {
    if (unread === 0 || !may || isKept) {
      return;
    }
    const timer = setInterval(() => {
      if (document.hasFocus() && document.visibilityState === "visible") {
        clearInterval(timer);
        // It is tried again with the next message; nobody needs to know.
        markRead({ conversation_id: _id }).catch(() => undefined);
      }
    }, READ_AFTER_MS);
    return () => clearInterval(timer);
  }, [_id, unread, may, isKept, markRead]);
  const set = async (isUnread: boolean) => {
    setIsKept(isUnread);
    const done = await act(() => (isUnread ? markUnread : markRead)(about));
    if (done !== undefined) {
      const words = isUnread ? t.people.markedUnread : t.people.markedRead;
      notify(words, () => void set(!isUnread));
    }
  };
  const isUnread = unread > 0;
  return { isUnread, turn: () => void set(!isUnread) };
}
