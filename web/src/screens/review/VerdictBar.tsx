/** What can be said of a lead, by button and by key; then the next one opens. */
import { useState } from "react";
import type { Id } from "../../../../convex/_generated/dataModel";
import type { Verdict } from "../../../../src/lib/leads/reasons";
import { useKeys } from "../../app/keys";
import { useMay } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { StatusPill } from "../../ui/StatusPill";
import { type LeadRow, neighbourOf } from "./queue";
import type { Tab } from "./search";
import { useVerdicts } from "./useVerdicts";

interface VerdictBarProps {
  lead: LeadRow;
  leads: readonly LeadRow[];
  tab: Tab;
  onLead: (leadId: Id<"leads"> | undefined) => void;
}

/** What a button says, its key, and whether it is what one comes here for. */
interface Act {
  text: string;
  key: string;
  run: () => void;
  isPrimary?: boolean;
}

const VERDICT_KEYS: readonly [Verdict, string][] = [
  ["later", "l"],
  ["customer", "c"],
  ["spam", "s"],
  ["rejected", "r"],
  ["approved", "a"],
];

function useActs({ lead, leads, tab, onLead }: VerdictBarProps) {
  const { t } = useScreenTexts();
  const { judge, callNoSpam } = useVerdicts(lead);
  const [isBusy, setIsBusy] = useState(false);
  const decide = async (act: () => Promise<boolean>) => {
    const next = neighbourOf(leads, lead._id);
    setIsBusy(true);
    if (await act()) {
      onLead(next?._id);
    }
    setIsBusy(false);
  };
  const verdicts = VERDICT_KEYS.map(([verdict, key]): Act => ({
    text: t.review.verdicts[verdict],
    key,
    run: () => void decide(() => judge(verdict)),
    isPrimary: verdict === "approved",
  }));
  const noSpam: Act = {
    text: t.review.notSpam,
    key: "n",
    run: () => void decide(callNoSpam),
    isPrimary: true,
  };
  return { acts: tab === "open" ? verdicts : [noSpam], isBusy };
}

function useWalkKeys({ lead, leads, onLead }: VerdictBarProps) {
  const { t } = useScreenTexts();
  const walk = (step: 1 | -1) =>
    onLead(neighbourOf(leads, lead._id, step)?._id ?? lead._id);
  useKeys([
    { keys: ["j"], text: t.review.next, run: () => walk(1) },
    { keys: ["k"], text: t.review.previous, run: () => walk(-1) },
  ]);
}

export function VerdictBar(props: VerdictBarProps) {
  const { lead, tab } = props;
  const { t } = useScreenTexts();
  const mayJudge = useMay("agent");
  const { acts, isBusy } = useActs(props);
  useWalkKeys(props);
  // Somebody else may have been faster, or an old link was opened.
  const isWaiting =
    tab === "open" ? lead.review === "pending" : lead.status === "spam";
  const canJudge = mayJudge && isWaiting;
  useKeys(
    canJudge && !isBusy
      ? acts.map(({ key, text, run }) => ({ keys: [key], text, run }))
      : [],
  );
  if (!mayJudge) {
    return (
      <p className="action-bar verdict-bar muted small">{t.review.readOnly}</p>
    );
  }
  if (!isWaiting) {
    return (
      <p className="action-bar verdict-bar" role="status">
        {t.review.judged} <StatusPill status={lead.contact.lead_status} />
      </p>
    );
  }
  return (
    <div className="action-bar verdict-bar">
      {acts.map(({ text, key, run, isPrimary }) => (
        <button
          key={key}
          className={isPrimary ? "button primary" : "button"}
          type="button"
          disabled={isBusy}
          onClick={run}
        >
          {text} <kbd>{key.toUpperCase()}</kbd>
        </button>
      ))}
    </div>
  );
}
