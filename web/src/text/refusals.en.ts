/** What refusals mean, by their code in src/lib/errors.ts, in English. */
import type { Dictionary } from "./id";

export const refusalsEn: Dictionary["refusals"] = {
  delivery_running: "This delivery is being processed.",
  replay_running: "A replay is under way already.",
  replay_changed: "The deliveries changed since the estimate. Estimate again.",
  nothing_to_replay: "There is no delivery to replay.",
  invalid_replay: "This range or rate is not possible.",
  payload_expired: "The delivery's body was deleted; it cannot be replayed.",
  self_merge: "Both are the same contact.",
  different_workspaces: "The two belong to different workspaces.",
  different_contacts: "The two belong to different contacts.",
  already_merged:
    "One of the two has been merged already. Choose another pair.",
  merge_too_large: "Too many contacts would become one (at most 100).",
  invalid_choices: "One of the choices is gone. Choose again.",
  already_undone: "This merge has been undone already.",
  undo_expired: "The time for undoing is over.",
  undo_unrecorded: "Made by an older version that kept too little.",
  linked_since: "WhatsApp has linked the two since. Undo that line first.",
  role_too_high: "That role is above your own.",
  last_owner: "There must be an owner. Make somebody else one first.",
  invalid_addresses: "Give 1 to 50 e-mail addresses.",
  invalid_name: "A name has 1 to 100 characters.",
  invalid_timezone: "This time zone is not known.",
  invalid_region: "This country is not known.",
  invalid_digest_hour: "The digest's hour is between 0 and 23.",
  invalid_retention:
    "Messages are kept 14 to 3650 days, raw deliveries 1 to 365.",
  invalid_hours: "That number of hours is not possible.",
  invalid_phone_number_id: "This is not Meta's id of a number.",
  phone_number_taken: "This number belongs to another workspace.",
  too_many_channels: "There are 20 channels; that is the limit.",
  invalid_channel:
    "A channel needs a name of at most 100 characters and something to tell of.",
  invalid_address: "This is not a mail address.",
  malformed_address: "This is not a web address.",
  address_not_https: "The address must begin with https://.",
  address_not_public:
    "The address must be on the public internet, without a special port.",
  invalid_time: "This time is not possible.",
  too_many_endpoints: "There are 20 webhook addresses; that is the limit.",
  missing_master_key:
    "The server has no key to keep secrets with. Ask whoever runs it.",
  malformed_master_key:
    "The server's key for secrets is wrong. Ask whoever runs it.",
  not_configured: "The webhook address has no secret yet.",
  no_number: "This workspace has no number yet. Claim one first.",
  sample_not_safe: "Real people have written; no more samples are sent.",
  invalid_lead_settings:
    "One of these is out of range, or a number of the team is none.",
  invalid_form:
    "The form needs a name, an address of your page, and labels for all fields.",
  not_confirmed: "The name that was typed is another.",
  invalid_label: "A label has 1 to 64 characters.",
  label_taken: "There is a field with this label.",
  too_many_fields: "There are as many fields as there may be.",
  invalid_order: "The order changed meanwhile. Try again.",
  wrong_import_step: "This import is at another step by now.",
  invalid_part: "A part of the file was damaged on its way. Upload again.",
  file_too_large: "The file is too large (at most 20 MB).",
  invalid_mapping:
    "Choose one column of phones or e-mail addresses, and each target once.",
  invalid_columns: "Choose at least one known column.",
  invalid_filter: "This filter cannot be used.",
  invalid_budget: "That limit is not an amount that can be used.",
  invalid_month: "This month is not known.",
};
