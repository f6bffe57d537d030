/** Stops what the service triggers by itself, and lets it go on. */
import { useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../../../convex/_generated/api";
import { useAct } from "../../../app/useAct";
import { useMembership } from "../../../app/workspace";
import { useMemberNames } from "../../../people/useMembers";
import { useScreenTexts } from "../../../text/useScreenTexts";
import { moment } from "../../../text/times";
import { useClock } from "../../../text/useClock";
import { Dialog } from "../../../ui/Dialog";
import { DialogActions } from "../../../ui/DialogActions";

type Held = NonNullable<FunctionReturnType<typeof api.settings.held>>;

function useSwitch() {
  const { workspace } = useMembership();
  const set = useMutation(api.settings.setAutomationsPaused);
  const { act, isBusy } = useAct();
  const workspace_id = workspace._id;
  return {
    isBusy,
    pause: (reason: string) =>
      act(() =>
        set({
          ...{ workspace_id, is_paused: true },
          ...(reason.trim() !== "" && { reason }),
        }),
      ),
    resume: (held: "process" | "skip") =>
      act(() => set({ workspace_id, is_paused: false, held })),
  };
}

function Resume({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useScreenTexts();
  const { resume, isBusy } = useSwitch();
  const texts = t.versions.switch;
  const choose = async (held: "process" | "skip") => {
    if ((await resume(held)) !== undefined) {
      onClose();
    }
  };
  return (
    <Dialog title={texts.resumeTitle} isOpen={isOpen} onClose={onClose}>
      <p>{texts.resumeAsk}</p>
      <DialogActions onCancel={onClose}>
        <button
          className="button"
          type="button"
          disabled={isBusy}
          onClick={() => void choose("skip")}
        >
          {texts.skip}
        </button>
        <button
          className="button primary"
          type="button"
          disabled={isBusy}
          onClick={() => void choose("process")}
        >
          {texts.process}
        </button>
      </DialogActions>
    </Dialog>
  );
}

function Paused({ held }: { held: Held }) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const nameOf = useMemberNames();
  const [isAsking, setIsAsking] = useState(false);
  const texts = t.versions.switch;
  const { paused_at, paused_by, reason, contacts, has_more, digests } = held;
  const who = paused_by === undefined ? texts.operator : nameOf(paused_by);
  return (
    <>
      <p className="problem">{texts.paused(moment(paused_at, clock), who)}</p>
      {reason !== undefined && <p dir="auto">{reason}</p>}
      <p>{texts.held(`${contacts}${has_more ? "+" : ""}`, digests)}</p>
      <div className="form-actions">
        <button
          className="button primary"
          type="button"
          aria-pressed
          onClick={() => setIsAsking(true)}
        >
          {texts.resume}
        </button>
      </div>
      <Resume isOpen={isAsking} onClose={() => setIsAsking(false)} />
    </>
  );
}

function Running() {
  const { t } = useScreenTexts();
  const { pause, isBusy } = useSwitch();
  const [reason, setReason] = useState("");
  const texts = t.versions.switch;
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void pause(reason);
      }}
    >
      <p>{texts.running}</p>
      <label className="field">
        <span>{texts.reason}</span>
        <input
          className="input"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <div className="form-actions">
        <button
          className="button danger"
          type="submit"
          aria-pressed={false}
          disabled={isBusy}
        >
          {texts.pause}
        </button>
      </div>
    </form>
  );
}

export function AutomationSwitch() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const held = useQuery(api.settings.held, { workspace_id: workspace._id });
  const texts = t.versions.switch;
  return (
    <section className="section">
      <h2>{texts.title}</h2>
      <div className="panel form">
        {held === null && <Running />}
        {held && <Paused held={held} />}
        <p className="muted small">{texts.stays}</p>
      </div>
    </section>
  );
}
