/** Two contacts side by side, and the one that a merge makes of them. */
import { useQuery } from "convex/react";
import { useEffect, useRef, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useKeys } from "../../app/keys";
import { useMay } from "../../app/workspace";
import { isId } from "../../data/guards";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Icon } from "../../ui/Icon";
import {
  changedFields,
  type Choices,
  neighbourOf,
  type Pair,
  type Preview,
} from "./choices";
import { Fields } from "./Fields";
import { Moves, Sides, Tags, Warnings } from "./Parts";
import { usePersonName } from "../../people/usePersonName";
import { type PairIds, useDecisions } from "./useDecisions";

/** How long the button waits after somebody else changed what it would do. */
const LOOK_AGAIN_MS = 1000;

interface ComparisonProps {
  pair: { a: string; b: string };
  pairs: readonly Pair[];
  isKept: boolean;
  /** Opens another pair; undefined for the list. */
  onPair: (pair: { a: string; b: string } | undefined) => void;
}

/**
 * What the merge would make, the last one while another is asked for, with the
 * fields that somebody changed meanwhile.
 */
function usePreview({ a, b }: PairIds, choices: Choices, isBusy: boolean) {
  const now = useQuery(
    api.contacts.previewMerge,
    // Once it is merged there is nothing to preview.
    isBusy ? "skip" : { survivor_id: a, duplicate_id: b, choices },
  );
  const last = useRef<Preview>(undefined);
  const [changed, setChanged] = useState<readonly string[]>([]);
  const [isFresh, setIsFresh] = useState(false);
  useEffect(() => {
    if (now === undefined) {
      return;
    }
    const others = last.current && changedFields(last.current, now);
    last.current = now;
    if (others !== undefined && others.length > 0) {
      setChanged(others);
      setIsFresh(true);
    }
  }, [now]);
  useEffect(() => {
    if (!isFresh) {
      return;
    }
    const timer = setTimeout(() => setIsFresh(false), LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [isFresh]);
  return { preview: now ?? last.current, changed, isFresh };
}

function useActions(
  props: ComparisonProps & { ids: PairIds },
  preview: Preview | undefined,
  choices: Choices,
  setIsBusy: (isBusy: boolean) => void,
) {
  const { ids, pairs, onPair } = props;
  const { setApart, mergePair } = useDecisions(ids);
  const nameOf = usePersonName();
  const neighbour = (step: 1 | -1 = 1) => {
    const next = neighbourOf(pairs, ids.a, ids.b, step);
    return next && { a: next.contact._id, b: next.other._id };
  };
  const decide = async (act: () => Promise<boolean>) => {
    const next = neighbour();
    setIsBusy(true);
    if (await act()) {
      onPair(next);
    } else {
      setIsBusy(false);
    }
  };
  return {
    merge: () =>
      void (
        preview && decide(() => mergePair(choices, nameOf(preview.merged)))
      ),
    setApart: (isApart: boolean) => void decide(() => setApart(isApart)),
    next: () => onPair(neighbour() ?? ids),
    previous: () => onPair(neighbour(-1) ?? ids),
  };
}

type Actions = ReturnType<typeof useActions>;

function useComparisonKeys(
  { merge, setApart, next, previous }: Actions,
  {
    mayMerge,
    mayKeep,
    isKept,
  }: Record<"mayMerge" | "mayKeep" | "isKept", boolean>,
) {
  const { t } = useScreenTexts();
  const { duplicates } = t;
  useKeys([
    ...(mayMerge ? [{ keys: ["m"], text: duplicates.merge, run: merge }] : []),
    ...(mayKeep
      ? [
          {
            keys: ["n"],
            text: isKept ? duplicates.takeBack : duplicates.keepApart,
            run: () => setApart(!isKept),
          },
        ]
      : []),
    { keys: ["j"], text: duplicates.skip, run: next },
    { keys: ["k"], text: t.keys.previous, run: previous },
  ]);
}

function ActionBar({
  actions,
  isDisabled,
  isKept,
}: {
  actions: Actions;
  isDisabled: boolean;
  isKept: boolean;
}) {
  const { t } = useScreenTexts();
  const texts = t.duplicates;
  const mayMerge = useMay("admin");
  const mayKeep = useMay("agent");
  useComparisonKeys(actions, {
    mayMerge: mayMerge && !isDisabled,
    mayKeep: mayKeep && !isDisabled,
    isKept,
  });
  return (
    <div className="action-bar comparison-actions">
      {!mayMerge && <p className="muted small">{texts.mergeAllowed}</p>}
      <button className="button quiet" type="button" onClick={actions.next}>
        {texts.skip} <kbd>J</kbd>
      </button>
      {mayKeep && (
        <button
          className="button"
          type="button"
          disabled={isDisabled}
          onClick={() => actions.setApart(!isKept)}
        >
          {isKept ? texts.takeBack : texts.keepApart} <kbd>N</kbd>
        </button>
      )}
      {mayMerge && (
        <button
          className="button primary"
          type="button"
          disabled={isDisabled}
          onClick={actions.merge}
        >
          {texts.merge} <kbd>M</kbd>
        </button>
      )}
    </div>
  );
}

function Body(props: ComparisonProps & { ids: PairIds }) {
  const { ids, isKept, onPair } = props;
  const { t } = useScreenTexts();
  const [choices, setChoices] = useState<Choices>({});
  const [isBusy, setIsBusy] = useState(false);
  const shown = usePreview(ids, choices, isBusy);
  const { preview, changed, isFresh } = shown;
  const actions = useActions(props, preview, choices, setIsBusy);
  const parts = preview && { preview, choices, onChoices: setChoices };
  return (
    <section className="comparison" aria-busy={isBusy}>
      <button
        className="button quiet comparison-back"
        type="button"
        onClick={() => onPair(undefined)}
      >
        <Icon name="back" />
        {t.duplicates.back}
      </button>
      {parts && (
        <>
          <Sides
            preview={parts.preview}
            onSwap={() => onPair({ a: ids.b, b: ids.a })}
          />
          <Warnings warnings={parts.preview.warnings} />
          <p className="problem" role="status">
            {changed.length > 0 && t.duplicates.changed}
          </p>
          <Fields {...parts} changed={changed} />
          <Tags {...parts} />
          <Moves preview={parts.preview} />
        </>
      )}
      {!parts && <div className="skeleton comparison-skeleton" />}
      <ActionBar
        actions={actions}
        isDisabled={!parts || isBusy || isFresh}
        isKept={isKept}
      />
    </section>
  );
}

export function Comparison(props: ComparisonProps) {
  const { a, b } = props.pair;
  return isId("contacts", a) && isId("contacts", b) ? (
    <Body {...props} ids={{ a, b }} />
  ) : null;
}
