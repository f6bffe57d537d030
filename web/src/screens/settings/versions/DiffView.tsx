/** What differs between two versions, as a list that reads from top to bottom. */
import { useRef } from "react";
import { useKeys } from "../../../app/keys";
import { useScreenTexts } from "../../../text/useScreenTexts";
import {
  type Change,
  type ChangedThing,
  groupChanges,
  type SettingsDiff,
} from "./groups";

const SIGNS = { added: "+", changed: "~", removed: "−" } as const;

function Value({ word, text }: { word: string; text: string | undefined }) {
  return text === undefined ? null : (
    <span className="diff-value">
      <span className="muted small">{word}</span>
      <code dir="auto">{text}</code>
    </span>
  );
}

function ChangeLine({ change }: { change: Change }) {
  const { t } = useScreenTexts();
  const texts = t.versions.diff;
  const { kind, path, before, after } = change;
  return (
    <li className="diff-change" data-kind={kind} tabIndex={-1}>
      <span className="diff-head">
        <span aria-hidden="true">{SIGNS[kind]}</span>{" "}
        <b>{path.length === 0 ? texts.whole : path.join(" › ")}</b>{" "}
        <span className="diff-kind">{texts.kinds[kind]}</span>
      </span>
      <span className="diff-values">
        <Value word={texts.from} text={before} />
        <Value word={texts.to} text={after} />
      </span>
    </li>
  );
}

function Thing({ thing }: { thing: ChangedThing }) {
  const { t } = useScreenTexts();
  const { part, name, changes } = thing;
  return (
    <li>
      {part !== "workflow" && (
        <span>
          {t.versions.diff.parts[part]} {name !== "" && <b>{name}</b>}
        </span>
      )}
      <ul className="diff-list">
        {changes.map((change) => (
          <ChangeLine key={change.path.join("\0")} change={change} />
        ))}
      </ul>
    </li>
  );
}

/** `N` and `P` go from one change to the next. */
function useSteps() {
  const { t } = useScreenTexts();
  const place = useRef<HTMLDivElement>(null);
  const step = (by: 1 | -1) => {
    const all = [
      ...(place.current?.querySelectorAll<HTMLElement>(".diff-change") ?? []),
    ];
    const at = all.findIndex((one) => one === document.activeElement);
    const next = at === -1 ? (by === 1 ? 0 : all.length - 1) : at + by;
    all[next]?.focus();
  };
  useKeys([
    { keys: ["n"], text: t.versions.diff.next, run: () => step(1) },
    { keys: ["p"], text: t.versions.diff.previous, run: () => step(-1) },
  ]);
  return place;
}

export function DiffView({ diff }: { diff: SettingsDiff }) {
  const { t } = useScreenTexts();
  const place = useSteps();
  return (
    <div
      ref={place}
      className="panel diff"
      aria-label={t.versions.diff.label}
      role="group"
    >
      {groupChanges(diff.changes).map(({ key, name, things }) => (
        <section key={key}>
          {name !== undefined && (
            <h4 dir="auto">
              {t.versions.diff.parts.workflow} {name}
            </h4>
          )}
          <ul className="diff-list">
            {things.map((thing) => (
              <Thing key={thing.key} thing={thing} />
            ))}
          </ul>
        </section>
      ))}
      {diff.has_more && <p className="muted">{t.versions.diff.more}</p>}
    </div>
  );
}
