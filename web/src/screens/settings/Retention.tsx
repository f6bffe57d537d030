/** How long what the workspace was sent is kept. */
import { useMutation } from "convex/react";
import type { FunctionArgs } from "convex/server";
import { type FormEvent, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import {
  MESSAGE_DAYS,
  PAYLOAD_DAYS,
} from "../../../../src/lib/privacy/retention";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { NumberField } from "../../ui/NumberField";
import { useNotify } from "../../ui/Toasts";

type Change = Omit<FunctionArgs<typeof api.workspaces.update>, "workspace_id">;

/** Saves, and offers the way back. */
function useSaveRetention() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const update = useMutation(api.workspaces.update);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const put = async (change: Change) =>
    await act(() => update({ workspace_id: workspace._id, ...change }));
  const save = async (change: Change) => {
    const before = await put(change);
    if (before !== undefined) {
      notify(t.settings.changed, () => void put(before));
    }
  };
  return { save, isBusy };
}

const typedOf = (days: number | undefined) => String(days ?? "");
/** Nothing typed is the usual: 30 days for deliveries, no end for messages. */
const daysOf = (typed: string) => (typed === "" ? null : Number(typed));

function Form() {
  const { t } = useScreenTexts();
  const { payload_retention_days, message_retention_days } =
    useMembership().workspace;
  const { save, isBusy } = useSaveRetention();
  const [payloads, setPayloads] = useState(typedOf(payload_retention_days));
  const [messages, setMessages] = useState(typedOf(message_retention_days));
  const texts = t.settings.retention;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void save({
      payload_retention_days: daysOf(payloads),
      message_retention_days: daysOf(messages),
    });
  };
  return (
    <form className="panel form" onSubmit={onSubmit}>
      <NumberField
        {...texts.payloads}
        unit={texts.days}
        value={payloads}
        least={PAYLOAD_DAYS.min}
        most={PAYLOAD_DAYS.max}
        isOptional
        onChange={setPayloads}
      />
      <NumberField
        {...texts.messages}
        unit={texts.days}
        value={messages}
        least={MESSAGE_DAYS.min}
        most={MESSAGE_DAYS.max}
        isOptional
        onChange={setMessages}
      />
      <div className="form-actions">
        <button className="button primary" type="submit" disabled={isBusy}>
          {t.save}
        </button>
      </div>
    </form>
  );
}

export function Retention() {
  const { payload_retention_days, message_retention_days } =
    useMembership().workspace;
  // Anew when somebody has saved.
  return <Form key={`${payload_retention_days} ${message_retention_days}`} />;
}
