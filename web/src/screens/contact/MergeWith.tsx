/** Picks who is the same person; what a merge would do is shown before it is done. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { usePeopleSearch } from "../../app/usePeopleSearch";
import { useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { Avatar } from "../../ui/Avatar";
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
  const { people, isPending } = usePeopleSearch(typed, RESULTS);
  const others = people.filter(({ _id }) => _id !== contact._id);
  const texts = t.people.merge;
  const items = others.map(({ _id, name, username, phone_display }) => {
    const shown = name ?? username ?? phone_display ?? t.contacts.unnamed;
    return {
      key: _id,
      text: shown,
      mark: <Avatar id={_id} name={shown} />,
      hint: phone_display,
      onPick: () => {
        onClose();
        void navigate({
          to: "/w/$slug/duplicates",
          params: { slug },
          search: { a: contact._id, b: _id },
        });
      },
    };
  });
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
