/** Who works here, as what, and who is invited. */
import { useNavigate } from "@tanstack/react-router";
import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { hasRole, useMay, useMembership } from "../../app/workspace";
import { isKeyOf } from "../../data/guards";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Avatar } from "../../ui/Avatar";
import { useNotify } from "../../ui/Toasts";
import { When } from "../../ui/When";
import { Departure } from "./Departure";
import { Invitations } from "./Invitations";
import { type Member, ROLES, useMemberLabel, useMemberRows } from "./team";

/** The role, and the choice of another where the caller may give it. */
function RoleChoice({ member }: { member: Member }) {
  const { t } = useScreenTexts();
  const { workspace, role: own } = useMembership();
  const setRole = useMutation(api.members.setRole);
  const notify = useNotify();
  const labelOf = useMemberLabel();
  const { act, isBusy } = useAct();
  const mayChange =
    hasRole({ role: own }, "admin") && hasRole({ role: own }, member.role);
  if (!mayChange) {
    return <span>{t.roles[member.role]}</span>;
  }
  const ids = { workspace_id: workspace._id, user_id: member.user_id };
  const change = async (role: Member["role"]) => {
    const answer = await act(() => setRole({ ...ids, role }));
    if (answer) {
      const { role_before } = answer;
      notify(
        t.settings.changed,
        () => void act(() => setRole({ ...ids, role: role_before })),
      );
    }
  };
  return (
    <select
      className="input"
      aria-label={t.settings.members.roleOf(labelOf(member))}
      value={member.role}
      disabled={isBusy}
      onChange={({ target: { value } }) => {
        if (isKeyOf(t.roles, value)) {
          void change(value);
        }
      }}
    >
      {ROLES.filter((role) => hasRole({ role: own }, role)).map((role) => (
        <option key={role} value={role}>
          {t.roles[role]}
        </option>
      ))}
    </select>
  );
}

function Row({
  member,
  isSelf,
  onRemove,
}: {
  member: Member;
  isSelf: boolean;
  /** Undefined for whom the caller may not take out. */
  onRemove: (() => void) | undefined;
}) {
  const { t } = useScreenTexts();
  const labelOf = useMemberLabel();
  const label = labelOf(member);
  const { members } = t.settings;
  return (
    <li className="row">
      <Avatar id={member.user_id} name={label} />
      <span className="row-main">
        <b className="words" dir="auto">
          {label}
          {isSelf && ` (${members.you})`}
        </b>
        <span className="muted small">
          {member.name !== undefined && member.email !== undefined && (
            <>{member.email} · </>
          )}
          {members.active}{" "}
          {member.last_active_at === undefined ? (
            members.never
          ) : (
            <When at={member.last_active_at} />
          )}
        </span>
      </span>
      <span className="row-actions">
        <RoleChoice member={member} />
        {onRemove && (
          <button
            className="button"
            type="button"
            aria-label={members.remove(label)}
            onClick={onRemove}
          >
            {members.confirmRemove}
          </button>
        )}
      </span>
    </li>
  );
}

function RolesHelp() {
  const { t } = useScreenTexts();
  return (
    <dl className="roles-help">
      {ROLES.map((role) => (
        <div key={role} className="role-line">
          <dt>{t.roles[role]}</dt>
          <dd>{t.settings.members.rights[role]}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Taking somebody out, or leaving; both ask who gets the contacts. */
function useDepartures() {
  const { workspace } = useMembership();
  const remove = useMutation(api.members.remove);
  const leave = useMutation(api.members.leave);
  const notify = useNotify();
  const navigate = useNavigate();
  const { t } = useScreenTexts();
  const { act } = useAct();
  const workspace_id = workspace._id;
  return {
    takeOut: async (
      { user_id }: Member,
      label: string,
      to_user: Member["user_id"] | null,
    ) => {
      if (await act(() => remove({ workspace_id, user_id, to_user }))) {
        notify(t.settings.members.removed(label));
      }
    },
    leave: async (to_user: Member["user_id"] | null) => {
      const left = await act(() => leave({ workspace_id, to_user }));
      if (left === null) {
        await navigate({ to: "/" });
      }
    },
  };
}

function MemberList({
  members,
  isSelf,
  onRemove,
}: {
  members: readonly Member[];
  isSelf: (member: Member) => boolean;
  onRemove: (member: Member) => void;
}) {
  const { t } = useScreenTexts();
  const membership = useMembership();
  const mayRemove = (member: Member) =>
    hasRole(membership, "admin") &&
    !isSelf(member) &&
    hasRole(membership, member.role);
  return (
    <section className="section">
      <h2>{t.settings.members.title}</h2>
      <ul className="panel rows">
        {members.map((member) => (
          <Row
            key={member.user_id}
            member={member}
            isSelf={isSelf(member)}
            onRemove={mayRemove(member) ? () => onRemove(member) : undefined}
          />
        ))}
      </ul>
      <RolesHelp />
    </section>
  );
}

export function Members() {
  const { t } = useScreenTexts();
  const members = useMemberRows();
  const me = useQuery(api.me.get);
  const mayManage = useMay("admin");
  const labelOf = useMemberLabel();
  const departures = useDepartures();
  const [leaving, setLeaving] = useState<Member>();
  if (members === undefined || me === undefined) {
    return <div className="skeleton settings-skeleton" />;
  }
  const isSelf = (member: Member) => member.user_id === me.user_id;
  const self = members.find(isSelf);
  return (
    <>
      <MemberList members={members} isSelf={isSelf} onRemove={setLeaving} />
      {mayManage && <Invitations />}
      {self && (
        <div className="form-actions">
          <button
            className="button danger"
            type="button"
            onClick={() => setLeaving(self)}
          >
            {t.settings.members.leave}
          </button>
        </div>
      )}
      <Departure
        member={leaving}
        isSelf={leaving !== undefined && isSelf(leaving)}
        others={members.filter(({ user_id }) => user_id !== leaving?.user_id)}
        onClose={() => setLeaving(undefined)}
        onConfirm={(member, heir) => {
          setLeaving(undefined);
          void (isSelf(member)
            ? departures.leave(heir)
            : departures.takeOut(member, labelOf(member), heir));
        }}
      />
    </>
  );
}
