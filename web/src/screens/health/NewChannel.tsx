/** The form that makes a channel. */
import { useAction } from "convex/react";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { TOPICS, type Topic } from "../../../../src/lib/notifications/events";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { isKeyOf } from "../../data/guards";
import { useScreenTexts } from "../../text/useScreenTexts";
import { DialogActions } from "../../ui/DialogActions";
import { Select } from "../../ui/Select";
import "./health.css";

type Kind = "webhook" | "slack" | "email";

function Topics({
  chosen,
  onChange,
}: {
  chosen: readonly Topic[];
  onChange: (topics: readonly Topic[]) => void;
}) {
  const { t } = useScreenTexts();
  const texts = t.health.channels;
  const toggle = (topic: Topic) =>
    onChange(
      chosen.includes(topic)
        ? chosen.filter((one) => one !== topic)
        : [...chosen, topic],
    );
  return (
    <fieldset className="topics">
      <legend>{texts.topicsLabel}</legend>
      {TOPICS.map((topic) => (
        <label key={topic}>
          <input
            type="checkbox"
            checked={chosen.includes(topic)}
            onChange={() => toggle(topic)}
          />
          {texts.topics[topic]}
        </label>
      ))}
    </fieldset>
  );
}

interface Entered {
  kind: Kind;
  name: string;
  target: string;
  topics: readonly Topic[];
}

const BLANK: Entered = {
  kind: "webhook",
  name: "",
  target: "",
  topics: ["alerts"],
};

/** @param onMade with a webhook's secret */
function useNewChannel(onMade: (secret: string | undefined) => void) {
  const { workspace } = useMembership();
  const create = useAction(api.channels.create);
  const { act, isBusy } = useAct();
  const [entered, setEntered] = useState(BLANK);
  const change = (part: Partial<Entered>) =>
    setEntered((before) => ({ ...before, ...part }));
  const run = async () => {
    const { topics, ...about } = entered;
    const made = await act(() =>
      create({
        workspace_id: workspace._id,
        ...{ ...about, topics: [...topics] },
      }),
    );
    if (made) {
      onMade(made.secret);
    }
  };
  return { entered, change, run, isBusy };
}

function Kinds({
  kind,
  onChange,
}: {
  kind: Kind;
  onChange: (kind: Kind) => void;
}) {
  const { t } = useScreenTexts();
  const texts = t.health.channels;
  return (
    <Select
      label={texts.kind}
      value={kind}
      onChange={(value) => {
        if (isKeyOf(texts.kinds, value)) {
          onChange(value);
        }
      }}
      options={Object.entries(texts.kinds)}
    />
  );
}

export function NewChannel({
  onClose,
  onMade,
}: {
  onClose: () => void;
  /** With a webhook's secret. */
  onMade: (secret: string | undefined) => void;
}) {
  const { t } = useScreenTexts();
  const texts = t.health.channels;
  const { entered, change, run, isBusy } = useNewChannel(onMade);
  const { kind, name, target, topics } = entered;
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <Kinds kind={kind} onChange={(chosen) => change({ kind: chosen })} />
      <label className="field">
        <span>{texts.name}</span>
        <input
          className="input"
          required
          maxLength={100}
          value={name}
          onChange={(event) => change({ name: event.target.value })}
        />
      </label>
      <label className="field">
        <span>{texts.target}</span>
        <input
          className="input"
          type={kind === "email" ? "email" : "url"}
          required
          value={target}
          onChange={(event) => change({ target: event.target.value })}
        />
        <small className="muted">{texts.targetHelp[kind]}</small>
      </label>
      <Topics
        chosen={topics}
        onChange={(chosen) => change({ topics: chosen })}
      />
      <DialogActions onCancel={onClose}>
        <button
          className="button primary"
          type="submit"
          disabled={isBusy || topics.length === 0}
        >
          {texts.create}
        </button>
      </DialogActions>
    </form>
  );
}
