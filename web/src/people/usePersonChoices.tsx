/** People that one finds by typing, as a picker offers them. */
import { usePeopleSearch } from "../app/usePeopleSearch";
import { Avatar } from "../ui/Avatar";
import type { Choice } from "../ui/Picker";
import { usePersonName } from "./usePersonName";

type Found = ReturnType<typeof usePeopleSearch>["people"][number];

/** @param limit most people that are found */
export function usePersonChoices(
  typed: string,
  limit: number,
  onPick: (id: Found["_id"]) => void,
): { choices: (Choice & { key: Found["_id"] })[]; isPending: boolean } {
  const nameOf = usePersonName();
  const { people, isPending } = usePeopleSearch(typed, limit);
  const choices = people.map((person) => {
    const { _id, phone_display } = person;
    const name = nameOf(person);
    return {
      key: _id,
      text: name,
      mark: <Avatar id={_id} name={name} />,
      hint: phone_display,
      onPick: () => onPick(_id),
    };
  });
  return { choices, isPending };
}
