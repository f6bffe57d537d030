/** E-mail addresses that people enter. */
import { z } from "zod";

/** Longest address that can be delivered to (RFC 5321, 4.5.3.1.3). */
const MAX_EMAIL_CHARACTERS = 254;

const emailSchema = z.string().max(MAX_EMAIL_CHARACTERS).pipe(z.email());

/** The address without spaces around it; null when it is none. */
export function normalizeEmail(text: string): string | null {
  return emailSchema.safeParse(text.trim()).data ?? null;
}

/** What an address is looked up by: nobody tells two people apart by case. */
export const emailKey = (email: string): string => email.toLowerCase();
