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
  setLanguage: (language: Language) => void;
}

const TextContext = createContext<Texts | null>(null);

function isLanguage(value: unknown): value is Language {
  return value === "id" || value === "en";
}

function initialLanguage(): Language {
  try {
    const chosen = localStorage.getItem(STORAGE_KEY);
    if (isLanguage(chosen)) {
      return chosen;
    }
  } catch {
    // Storage may be blocked; the browser's wish stands.
  }
  const [wish] = navigator.languages
    .map((tag) => tag.slice(0, 2))
    .filter(isLanguage);
  return wish ?? "id";
}

export function TextProvider({ children }: { children: ReactNode }) {
  const [language, setState] = useState(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const setLanguage = useCallback((chosen: Language) => {
    setState(chosen);
    try {
      localStorage.setItem(STORAGE_KEY, chosen);
    } catch {
      // It lasts until the page is closed.
    }
  }, []);
  const value = useMemo(
    () => ({ t: DICTIONARIES[language], language, setLanguage }),
    [language, setLanguage],
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
