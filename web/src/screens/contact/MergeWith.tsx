/** Picks who is the same person; what a merge would do is shown before it is done. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useMembership } from "../../app/workspace";
import { usePersonChoices } from "../../people/usePersonChoices";
import { useTexts } from "../../text/TextProvider";
import { Picker } from "../../ui/Picker";
import type { ContactView } from "./ContactHead";

const RESULTS = 8;

export function MergeWith({
  contact,
  onClose,
}: {
  contact: ContactView;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { slug } = useMembership().workspace;
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const { choices, isPending } = usePersonChoices(typed, RESULTS, (id) => {
    onClose();
    void navigate({
      to: "/w/$slug/duplicates",
      params: { slug },
      search: { a: contact._id, b: id },
    });
  });
  const items = choices.filter(({ key }) => key !== contact._id);
  const texts = t.people.merge;
  return (
    <Picker
      title={texts.title}
      label={t.search.placeholder}
      text={typed}
      onText={setTyped}
      groups={[{ label: "", items }]}
      emptyText={typed.trim() === "" || isPending ? texts.help : t.search.none}
      isOpen
      onClose={onClose}
    />
  );
}
