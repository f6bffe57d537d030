/** Chooses an owner, a status or a tag, for one contact or for many. */
import { useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import {
  LEAD_STATUSES,
  type LeadStatus,
  mayStep,
} from "../../../src/lib/crm/leadStatus";
import { normalizeTag, tagKey } from "../../../src/lib/crm/tags";
import { foldText } from "../../../src/lib/text/fold";
import { useMembership } from "../app/workspace";
import { useTexts } from "../text/TextProvider";
import { Avatar } from "../ui/Avatar";
import { type Choice, Picker } from "../ui/Picker";
import { StatusPill } from "../ui/StatusPill";
import type { PickedChange } from "./useEdit";
import { useMembers } from "./useMembers";

export type ChangeKind = "tags" | "owner" | "status";

interface ChoosingProps {
  /** What one contact has now; absent for many. */
  current?: { lead_status: LeadStatus; tags: readonly string[] };
  onChange: (change: PickedChange) => void;
}

const startsAnyWord = (text: string, typed: string) =>
  ` ${foldText(text)}`.includes(` ${foldText(typed.trim())}`);

function useOwnerChoices({ onChange }: ChoosingProps): Choice[] {
  const { t } = useTexts();
  const members = useMembers();
  return [
    ...members.map(({ userId, name }) => ({
      key: userId,
      text: name,
      mark: <Avatar id={userId} name={name} />,
      onPick: () => onChange({ owner_id: userId }),
    })),
    {
      key: "none",
      text: t.people.noOwner,
      onPick: () => onChange({ owner_id: null }),
    },
  ];
}

function useStatusChoices({ current, onChange }: ChoosingProps): Choice[] {
  const { t } = useTexts();
  return LEAD_STATUSES.filter((status) =>
    current === undefined
      ? status !== "duplicate"
      : mayStep(current.lead_status, status),
  ).map((status) => ({
    key: status,
    text: t.status[status],
    hint: status === "none" ? undefined : <StatusPill status={status} />,
    onPick: () => onChange({ lead_status: status }),
  }));
}

function useTagChoices(
  { current, onChange }: ChoosingProps,
  typed: string,
): Choice[] {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const known = useQuery(api.tags.list, { workspace_id: workspace._id });
  const own = new Set((current?.tags ?? []).map(tagKey));
  const tags = known?.tags ?? [];
  const choices = tags.map(({ tag, count }) => {
    const has = own.has(tagKey(tag));
    return {
      key: tag,
      text: tag,
      hint: has ? t.people.removeTag : String(count),
      onPick: () =>
        onChange({ tags: has ? { remove: [tag] } : { add: [tag] } }),
    };
  });
  const made = normalizeTag(typed);
  const isNew =
    made !== null && !tags.some(({ tag }) => tagKey(tag) === tagKey(made));
  return isNew
    ? [
        ...choices,
        {
          key: "new",
          text: made,
          hint: t.people.newTag,
          onPick: () => onChange({ tags: { add: [made] } }),
        },
      ]
    : choices;
}

function useChoices(
  kind: ChangeKind,
  props: ChoosingProps,
  typed: string,
): Choice[] {
  const owners = useOwnerChoices(props);
  const statuses = useStatusChoices(props);
  const tags = useTagChoices(props, typed);
  const choices = { owner: owners, status: statuses, tags }[kind];
  return typed.trim() === ""
    ? choices
    : choices.filter(({ text }) => startsAnyWord(text, typed));
}

export function ChangePicker({
  kind,
  onClose,
  ...props
}: ChoosingProps & { kind: ChangeKind; onClose: () => void }) {
  const { t } = useTexts();
  const [typed, setTyped] = useState("");
  const choices = useChoices(
    kind,
    {
      ...props,
      onChange: (change) => {
        onClose();
        props.onChange(change);
      },
    },
    typed,
  );
  return (
    <Picker
      title={t.people.choose[kind]}
      label={t.people.type[kind]}
      text={typed}
      onText={setTyped}
      groups={[{ label: "", items: choices }]}
      emptyText={t.people.noChoice}
      isOpen
      onClose={onClose}
    />
  );
}
