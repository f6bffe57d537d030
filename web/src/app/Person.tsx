/** Who is signed in, and how they like the page: language, theme, keys. */
import { useAuthActions } from "@convex-dev/auth/react";
import { useMutation, useQuery } from "convex/react";
import { useEffect, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useTexts } from "../text/TextProvider";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { Menu, type MenuEntry } from "../ui/Menu";
import { areKeysOn, setKeysOn } from "./keys";
import { nextTheme, setTheme, useTheme } from "./theme";
import { useMembership } from "./workspace";

/** The profile's language counts where nobody chose one in this browser. */
export function useProfileLanguage(): void {
  const me = useQuery(api.me.get);
  const { isChosen, setLanguage } = useTexts();
  const wished = me?.language;
  useEffect(() => {
    if (wished !== undefined && !isChosen) {
      setLanguage(wished);
    }
  }, [wished, isChosen, setLanguage]);
}

/** What one can set about oneself, as entries of a menu. */
export function usePersonEntries(): MenuEntry[] {
  const { t, language, setLanguage } = useTexts();
  const { signOut } = useAuthActions();
  const updateMe = useMutation(api.me.update);
  const theme = useTheme();
  const [hasKeys, setHasKeys] = useState(areKeysOn);
  const other = language === "id" ? "en" : "id";
  return [
    {
      key: "language",
      text: t.otherLanguage,
      lang: other,
      onSelect: () => {
        setLanguage(other);
        // The browser remembers it as well: the profile may come later.
        updateMe({ language: other }).catch(() => undefined);
      },
    },
    {
      key: "theme",
      text: t.theme[nextTheme(theme)],
      onSelect: () => setTheme(nextTheme(theme)),
    },
    {
      key: "keys",
      text: hasKeys ? t.keys.turnOff : t.keys.turnOn,
      onSelect: () => {
        setKeysOn(!hasKeys);
        setHasKeys(!hasKeys);
      },
    },
    { key: "out", text: t.nav.signOut, onSelect: () => void signOut() },
  ];
}

export function PersonMenu() {
  const { role } = useMembership();
  const me = useQuery(api.me.get);
  const { t } = useTexts();
  const name = me?.name ?? me?.email;
  return (
    <Menu className="me" entries={usePersonEntries()}>
      {name === undefined || me === undefined ? (
        <Icon name="person" />
      ) : (
        <Avatar id={me.user_id} name={name} />
      )}
      <span className="rail-text">
        <span className="me-name words" dir="auto">
          {name ?? t.roles[role]}
        </span>
        {name !== undefined && <small>{t.roles[role]}</small>}
      </span>
    </Menu>
  );
}
