/** From nothing to the first contact: each step shows what proves it. */
import { Link } from "@tanstack/react-router";
import { useAction, useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { type ReactNode, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { useCopy } from "../../people/copy";
import { listTime } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";
import { Icon } from "../../ui/Icon";
import { useNotify } from "../../ui/Toasts";
import { type NewSecret, SecretOnce } from "../settings/SecretOnce";
import "../settings/settings.css";
import { SampleDay } from "./SampleDay";
import { type StepState, stepsOf } from "./steps";

export type Status = FunctionReturnType<typeof api.setup.status>;

function Step({
  title,
  state,
  at,
  children,
}: {
  title: string;
  state: StepState;
  at?: number | undefined;
  children: ReactNode;
}) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const now = useNow();
  const words =
    state === "done" && at !== undefined
      ? t.setup.doneAt(listTime(at, now, clock))
      : t.setup[state];
  return (
    <li className={`step ${state}`}>
      <span className="step-mark" aria-hidden="true">
        {state === "done" && <Icon name="check" />}
      </span>
      <div className="step-body">
        <h2>{title}</h2>
        <span className="step-state small" role="status">
          {words}
        </span>
        {children}
      </div>
    </li>
  );
}

function Address({ status }: { status: Status }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const clock = useClock();
  const now = useNow();
  const copy = useCopy();
  const create = useAction(api.endpoints.create);
  const { act, isBusy } = useAct();
  const [shown, setShown] = useState<NewSecret>();
  const { url, has_secret, wrong_signature: wrong } = status.webhook;
  const make = async () => {
    const made = await act(() => create({ workspace_id: workspace._id }));
    if (made) {
      setShown({ url: made.webhook_url, secret: made.secret });
    }
  };
  return (
    <>
      <p className="muted">{t.setup.webhookHelp}</p>
      <span className="copy-line">
        <code className="copy-text">{url}</code>
        <button className="button" type="button" onClick={() => copy(url)}>
          {t.setup.copyUrl}
        </button>
      </span>
      {wrong && (
        <p className="problem">
          {(wrong.reason === "missing"
            ? t.setup.missingSignature
            : t.setup.wrongSignature)(listTime(wrong.last_at, now, clock))}
        </p>
      )}
      {has_secret ? (
        <p className="muted small">
          {t.setup.secretThere}{" "}
          <Link
            to="/w/$slug/settings"
            params={{ slug: workspace.slug }}
            search={{ tab: "numbers" }}
          >
            {t.settings.tabs.numbers}
          </Link>
        </p>
      ) : (
        <>
          <p>{t.setup.noSecret}</p>
          <button
            className="button primary step-action"
            type="button"
            disabled={isBusy}
            onClick={() => void make()}
          >
            {t.setup.makeEndpoint}
          </button>
        </>
      )}
      <SecretOnce shown={shown} onClose={() => setShown(undefined)} />
    </>
  );
}

function Number({ number }: Pick<Status, "number">) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const claim = useMutation(api.phoneNumbers.claim);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const take = async (phone_number_id: string) => {
    const workspace_id = workspace._id;
    if (await act(() => claim({ workspace_id, phone_number_id }))) {
      notify(t.setup.claimed);
    }
  };
  return (
    <>
      <p className="muted">
        {number.phone_number_id === undefined
          ? t.setup.numberHelp
          : t.setup.numberDone(number.phone_number_id)}
      </p>
      {number.unclaimed.map((id) => (
        <button
          key={id}
          className="button step-action"
          type="button"
          disabled={isBusy}
          onClick={() => void take(id)}
        >
          {t.setup.claim(id)}
        </button>
      ))}
    </>
  );
}

function Sample() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const send = useAction(api.setup.sendSample);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const run = async () => {
    if (await act(() => send({ workspace_id: workspace._id }))) {
      notify(t.setup.sampleSent);
    }
  };
  return (
    <section className="panel sample">
      <button
        className="button"
        type="button"
        disabled={isBusy}
        onClick={() => void run()}
      >
        {t.setup.sample}
      </button>
      <p className="muted small">{t.setup.sampleHelp}</p>
    </section>
  );
}

function FirstContact({ contact }: Pick<Status, "contact">) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  return contact.contact_id === undefined ? (
    <p className="muted">{t.setup.contactHelp}</p>
  ) : (
    <>
      {contact.is_sample && <p className="muted">{t.setup.contactSample}</p>}
      <Link
        to="/w/$slug/contacts/$contactId"
        params={{ slug: workspace.slug, contactId: contact.contact_id }}
        className="button step-action"
      >
        {t.setup.openContact}
      </Link>
    </>
  );
}

function Further() {
  const { t } = useScreenTexts();
  const { slug } = useMembership().workspace;
  return (
    <nav className="further" aria-label={t.setup.next}>
      <Link
        className="button"
        to="/w/$slug/settings"
        params={{ slug }}
        search={{ tab: "members" }}
      >
        {t.setup.invite}
      </Link>
      <Link className="button" to="/w/$slug/settings" params={{ slug }}>
        {t.setup.schedule}
      </Link>
      <Link className="button" to="/w/$slug/usage" params={{ slug }}>
        {t.setup.budget}
      </Link>
    </nav>
  );
}

function Deliveries({ delivery }: Pick<Status, "delivery">) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const now = useNow("seconds");
  return (
    <p className="muted">
      {delivery.last_at === undefined
        ? t.setup.deliveryHelp
        : t.setup.deliveryLast(listTime(delivery.last_at, now, clock))}
    </p>
  );
}

export function Checklist() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const status = useQuery(api.setup.status, { workspace_id: workspace._id });
  if (status === undefined) {
    return <div className="screen-body skeleton setup-skeleton" />;
  }
  const { webhook, delivery, number, contact, can_send_sample } = status;
  const states = stepsOf(status);
  const isDone = Object.values(states).every((state) => state === "done");
  return (
    <div className="screen-body setup">
      <p className="muted">{isDone ? t.setup.allDone : t.setup.intro}</p>
      <SampleDay isEmpty={can_send_sample} />
      <ol className="steps panel">
        <Step title={t.setup.signIn} state="done">
          <p className="muted">{t.setup.signInDone}</p>
        </Step>
        <Step
          title={t.setup.webhook}
          state={states.webhook}
          at={webhook.reached_at}
        >
          <Address status={status} />
        </Step>
        <Step
          title={t.setup.delivery}
          state={states.delivery}
          at={delivery.first_at}
        >
          <Deliveries delivery={delivery} />
        </Step>
        <Step title={t.setup.number} state={states.number}>
          <Number number={number} />
        </Step>
        <Step
          title={t.setup.contact}
          state={states.contact}
          at={contact.first_at}
        >
          <FirstContact contact={contact} />
        </Step>
      </ol>
      {can_send_sample && <Sample />}
      <Further />
    </div>
  );
}
