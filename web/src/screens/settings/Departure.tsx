/** Asks to whom somebody's contacts go who leaves or is taken out. */
import { useState } from "react";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Select } from "../../ui/Select";
import { Dialog } from "../../ui/Dialog";
import { DialogActions } from "../../ui/DialogActions";
import { type Member, useMemberLabel } from "./team";

type UserId = Member["user_id"];

export function Departure({
  member,
  isSelf,
  others,
  onClose,
  onConfirm,
}: {
  /** Undefined while nobody leaves. */
  member: Member | undefined;
  isSelf: boolean;
  others: readonly Member[];
  onClose: () => void;
  onConfirm: (member: Member, heir: UserId | null) => void;
}) {
  const { t } = useScreenTexts();
  const labelOf = useMemberLabel();
  const [heir, setHeir] = useState<UserId>();
  const texts = t.settings.members;
  return (
    <Dialog
      title={isSelf ? texts.leaveTitle : texts.removeTitle}
      isOpen={member !== undefined}
      onClose={onClose}
    >
      {member && !isSelf && (
        <p className="words" dir="auto">
          {labelOf(member)}
        </p>
      )}
      <Select
        label={isSelf ? texts.ownHeir : texts.heir}
        value={heir ?? ""}
        onChange={(value) =>
          setHeir(others.find(({ user_id }) => user_id === value)?.user_id)
        }
        options={[
          ["", texts.nobody],
          ...others.map((other) => [other.user_id, labelOf(other)] as const),
        ]}
      />
      <DialogActions onCancel={onClose}>
        <button
          className="button danger"
          type="button"
          onClick={() => member && onConfirm(member, heir ?? null)}
        >
          {isSelf ? texts.confirmLeave : texts.confirmRemove}
        </button>
      </DialogActions>
    </Dialog>
  );
}
