/** Webhook addresses of the workspace; a secret is shown once, when it is made. */
import { useAction, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { useCopy } from "../../people/copy";
import { dayText, listTime } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Select } from "../../ui/Select";
import { useClock } from "../../text/useClock";
import { Dialog } from "../../ui/Dialog";
import { DialogActions } from "../../ui/DialogActions";
import { type NewSecret, SecretOnce } from "./SecretOnce";

type Endpoint = FunctionReturnType<typeof api.endpoints.list>[number];

/** How long the old secret goes on working. */
const HOURS = [168, 24, 0] as const;

function Row({
  endpoint,
  onRotate,
}: {
  endpoint: Endpoint;
  onRotate: () => void;
}) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const now = useNow();
  const copy = useCopy();
  const texts = t.settings.endpoints;
  const { webhook_url: url, last_test_at, previous_secret_until } = endpoint;
  const facts = [
    ...(endpoint.is_disabled ? [texts.disabled] : []),
    last_test_at === undefined
      ? texts.untested
      : texts.tested(listTime(last_test_at, now, clock)),
    ...(previous_secret_until === undefined || previous_secret_until < now
      ? []
      : [texts.oldUntil(dayText(previous_secret_until, clock))]),
  ];
  return (
    <li className="row">
      <span className="row-main">
        <code className="copy-text">{url}</code>
        <span className="muted small">{facts.join(" · ")}</span>
      </span>
      <span className="row-actions">
        <button className="button" type="button" onClick={() => copy(url)}>
          {t.setup.copyUrl}
        </button>
        {!endpoint.is_disabled && (
          <button className="button" type="button" onClick={onRotate}>
            {texts.rotate}
          </button>
        )}
      </span>
    </li>
  );
}

function Rotation({
  endpoint,
  onClose,
  onSecret,
}: {
  /** Undefined while none is to get a new secret. */
  endpoint: Endpoint | undefined;
  onClose: () => void;
  onSecret: (secret: NewSecret) => void;
}) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const rotate = useAction(api.endpoints.rotate);
  const { act, isBusy } = useAct();
  const [hours, setHours] = useState<(typeof HOURS)[number]>(168);
  const texts = t.settings.endpoints;
  const run = async ({ endpoint_key, webhook_url: url }: Endpoint) => {
    const made = await act(() =>
      rotate({
        workspace_id: workspace._id,
        endpoint_key,
        previous_valid_hours: hours,
      }),
    );
    if (made) {
      onSecret({ secret: made.secret, url });
    }
  };
  return (
    <Dialog
      title={texts.rotateTitle}
      isOpen={endpoint !== undefined}
      onClose={onClose}
    >
      <p>{texts.rotateHelp}</p>
      <Select
        label={texts.oldFor}
        value={String(hours)}
        onChange={(value) =>
          setHours(HOURS.find((known) => String(known) === value) ?? hours)
        }
        options={HOURS.map((known) => [String(known), texts.hours[known]])}
      />
      <DialogActions onCancel={onClose}>
        <button
          className="button primary"
          type="button"
          disabled={isBusy}
          onClick={() => endpoint && void run(endpoint)}
        >
          {texts.rotate}
        </button>
      </DialogActions>
    </Dialog>
  );
}

export function Endpoints() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const workspace_id = workspace._id;
  const endpoints = useQuery(api.endpoints.list, { workspace_id });
  const create = useAction(api.endpoints.create);
  const { act, isBusy } = useAct();
  const [shown, setShown] = useState<NewSecret>();
  const [rotating, setRotating] = useState<Endpoint>();
  const texts = t.settings.endpoints;
  const make = async () => {
    const made = await act(() => create({ workspace_id }));
    if (made) {
      setShown({ url: made.webhook_url, secret: made.secret });
    }
  };
  return (
    <section className="section">
      <div className="section-head">
        <h2>{texts.title}</h2>
        <button
          className="button"
          type="button"
          disabled={isBusy}
          onClick={() => void make()}
        >
          {texts.create}
        </button>
      </div>
      {endpoints && (
        <ul className="panel rows">
          {endpoints.length === 0 && (
            <li className="row-empty">{texts.none}</li>
          )}
          {endpoints.map((endpoint) => (
            <Row
              key={endpoint.endpoint_key}
              endpoint={endpoint}
              onRotate={() => setRotating(endpoint)}
            />
          ))}
        </ul>
      )}
      <Rotation
        endpoint={rotating}
        onClose={() => setRotating(undefined)}
        onSecret={(secret) => {
          setRotating(undefined);
          setShown(secret);
        }}
      />
      <SecretOnce shown={shown} onClose={() => setShown(undefined)} />
    </section>
  );
}
