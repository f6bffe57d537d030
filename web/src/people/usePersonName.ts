/** What somebody is called where there may be no name. */
import { useTexts } from "../text/TextProvider";

interface NamedPerson {
  name?: string | undefined;
  username?: string | undefined;
  phone_display?: string | undefined;
}

export function usePersonName() {
  const { t } = useTexts();
  return ({ name, username, phone_display }: NamedPerson): string =>
    name ?? username ?? phone_display ?? t.contacts.unnamed;
}
