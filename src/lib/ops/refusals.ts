/**
 * Why an operator's command was refused: the code that scripts rely on, what it
 * is about, and a sentence that says what to do. The sentences hold no values:
 * what is thrown is logged, and who typed it sees it a line above.
 */
import type { OperatorErrorCode } from "../errors";
import type { KapsoFailureCode } from "../kapso/api/failure";

/** The data of the ConvexError that an operator's command ends with. */
export type Refusal = {
  code: OperatorErrorCode;
  /** The argument or thing that it is about. */
  what: string;
  /** For people; may change. */
  message: string;
};

export const REFUSALS = {
  noWorkspaceNamed: {
    code: "workspace_missing",
    what: "workspace",
    message:
      'Say which workspace: "workspace":"<slug>". ops:listWorkspaces shows them.',
  },
  twoWorkspacesNamed: {
    code: "workspace_ambiguous",
    what: "workspace",
    message:
      "workspace and workspace_id name two workspaces; give one of them.",
  },
  unknownWorkspace: {
    code: "not_found",
    what: "workspace",
    message: "There is no such workspace. ops:listWorkspaces shows them all.",
  },
  noSuchCron: {
    code: "not_found",
    what: "name",
    message: "There is no such cron. ops:runCrons without a name shows them.",
  },
  invalidSlug: {
    code: "invalid_slug",
    what: "slug",
    message:
      'slug must be lower-case letters and digits with single hyphens between, such as "kedai-kopi".',
  },
  slugTaken: {
    code: "slug_taken",
    what: "slug",
    message: "A workspace has this slug already. ops:listWorkspaces shows it.",
  },
  invalidTimezone: {
    code: "invalid_timezone",
    what: "timezone",
    message:
      'timezone must be an IANA name that names a place, such as "Asia/Jakarta".',
  },
  invalidRegion: {
    code: "invalid_region",
    what: "default_region",
    message:
      'default_region must be a country\'s two capital letters (ISO 3166), such as "ID".',
  },
  invalidRetention: {
    code: "invalid_retention",
    what: "payload_retention_days, message_retention_days",
    message:
      "payload_retention_days must be 1 to 365 whole days and message_retention_days 14 to 3650, or null for as long as by default.",
  },
  invalidDigestHour: {
    code: "invalid_digest_hour",
    what: "digest_hour",
    message: "digest_hour must be a whole hour from 0 to 23.",
  },
  invalidPhoneNumberId: {
    code: "invalid_phone_number_id",
    what: "phone_number_id",
    message:
      "A phone_number_id is Meta's id of the number: 1 to 32 digits, no phone number.",
  },
  phoneNumberTaken: {
    code: "phone_number_taken",
    what: "phone_number_id",
    message:
      "Another workspace has this number. ops:removeNumber there gives it free.",
  },
  unknownNumber: {
    code: "not_found",
    what: "phone_number_id",
    message: "The workspace has no such number. ops:listNumbers shows its own.",
  },
  unknownEndpoint: {
    code: "not_found",
    what: "endpoint_key",
    message:
      "There is no such endpoint. ops:listEndpoints shows those of a workspace.",
  },
  invalidOverlap: {
    code: "invalid_hours",
    what: "previous_valid_hours",
    message:
      "previous_valid_hours must be a whole number from 0 (at once) to 720 (30 days).",
  },
  invalidUser: {
    code: "invalid_user",
    what: "user",
    message:
      "user must be an e-mail address, or the subject of an identity: 1 to 256 characters, no spaces around it.",
  },
  unknownUser: {
    code: "not_found",
    what: "email",
    message:
      "Nobody with this address may sign in. Add them first: ops:addMember, or an invitation.",
  },
  unknownMember: {
    code: "not_found",
    what: "user",
    message: "The workspace has no such member. ops:listMembers shows them.",
  },
  lastOwner: {
    code: "last_owner",
    what: "user",
    message:
      "A workspace keeps at least one owner. Make somebody else an owner first.",
  },
  invalidLimit: {
    code: "invalid_limit",
    what: "limit",
    message: "limit must be a whole number from 1 to 200.",
  },
  noLead: {
    code: "not_found",
    what: "contact",
    message: "The contact is no lead. ops:showLeads shows who is one.",
  },
  unknownForm: {
    code: "not_found",
    what: "form_key",
    message: "There is no such form. ops:listForms shows those of a workspace.",
  },
  unknownContact: {
    code: "not_found",
    what: "contact",
    message:
      "No contact matches. Give a phone in any spelling, its last four digits or more, a name, or an id.",
  },
  severalContacts: {
    code: "contact_ambiguous",
    what: "contact",
    message:
      "Several contacts match. Give the whole number, or an id that ops:findContact shows.",
  },
  unknownChannel: {
    code: "not_found",
    what: "channel_id",
    message:
      "There is no such channel. ops:listChannels shows those of a workspace.",
  },
  unknownNotification: {
    code: "not_found",
    what: "notification_id",
    message:
      "No such notification waits to be sent again. ops:listNotifications shows them.",
  },
  invalidMute: {
    code: "invalid_hours",
    what: "hours",
    message:
      "hours must be a whole number from 0 (not muted) to 2160 (90 days).",
  },
  unknownAlert: {
    code: "not_found",
    what: "alert_id",
    message: "There is no such alert. ops:listAlerts shows them.",
  },
  unknownDelivery: {
    code: "not_found",
    what: "audit_id",
    message: "There is no such delivery. ops:listDeliveries shows them.",
  },
  invalidTime: {
    code: "invalid_time",
    what: "received_after, received_before",
    message:
      'A time is milliseconds, or ISO 8601 with an offset, such as "2026-09-15T09:00:00+07:00".',
  },
  invalidDay: {
    code: "invalid_day",
    what: "day",
    message:
      'day must be a calendar day of the workspace\'s zone that has begun, such as "2026-09-15".',
  },
  invalidMonth: {
    code: "invalid_month",
    what: "month",
    message: 'month must look like "2026-09".',
  },
  digestRunning: {
    code: "digest_running",
    what: "workspace",
    message:
      "A digest of this workspace is being made. ops:showDigest shows it.",
  },
  invalidBudget: {
    code: "invalid_budget",
    what: "limit",
    message:
      "A budget is 0 or more, at most 1,000,000 USD, and whole in nano-USD; null is the default.",
  },
  noBudgetGiven: {
    code: "invalid_budget",
    what: "limit",
    message:
      'Give either "monthly_usd", in US dollars, or "limit_nano_usd"; null is the default.',
  },
  unknownVersion: {
    code: "not_found",
    what: "version",
    message: "There is no such version. ops:listVersions shows them.",
  },
  settingsChanged: {
    code: "settings_changed",
    what: "diff_hash",
    message:
      "It is not what was shown any more. ops:diffSettings shows what it is now.",
  },
  heldUndecided: {
    code: "held_undecided",
    what: "held",
    message:
      'Say what becomes of what was held back: "held":"process" or "held":"skip". ops:showHeld counts it.',
  },
  invalidApiKey: {
    code: "invalid_api_key",
    what: "api_key",
    message:
      "api_key must be a key of Kapso's, 8 to 512 characters without spaces; null takes it away.",
  },
  missingMasterKey: {
    code: "missing_master_key",
    what: "CRM_MASTER_KEY",
    message:
      "CRM_MASTER_KEY must be set before an endpoint can have a secret; see docs/production.md.",
  },
  malformedMasterKey: {
    code: "malformed_master_key",
    what: "CRM_MASTER_KEY",
    message:
      'CRM_MASTER_KEY must be "keyid:base64" of 32 bytes, several with commas between; see docs/production.md.',
  },
} as const satisfies Record<string, Refusal>;

