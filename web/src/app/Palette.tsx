/** People, places and commands by typing: never the only way to anything. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { foldText } from "../../../src/lib/text/fold";
import { usePersonChoices } from "../people/usePersonChoices";
import { useTexts } from "../text/TextProvider";
import { Icon } from "../ui/Icon";
import { type Choice, type ChoiceGroup, Picker } from "../ui/Picker";
import { KeyCaps } from "./KeySheet";
import { allBindings } from "./keys";
import { type Place, PLACES } from "./places";
import { hasRole, useMembership } from "./workspace";

const MAX_PEOPLE = 6;
const MAX_RECENT = 5;

/** What was opened last, newest first, while the tab lives. */
let recent: readonly Choice[] = [];

const matches = (text: string, typed: string) =>
  foldText(text).includes(foldText(typed.trim()));

function usePeople(typed: string): Choice[] {
  const { workspace } = useMembership();
  const navigate = useNavigate();
  const { choices } = usePersonChoices(
    typed,
    MAX_PEOPLE,
    (contactId) =>
      void navigate({
        to: "/w/$slug/contacts/$contactId",
        params: { slug: workspace.slug, contactId },
      }),
  );
  return choices;
}

function usePlaceChoices(typed: string): Choice[] {
  const { t } = useTexts();
  const membership = useMembership();
  const navigate = useNavigate();
  const toChoice = ({ to, icon, text, key }: Place): Choice => ({
    key: to,
    text: t.nav[text],
    mark: <Icon name={icon} />,
    hint: <KeyCaps keys={["g", key]} />,
    onPick: () =>
      void navigate({ to, params: { slug: membership.workspace.slug } }),
  });
  return PLACES.filter(({ role = "viewer" }) => hasRole(membership, role))
    .map(toChoice)
    .filter(({ text }) => matches(text, typed));
}

/** What a single key does here, for a press without it. */
function actionChoices(typed: string): Choice[] {
  return allBindings().flatMap(({ keys, text, run }) =>
    run === undefined || keys.length > 1 || !matches(text, typed)
      ? []
      : [
          {
            key: keys.join(" "),
            text,
            hint: <KeyCaps keys={keys} />,
            // After the palette has closed: the key acts on what is below.
            onPick: () => void setTimeout(run),
          },
        ],
  );
}

export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const [typed, setTyped] = useState("");
  const texts = t.people.palette;
  const people = usePeople(typed);
  const places = usePlaceChoices(typed);
  const groups: ChoiceGroup[] = [
    { label: texts.recent, items: typed === "" ? recent : [] },
    { label: texts.people, items: people },
    { label: texts.places, items: places },
    { label: texts.actions, items: actionChoices(typed) },
  ];
  const withMemory = (choice: Choice): Choice => ({
    ...choice,
    onPick: () => {
      const others = recent.filter(({ key }) => key !== choice.key);
      recent = [choice, ...others].slice(0, MAX_RECENT);
      onClose();
      choice.onPick();
    },
  });
  return (
    <Picker
      title={texts.title}
      label={texts.label}
      text={typed}
      onText={setTyped}
      groups={groups
        .filter(({ items }) => items.length > 0)
        .map(({ label, items }) => ({ label, items: items.map(withMemory) }))}
      emptyText={texts.none}
      isOpen
      onClose={onClose}
    />
  );
}
