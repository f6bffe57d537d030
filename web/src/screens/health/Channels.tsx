/** Where the workspace is told of things, and whether that works. */
import {
  useAction,
  useMutation,
  usePaginatedQuery,
  useQuery,
} from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Dialog } from "../../ui/Dialog";
import { DialogActions } from "../../ui/DialogActions";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { OlderButton } from "../../ui/OlderButton";
import { useNotify } from "../../ui/Toasts";
import { When } from "../../ui/When";
import { SecretOnce } from "../settings/SecretOnce";
import { NewChannel } from "./NewChannel";
import "../settings/settings.css";

type Channel = FunctionReturnType<typeof api.channels.list>[number];
type Open = { what: "remove" | "history"; channel: Channel };

const HISTORY_PAGE = 20;

function useStateOf() {
  const { t } = useScreenTexts();
  const texts = t.health.channels;
  return (channel: Channel): string => {
    if (channel.off_since !== undefined) {
      return channel.off_reason === "gone" ? texts.gone : texts.off;
    }
    if (channel.failures > 0) {
      return `${texts.failing} (${channel.last_error_code ?? ""})`;
    }
    return channel.last_sent_at === undefined ? texts.untried : texts.works;
  };
}

function useChannelActions(
  channel: Channel,
  onSecret: (secret: string) => void,
) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const test = useMutation(api.channels.test);
  const update = useAction(api.channels.update);
  const rotate = useAction(api.channels.rotate);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const { channel_id } = channel;
  const own = { workspace_id: workspace._id, channel_id };
  const isOn = channel.off_since === undefined;
  const runTest = async () => {
    if (await act(() => test({ channel_id }))) {
      notify(t.health.channels.tested);
    }
  };
  const runRotate = async () => {
    const made = await act(() => rotate(own));
    if (made) {
      onSecret(made.secret);
    }
  };
  const turn = async () => await act(() => update({ ...own, is_on: !isOn }));
  return { isOn, isBusy, turn, test: runTest, rotate: runRotate };
}

interface RowProps {
  channel: Channel;
  onOpen: (what: Open["what"]) => void;
  onSecret: (secret: string) => void;
}

function RowActions({ channel, onOpen, onSecret }: RowProps) {
  const { t } = useScreenTexts();
  const texts = t.health.channels;
  const { isOn, isBusy, turn, test, rotate } = useChannelActions(
    channel,
    onSecret,
  );
  const { name } = channel;
  return (
    <span className="row-actions">
      {isOn && (
        <button
          className="button"
          type="button"
          disabled={isBusy}
          onClick={() => void test()}
        >
          {texts.test}
        </button>
      )}
      <Menu
        className="icon-button"
        label={texts.moreOf(name)}
        entries={[
          {
            key: "history",
            text: texts.history,
            onSelect: () => onOpen("history"),
          },
          {
            key: "off",
            text: isOn ? texts.turnOff : texts.turnOn,
            onSelect: () => void turn(),
          },
          ...(channel.kind === "webhook"
            ? [
                {
                  key: "rotate",
                  text: texts.rotate,
                  onSelect: () => void rotate(),
                },
              ]
            : []),
          {
            key: "remove",
            text: texts.remove,
            onSelect: () => onOpen("remove"),
          },
        ]}
      >
        <Icon name="more" />
      </Menu>
    </span>
  );
}

function Row(props: RowProps) {
  const { t } = useScreenTexts();
  const stateOf = useStateOf();
  const texts = t.health.channels;
  const { channel } = props;
  const { name, waiting_count: waiting } = channel;
  return (
    <li className="row">
      <span className="row-main">
        <b>{name}</b>
        <span className="muted small">
          {[
            texts.kinds[channel.kind],
            channel.target,
            ...channel.topics.map((topic) => texts.topics[topic]),
          ].join(" · ")}
        </span>
        <span className="small">
          {[
            stateOf(channel),
            ...(waiting > 0 ? [texts.waiting(waiting)] : []),
          ].join(" · ")}
        </span>
      </span>
      <RowActions {...props} />
    </li>
  );
}

