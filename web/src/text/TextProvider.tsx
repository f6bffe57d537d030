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
import { en } from "./en";
import { type Dictionary, id } from "./id";

const DICTIONARIES = { id, en };
export type Language = keyof typeof DICTIONARIES;
export const LANGUAGES: readonly Language[] = ["id", "en"];

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

export function TextProvider({ children }: { children: ReactNode }) {
  const [language, setState] = useState(
    () => chosenLanguage() ?? wishedLanguage(),
  );
  const [isChosen, setIsChosen] = useState(() => chosenLanguage() !== null);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const setLanguage = useCallback((chosen: Language) => {
    setState(chosen);
    setIsChosen(true);
    try {
      localStorage.setItem(STORAGE_KEY, chosen);
    } catch {
      // It lasts until the page is closed.
    }
  }, []);
  const value = useMemo(
    () => ({ t: DICTIONARIES[language], language, isChosen, setLanguage }),
    [language, isChosen, setLanguage],
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
