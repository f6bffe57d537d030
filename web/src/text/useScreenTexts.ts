/** Texts of screens that nobody sees first: they are loaded with them. */
import { use, useMemo } from "react";
import type { ScreenDictionary } from "./screens.id";
import { type Language, useTexts } from "./TextProvider";

const DICTIONARIES = {
  id: async (): Promise<ScreenDictionary> =>
    (await import("./screens.id")).screensId,
  en: async (): Promise<ScreenDictionary> =>
    (await import("./screens.en")).screensEn,
};

const loading = new Map<Language, Promise<ScreenDictionary>>();

function load(language: Language): Promise<ScreenDictionary> {
  const known = loading.get(language);
  if (known !== undefined) {
    return known;
  }
  const texts = DICTIONARIES[language]();
  loading.set(language, texts);
  // Whoever comes again tries again.
  texts.catch(() => loading.delete(language));
  return texts;
}

/** As `useTexts`, with the texts of these screens too; waits until they are there. */
export function useScreenTexts() {
  const texts = useTexts();
  const screens = use(load(texts.language));
  return useMemo(
    () => ({ ...texts, t: { ...texts.t, ...screens } }),
    [texts, screens],
  );
}
