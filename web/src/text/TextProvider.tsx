/** The page's language: what the person chose, else what the browser asks for. */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import type { Dictionary } from "./id";

/** Only the one that is read is loaded. */
const DICTIONARIES = {
  id: async (): Promise<Dictionary> => (await import("./id")).id,
  en: async (): Promise<Dictionary> => (await import("./en")).en,
};
export type Language = keyof typeof DICTIONARIES;

const STORAGE_KEY = "language";

interface Texts {
  t: Dictionary;
  language: Language;
  /** Whether somebody chose it in this browser. */
  isChosen: boolean;
  setLanguage: (language: Language) => void;
}

const TextContext = createContext<Texts | null>(null);

function isLanguage(value: unknown): value is Language {
  return value === "id" || value === "en";
}

/** What somebody chose in this browser; null for nothing, or blocked storage. */
function chosenLanguage(): Language | null {
  try {
    const chosen = localStorage.getItem(STORAGE_KEY);
    return isLanguage(chosen) ? chosen : null;
  } catch {
    return null;
  }
}

function wishedLanguage(): Language {
  const [wish] = navigator.languages
    .map((tag) => tag.slice(0, 2))
    .filter(isLanguage);
  return wish ?? "id";
}

/** A language with its texts. */
export interface Loaded {
  language: Language;
  dictionary: Dictionary;
}

const load = async (language: Language): Promise<Loaded> => ({
  language,
  dictionary: await DICTIONARIES[language](),
});

/** What the page starts with. */
export const loadTexts = (): Promise<Loaded> =>
  load(chosenLanguage() ?? wishedLanguage());

export function TextProvider({
  first,
  children,
}: {
  /** As {@link loadTexts} gave it. */
  first: Loaded;
  children: ReactNode;
}) {
  const [{ language, dictionary }, setLoaded] = useState(first);
  const [isChosen, setIsChosen] = useState(() => chosenLanguage() !== null);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const setLanguage = useCallback((chosen: Language) => {
    setIsChosen(true);
    try {
      localStorage.setItem(STORAGE_KEY, chosen);
    } catch {
      // It lasts until the page is closed.
    }
    // Without a connection the page stays as it is, and is so when it is opened
    // next.
    load(chosen).then(setLoaded, () => undefined);
  }, []);
  const value = useMemo(
    () => ({ t: dictionary, language, isChosen, setLanguage }),
    [dictionary, language, isChosen, setLanguage],
  );
  return <TextContext value={value}>{children}</TextContext>;
}

export function useTexts(): Texts {
  const texts = useContext(TextContext);
  if (texts === null) {
    throw new Error("outside of TextProvider -- invariant");
  }
  return texts;
}
