/**
 * The stable codes of errors, in one place. Scripts and operators rely on them:
 * add freely, rename only with a migration. Texts for people may change.
 */
import { UNCONFIGURED_REASONS } from "./ai/config";
import { FAILURE_CODES } from "./ai/failure";
import { ADDRESS_PROBLEMS } from "./notifications/address";
import { SEND_FAILURES } from "./notifications/outcome";
import { EDIT_ERROR_CODES } from "./crm/editRefusals";
import { FILE_PROBLEMS, PROBLEM_CODES } from "./imports/problems";
import {
  KAPSO_FAILURE_CODES,
  type KapsoFailureCode,
} from "./kapso/api/failure";
import {
  IGNORED_REASONS,
  INVALID_REASONS,
  REJECTED_REASONS,
} from "./kapso/parsedItem";

/** Why an item of a delivery could not be applied. */
export const APPLY_ERROR_CODES = [
  /** Nobody owns the business number yet; tried again when it is claimed. */
  "unclaimed_phone_number",
  /** The endpoint speaks for another workspace than the number's owner. */
  "foreign_phone_number",
  /** Neither phone, business-scoped id nor session says who it is. */
  "unidentified_party",
  /** Said before its author was erased: it brings nobody back. */
  "erased_person",
  /** Unexpected; the log has the stack. */
  "apply_failed",
  /** The raw body is gone, so nothing can be tried again. */
  "payload_expired",
  /** Processing itself kept failing. */
  "processing_failed",
] as const;

/** `error` of our HTTP routes' answers. */
export const HTTP_ERROR_CODES = [
  "invalid_signature",
  "body_too_large",
  /** A compressed body: only the bytes that were signed can be verified. */
  "unsupported_encoding",
  "rate_limited",
  /** The endpoint has no secret yet. */
  "not_configured",
  /** A lead form: from a page that it does not belong to, or of no form. */
  "unknown_origin",
  "invalid_body",
  "invalid_fields",
  "too_fast",
  /** Nothing could be stored: send it again. */
  "unavailable",
  /** A message's file: over the limit, nowhere any more, not given just now. */
  "media_too_large",
  "media_gone",
  "media_unavailable",
] as const;

/** Why a public function refused. Ids of other workspaces read as absent. */
export const ACCESS_ERROR_CODES = [
  "unauthenticated",
  "forbidden",
  "not_found",
] as const;

/** Why a step of setting up was refused. */
export const SETUP_ERROR_CODES = [
  /** People have written to the workspace: a sample would stand among them. */
  "sample_not_safe",
  /** Nothing came for it that proves whose it is, or another workspace has it. */
  "number_not_waiting",
  /** A sample goes to a number of ours, and there is none. */
  "no_number",
  "too_many_endpoints",
] as const;

/** Why somebody was not let in, or members and invitations stay as they are. */
export const PEOPLE_ERROR_CODES = [
  /** No e-mail address. */
  "invalid_address",
  /** A provider does not vouch for the address, or nobody has proven it yet. */
  "address_unproven",
  "not_invited",
  /** Nobody gives or takes away a role above their own. */
  "role_too_high",
  /** At most 50 addresses at once, and at least one. */
  "invalid_addresses",
  /** 1 to 100 characters. */
  "invalid_name",
] as const;

/** What is wrong with what a page sent. */
export const REQUEST_ERROR_CODES = [
  /** Too many tags or statuses at once. */
  "invalid_filter",
  /** Not a cursor of this list. */
  "invalid_cursor",
  "invalid_view",
  /** As many saved views as there may be. */
  "too_many_views",
  "invalid_prefs",
  /** Out of range, or a number that is none. */
  "invalid_lead_settings",
  /** No name, origin or field, or one that is none. */
  "invalid_form",
  /** The typed name is not the contact's. */
  "not_confirmed",
] as const;

/** Why two contacts or conversations are not merged, or a merge not undone. */
export const MERGE_ERROR_CODES = [
  "self_merge",
  "different_workspaces",
  /** The two conversations are of two contacts: merge these. */
  "different_contacts",
  /** One of the two has been merged meanwhile. */
  "already_merged",
  /** More contacts would become one than the service takes apart again. */
  "merge_too_large",
  /** A tag or field that neither of the two has. */
  "invalid_choices",
  "already_undone",
  "undo_expired",
  /** Of a version that did not write down what an undo needs. */
  "undo_unrecorded",
  /** WhatsApp itself has linked the two since. */
  "linked_since",
] as const;

/** Why a notification channel was refused. */
export const CHANNEL_ERROR_CODES = [
  "too_many_channels",
  /** Without a name, with one that is too long, or for nothing. */
  "invalid_channel",
  ...ADDRESS_PROBLEMS,
] as const;

/** Why an import or export refused what it was asked. */
export const TRANSFER_ERROR_CODES = [
  /** The import is not at the step that this belongs to. */
  "wrong_import_step",
  "invalid_part",
  "file_too_large",
  "invalid_mapping",
  "invalid_columns",
] as const;

