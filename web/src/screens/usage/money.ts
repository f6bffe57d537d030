/** Amounts as people type and read them. Pure. */
import { isBudget, nanoUsdOf, usdOf } from "../../../../src/lib/ai/money";

/** @returns nano-USD; null for the plan's own limit; undefined for no amount */
export function readLimit(text: string): number | null | undefined {
  const plain = text.trim().replace(",", ".");
  if (plain === "") {
    return null;
  }
  if (!/^\d{1,7}(\.\d{1,6})?$/.test(plain)) {
    return undefined;
  }
  const nano = nanoUsdOf(Number(plain));
  return isBudget(nano) ? nano : undefined;
}

/** As a field for {@link readLimit} shows it. */
export const writeLimit = (nanoUsd: number): string => String(usdOf(nanoUsd));

const FRACTION_DIGITS = 4;

export function moneyText(nanoUsd: number, language: string): string {
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: FRACTION_DIGITS,
  }).format(usdOf(nanoUsd));
}

/** Every day of a month ("2026-11"), in order: "2026-11-01". */
export function daysOf(month: string): string[] {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return [...Array(count).keys()].map(
    (index) => `${month}-${String(index + 1).padStart(2, "0")}`,
  );
}
