/** What a workspace may ask of leads, at most; 1 is the least of each. */
export const LEAD_LIMITS = {
  messages: 20,
  /** A month. */
  hours: 31 * 24,
  teamPhones: 200,
} as const;
