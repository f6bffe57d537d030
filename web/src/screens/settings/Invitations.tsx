/** Inviting people by e-mail, and what became of it. */
import { useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { type FormEvent, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { hasRole, useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { useCopy } from "../../people/copy";
import { dayText } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Select } from "../../ui/Select";
import { useClock } from "../../text/useClock";
import { useNotify } from "../../ui/Toasts";
import { ROLES } from "./team";
import { splitLines } from "./lines";

type Invitation = FunctionReturnType<
  typeof api.invitations.list
>["page"][number];
type Role = (typeof ROLES)[number];

const PAGE = { numItems: 50, cursor: null };

function Form() {
  const { t } = useScreenTexts();
  const { workspace, role: own } = useMembership();
  const create = useMutation(api.invitations.create);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const [text, setText] = useState("");
  const [role, setRole] = useState<Role>("agent");
  const texts = t.settings.invitations;
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const emails = splitLines(text);
    const invited = await act(() =>
      create({ workspace_id: workspace._id, emails, role }),
    );
    if (invited) {
      notify(
        invited
          .map(({ email, outcome }) => `${email}: ${texts.outcomes[outcome]}`)
          .join(" · "),
      );
      // What was no address stays, to be mended.
      setText(
        invited
          .filter(({ outcome }) => outcome === "invalid_address")
          .map(({ email }) => email)
          .join("\n"),
      );
    }
  };
  return (
    <form className="panel form" onSubmit={(event) => void onSubmit(event)}>
      <label className="field">
        <span>{texts.emails}</span>
        <textarea
          className="input"
          required
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <Select
        label={t.settings.members.role}
        value={role}
        onChange={(value) =>
          setRole(ROLES.find((known) => known === value) ?? role)
        }
        options={ROLES.filter((known) => hasRole({ role: own }, known)).map(
          (known) => [known, t.roles[known]],
        )}
      />
      <div className="form-actions">
        <button className="button primary" type="submit" disabled={isBusy}>
          {texts.invite}
        </button>
      </div>
    </form>
  );
}

/** Sending it again, or taking it back. */
function RowActions({ invitation }: { invitation: Invitation }) {
  const { t } = useScreenTexts();
  const notify = useNotify();
  const revoke = useMutation(api.invitations.revoke);
  const resend = useMutation(api.invitations.resend);
  const { workspace } = useMembership();
  const { act, isBusy } = useAct();
  const texts = t.settings.invitations;
  const { invitation_id, email } = invitation;
  const ids = { workspace_id: workspace._id, invitation_id };
  const takeBack = async () => {
    if ((await act(() => revoke(ids))) === null) {
      notify(texts.revoked);
    }
  };
  const again = async () => {
    if (await act(() => resend(ids))) {
      notify(texts.resent);
    }
  };
  return (
    <span className="row-actions">
      <button
        className="button"
        type="button"
        aria-label={texts.resend(email)}
        disabled={isBusy}
        onClick={() => void again()}
      >
        {texts.resendShort}
      </button>
      <button
        className="button"
        type="button"
        aria-label={texts.revoke(email)}
        disabled={isBusy}
        onClick={() => void takeBack()}
      >
        {texts.revokeShort}
      </button>
    </span>
  );
}

function Row({ invitation }: { invitation: Invitation }) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const now = useNow();
  const texts = t.settings.invitations;
  const { email, role, expires_at, status, invited_by: by } = invitation;
  const openState =
    expires_at <= now ? texts.expired : texts.until(dayText(expires_at, clock));
  const facts = [
    t.roles[role],
    ...(by === undefined ? [] : [texts.by(by)]),
    status === "open" ? openState : texts.state[status],
  ];
  return (
    <li className="row">
      <span className="row-main">
        <b>{email}</b>
        <span className="muted small">{facts.join(" · ")}</span>
        {status === "open" && invitation.delivery === "mailbox" && (
          <span className="muted small">{texts.mailbox}</span>
        )}
        {status === "open" && invitation.delivery === "bounced" && (
          <span className="problem small">{texts.bounced}</span>
        )}
      </span>
      {status === "open" && <RowActions invitation={invitation} />}
    </li>
  );
}

/** Where people sign in who are invited. */
function PageAddress() {
  const { t } = useScreenTexts();
  const copy = useCopy();
  const texts = t.settings.invitations;
  const { origin } = window.location;
  return (
    <div className="field">
      <span>{texts.address}</span>
      <span className="copy-line">
        <code className="copy-text">{origin}</code>
        <button className="button" type="button" onClick={() => copy(origin)}>
          {texts.copyAddress}
        </button>
      </span>
      <small className="muted">{texts.addressHelp}</small>
    </div>
  );
}

export function Invitations() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const invitations = useQuery(api.invitations.list, {
    workspace_id: workspace._id,
    paginationOpts: PAGE,
  })?.page;
  return (
    <section className="section">
      <h2>{t.settings.invitations.title}</h2>
      <Form />
      {invitations !== undefined && (
        <ul className="panel rows">
          {invitations.length === 0 && (
            <li className="row-empty">{t.settings.invitations.none}</li>
          )}
          {invitations.map((invitation) => (
            <Row key={invitation.invitation_id} invitation={invitation} />
          ))}
        </ul>
      )}
      <PageAddress />
    </section>
  );
}
