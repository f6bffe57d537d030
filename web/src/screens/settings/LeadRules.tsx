/** What makes a contact a lead, and what helps to tell spam. */
import { useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { type FormEvent, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { LEAD_LIMITS } from "../../../../src/lib/leads/limits";
import { useAct } from "../../app/useAct";
import { useMay, useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { NumberField } from "../../ui/NumberField";
import { useNotify } from "../../ui/Toasts";
import { splitLines } from "./lines";

type Rules = FunctionReturnType<typeof api.leads.settings>;

/** The rules that are numbers, in the order of the form. */
const NUMBERS = {
  message_threshold: LEAD_LIMITS.messages,
  greeting_hours: LEAD_LIMITS.hours,
  archive_hours: LEAD_LIMITS.hours,
} as const;
type NumberName = keyof typeof NUMBERS;
const NUMBER_NAMES = [
  "message_threshold",
  "greeting_hours",
  "archive_hours",
] as const satisfies readonly NumberName[];

interface Draft extends Record<NumberName, string> {
  phones: string;
  classifier: boolean;
}

const draftOf = (rules: Rules): Draft => ({
  message_threshold: String(rules.message_threshold),
  greeting_hours: String(rules.greeting_hours),
  archive_hours: String(rules.archive_hours),
  phones: rules.team_phones.join("\n"),
  classifier: rules.classifier_enabled,
});

const rulesOf = (draft: Draft): Rules => ({
  message_threshold: Number(draft.message_threshold),
  greeting_hours: Number(draft.greeting_hours),
  archive_hours: Number(draft.archive_hours),
  team_phones: splitLines(draft.phones),
  classifier_enabled: draft.classifier,
});

/** Saves, and offers the way back. */
function useSaveRules() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const update = useMutation(api.leads.updateSettings);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const put = async (rules: Rules) =>
    await act(() => update({ workspace_id: workspace._id, ...rules }));
  const save = async (rules: Rules) => {
    const before = await put(rules);
    if (before !== undefined) {
      notify(t.settings.changed, () => void put(before));
    }
  };
  return { save, isBusy };
}

interface PartProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
}

function Numbers({ draft, onChange }: PartProps) {
  const { t } = useScreenTexts();
  const texts = t.settings.leads;
  return NUMBER_NAMES.map((name) => (
    <NumberField
      key={name}
      label={texts[name].label}
      help={texts[name].help}
      unit={name === "message_threshold" ? texts.messages : texts.hours}
      value={draft[name]}
      least={1}
      most={NUMBERS[name]}
      onChange={(value) => onChange({ ...draft, [name]: value })}
    />
  ));
}

function Spam({ draft, onChange }: PartProps) {
  const { t } = useScreenTexts();
  const texts = t.settings.leads;
  return (
    <div className="field">
      <label className="check-line">
        <input
          className="checkbox"
          type="checkbox"
          checked={draft.classifier}
          onChange={({ target }) =>
            onChange({ ...draft, classifier: target.checked })
          }
        />
        {texts.classifier}
      </label>
      <small className="muted">{texts.classifierHelp}</small>
    </div>
  );
}

function Form({ rules }: { rules: Rules }) {
  const { t } = useScreenTexts();
  const may = useMay("admin");
  const { save, isBusy } = useSaveRules();
  const [draft, setDraft] = useState(() => draftOf(rules));
  const texts = t.settings.leads;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void save(rulesOf(draft));
  };
  return (
    <form className="panel form" onSubmit={onSubmit}>
      <fieldset className="fields" disabled={!may}>
        <legend className="hidden-text">{t.settings.tabs.leads}</legend>
        <Numbers draft={draft} onChange={setDraft} />
        <label className="field">
          <span>{texts.phones}</span>
          <textarea
            className="input"
            value={draft.phones}
            onChange={({ target }) =>
              setDraft({ ...draft, phones: target.value })
            }
          />
          <small className="muted">{texts.phonesHelp}</small>
        </label>
        <Spam draft={draft} onChange={setDraft} />
      </fieldset>
      {may ? (
        <div className="form-actions">
          <button className="button primary" type="submit" disabled={isBusy}>
            {t.save}
          </button>
        </div>
      ) : (
        <p className="muted small">{t.settings.adminsOnly}</p>
      )}
    </form>
  );
}

export function LeadRules() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const rules = useQuery(api.leads.settings, { workspace_id: workspace._id });
  if (rules === undefined) {
    return <div className="skeleton settings-skeleton" />;
  }
  return (
    <>
      <p className="muted">{t.settings.leads.intro}</p>
      {/* Anew when somebody has saved: numbers come back as they were read. */}
      <Form key={JSON.stringify(rules)} rules={rules} />
    </>
  );
}