export type RefusalName = keyof typeof REFUSALS;

/** What to do when Kapso could not be read. */
const KAPSO_MESSAGES: Record<KapsoFailureCode, string> = {
  kapso_no_key:
    "There is no key to read from Kapso with: ops:setKapsoKey stores the workspace's, or set KAPSO_API_KEY.",
  kapso_bad_address:
    "KAPSO_API_URL must be an https address, or http to loopback, without a name, query or fragment.",
  kapso_key_unreadable:
    "No master key opens the workspace's key of Kapso: put the key that sealed it back into CRM_MASTER_KEY, or store it again with ops:setKapsoKey.",
  kapso_unauthorized:
    "Kapso does not take the key: make one in Kapso's project settings and store it with ops:setKapsoKey.",
  kapso_not_found: "Kapso has no such thing: is the key of another project?",
  kapso_refused: "Kapso refused the request. Is KAPSO_API_URL right?",
  kapso_cursor_expired: "Kapso's list ended half-way. Try again.",
  kapso_rate_limited:
    "Kapso takes no more requests for now. It is tried again by itself.",
  kapso_unavailable: "Kapso is out of order. It is tried again by itself.",
  kapso_unreachable: "Kapso cannot be reached. It is tried again by itself.",
  kapso_timeout: "Kapso did not answer in time. It is tried again by itself.",
  kapso_too_large: "What Kapso answered is larger than what is kept.",
  kapso_unreadable:
    "What Kapso answered cannot be read: its API has changed, or KAPSO_API_URL leads elsewhere.",
  kapso_too_many_pages: "What Kapso lists has no end.",
};

export const kapsoRefusalOf = (code: KapsoFailureCode): Refusal => ({
  code,
  what: "kapso",
  message: KAPSO_MESSAGES[code],
});
