/** What an import would do, before it writes anything. */
import { useMutation } from "convex/react";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useScreenTexts } from "../../text/useScreenTexts";
import type { ImportView } from "./view";
import { Counts, Lines } from "./Lines";

const KINDS = ["new", "update", "duplicate", "unreadable"] as const;
const RULES = ["fill_gaps", "keep_ours", "take_theirs"] as const;
type Rule = (typeof RULES)[number];

function Rules({ rule, onRule }: { rule: Rule; onRule: (rule: Rule) => void }) {
  const { t } = useScreenTexts();
  const texts = t.transfer.check;
  return (
    <fieldset className="rules">
      <legend>{texts.rule}</legend>
      {RULES.map((known) => (
        <label key={known} className="rule">
          <input
            type="radio"
            className="radio"
            name="rule"
            checked={known === rule}
            onChange={() => onRule(known)}
          />
          {texts.rules[known]}
        </label>
      ))}
    </fieldset>
  );
}

export function Check({ file }: { file: ImportView }) {
  const { t } = useScreenTexts();
  const { import_id, counts } = file;
  const start = useMutation(api.imports.start);
  const setMapping = useMutation(api.imports.setMapping);
  const { act, isBusy } = useAct();
  const [open, setOpen] = useState<(typeof KINDS)[number]>();
  const [rule, setRule] = useState<Rule>("fill_gaps");
  const texts = t.transfer.check;
  const targets = file.columns.map(({ target }) => target);
  return (
    <section className="section">
      <h2>{texts.title}</h2>
      <p className="muted">{texts.help}</p>
      {counts && (
        <Counts
          counts={KINDS.map((kind) => [kind, counts[kind]])}
          labels={texts.kinds}
          open={open}
          onOpen={setOpen}
        />
      )}
      {open && <Lines importId={import_id} of={open} />}
      <div className="panel form">
        <Rules rule={rule} onRule={setRule} />
        <div className="form-actions">
          <button
            className="button"
            type="button"
            disabled={isBusy}
            onClick={() => void act(() => setMapping({ import_id, targets }))}
          >
            {texts.change}
          </button>
          <button
            className="button primary"
            type="button"
            disabled={isBusy}
            onClick={() => void act(() => start({ import_id, rule }))}
          >
            {texts.start}
          </button>
        </div>
      </div>
    </section>
  );
}