function History({ channel }: { channel: Channel }) {
  const { t } = useScreenTexts();
  const texts = t.health.channels;
  const retry = useMutation(api.channels.retry);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const { results, status, loadMore } = usePaginatedQuery(
    api.channels.deliveries,
    { channel_id: channel.channel_id },
    { initialNumItems: HISTORY_PAGE },
  );
  return (
    <>
      <ul className="rows">
        {results.length === 0 && status !== "LoadingFirstPage" && (
          <li className="row-empty">{texts.noHistory}</li>
        )}
        {results.map((sent) => (
          <li className="row" key={sent._id}>
            <span className="row-main">
              <span>
                {texts.events[sent.event.type]} · {texts.status[sent.status]}
              </span>
              <span className="muted small">
                <When at={sent.at} /> · {texts.attempts(sent.attempts)}
                {sent.last_error_code !== undefined &&
                  ` · ${sent.last_error_code}`}
              </span>
            </span>
            {sent.status === "dead_letter" && (
              <button
                className="button"
                type="button"
                disabled={isBusy}
                onClick={() =>
                  void act(() => retry({ notification_id: sent._id })).then(
                    (answer) => answer && notify(texts.sentAgain),
                  )
                }
              >
                {texts.again}
              </button>
            )}
          </li>
        ))}
      </ul>
      <OlderButton list={{ status, loadMore }} pageSize={HISTORY_PAGE} />
    </>
  );
}

function Removal({
  channel,
  onClose,
}: {
  channel: Channel;
  onClose: () => void;
}) {
  const { t } = useScreenTexts();
  const remove = useMutation(api.channels.remove);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const texts = t.health.channels;
  const { channel_id } = channel;
  const run = async () => {
    if ((await act(() => remove({ channel_id }))) !== undefined) {
      notify(texts.removed);
      onClose();
    }
  };
  return (
    <>
      <p>{texts.removeHelp}</p>
      <DialogActions onCancel={onClose}>
        <button
          className="button primary"
          type="button"
          disabled={isBusy}
          onClick={() => void run()}
        >
          {texts.remove}
        </button>
      </DialogActions>
    </>
  );
}

function OpenDialog({
  open,
  onClose,
}: {
  open: Open | undefined;
  onClose: () => void;
}) {
  const { t } = useScreenTexts();
  const texts = t.health.channels;
  return (
    <Dialog
      title={
        open?.what === "remove"
          ? texts.removeTitle(open.channel.name)
          : texts.history
      }
      isOpen={open !== undefined}
      onClose={onClose}
    >
      {open?.what === "remove" && (
        <Removal channel={open.channel} onClose={onClose} />
      )}
      {open?.what === "history" && <History channel={open.channel} />}
    </Dialog>
  );
}

export function Channels() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const channels = useQuery(api.channels.list, { workspace_id: workspace._id });
  const [isAdding, setIsAdding] = useState(false);
  const [open, setOpen] = useState<Open>();
  const [secret, setSecret] = useState<string>();
  const texts = t.health.channels;
  return (
    <section className="section">
      <div className="section-head">
        <h2>{texts.title}</h2>
        <button
          className="button"
          type="button"
          onClick={() => setIsAdding(true)}
        >
          {texts.add}
        </button>
      </div>
      {channels && (
        <ul className="panel rows">
          {channels.length === 0 && (
            <li className="row-empty">
              {texts.none} {texts.noneHelp}
            </li>
          )}
          {channels.map((channel) => (
            <Row
              key={channel.channel_id}
              channel={channel}
              onOpen={(what) => setOpen({ what, channel })}
              onSecret={setSecret}
            />
          ))}
        </ul>
      )}
      <Dialog
        title={texts.add}
        isOpen={isAdding}
        onClose={() => setIsAdding(false)}
      >
        <NewChannel
          onClose={() => setIsAdding(false)}
          onMade={(made) => {
            setIsAdding(false);
            setSecret(made);
          }}
        />
      </Dialog>
      <OpenDialog open={open} onClose={() => setOpen(undefined)} />
      <SecretOnce
        shown={secret === undefined ? undefined : { secret }}
        onClose={() => setSecret(undefined)}
      />
    </section>
  );
}