/** Why a delivery, or many, are not replayed. */
export const REPLAY_ERROR_CODES = [
  /** It is being processed: it goes on by itself. */
  "delivery_running",
  /** One of the workspace is under way; one at a time. */
  "replay_running",
  /** Other deliveries than those that were estimated: estimate again. */
  "replay_changed",
  "nothing_to_replay",
  /** A time after another, no status, or a rate out of 1 to 50. */
  "invalid_replay",
] as const;

/** What is wrong with what an operator gave; sentences: `ops/refusals`. */
export const OPERATOR_ERROR_CODES = [
  "invalid_slug",
  "invalid_timezone",
  "invalid_region",
  "invalid_digest_hour",
  "invalid_retention",
  "invalid_phone_number_id",
  /** Not milliseconds, and no ISO 8601 with an offset. */
  "invalid_time",
  "slug_taken",
  "phone_number_taken",
  "workspace_missing",
  "workspace_ambiguous",
  "contact_ambiguous",
  "invalid_user",
  "last_owner",
  "invalid_limit",
  "invalid_hours",
  "invalid_day",
  "invalid_month",
  "invalid_budget",
  "missing_master_key",
  "malformed_master_key",
  /** No key of Kapso's: 8 to 512 visible characters. */
  "invalid_api_key",
] as const;

/** What `GET /health` lists beside wrong settings. */
export const HEALTH_PROBLEM_CODES = [
  /** A cron has missed its time. */
  "cron_lost",
] as const;

/** Why settings stay as they are. */
export const SETTINGS_ERROR_CODES = [
  /** It is not what was shown: look again. */
  "settings_changed",
  /** Say whether what was held back is processed or skipped. */
  "held_undecided",
] as const;

/** Why an AI provider was not asked although there is one. */
export const BUDGET_CODES = [
  "workspace_budget_spent",
  "global_budget_spent",
  /** An admin has stopped it. */
  "workspace_ai_paused",
] as const;
export type BudgetCode = (typeof BUDGET_CODES)[number];

/** Why a digest was refused, skipped, or written without a model. */
export const DIGEST_CODES = [
  /** One is being made already. */
  "digest_running",
  "no_messages",
  /** Its job was lost as often as it may be started. */
  "starts_used_up",
  /** Another run told of the same window. */
  "told_by_another_run",
  "few_messages",
  /** The workspace lets no model read its messages. */
  "switched_off",
  /** The workspace's automations were paused. */
  "automations_paused",
  /** Two answers failed their checks. */
  "output_refused",
  /** The request still held personal data and was not sent. */
  "personal_data",
  /** A text could not be searched for personal data. */
  "scrubber_failed",
] as const;
export type DigestCode = (typeof DIGEST_CODES)[number];

export const SECRET_PROBLEM_CODES = [
  /** It counts as not set. */
  "secret_too_short",
  "malformed_master_key",
] as const;

/** Why an operator's command may be refused. */
export type OperatorErrorCode =
  | (typeof OPERATOR_ERROR_CODES)[number]
  | Extract<(typeof ACCESS_ERROR_CODES)[number], "not_found">
  | (typeof SETTINGS_ERROR_CODES)[number]
  | KapsoFailureCode
  | Extract<DigestCode, "digest_running">;

/** Every code that may stand in a row, an answer or a thrown ConvexError. */
export const ERROR_CODES: ReadonlySet<string> = new Set([
  ...APPLY_ERROR_CODES,
  ...HTTP_ERROR_CODES,
  ...ACCESS_ERROR_CODES,
  ...PEOPLE_ERROR_CODES,
  ...REQUEST_ERROR_CODES,
  ...MERGE_ERROR_CODES,
  ...OPERATOR_ERROR_CODES,
  ...EDIT_ERROR_CODES,
  ...SETUP_ERROR_CODES,
  ...TRANSFER_ERROR_CODES,
  ...REPLAY_ERROR_CODES,
  ...CHANNEL_ERROR_CODES,
  ...SEND_FAILURES,
  ...PROBLEM_CODES,
  ...FILE_PROBLEMS,
  ...BUDGET_CODES,
  ...DIGEST_CODES,
  ...FAILURE_CODES,
  ...SETTINGS_ERROR_CODES,
  ...HEALTH_PROBLEM_CODES,
  ...KAPSO_FAILURE_CODES,
  ...UNCONFIGURED_REASONS,
  ...SECRET_PROBLEM_CODES,
  ...IGNORED_REASONS,
  ...INVALID_REASONS,
  ...REJECTED_REASONS,
]);

/** Codes that no further try can cure. */
const PERMANENT_CODES: ReadonlySet<string> = new Set([
  "foreign_phone_number",
  "unidentified_party",
  "payload_expired",
  ...INVALID_REASONS,
  ...REJECTED_REASONS,
]);

/** True when trying again is pointless. */
export function isPermanentCode(code: string): boolean {
  return PERMANENT_CODES.has(code);
}
