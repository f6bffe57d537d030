/**
 * Schemas of the provider's objects. Kapso's message is Meta's message with a
 * `kapso` object added, so one schema reads both.
 */
import { z } from "zod";
import {
  bsuidField,
  countField,
  detailField,
  flagField,
  idField,
  jsonField,
  nameField,
  numberField,
  objectField,
  objectsField,
  personField,
  phoneField,
  phoneNumberIdField,
  textField,
  timeField,
  tokenField,
  urlField,
} from "./fields";

const mediaObject = objectField({
  id: idField,
  caption: textField,
  filename: nameField,
  mime_type: nameField,
  link: urlField,
  voice: flagField,
});

/** The first error of a status is the one we keep. */
const MAX_ERRORS = 1;

const errorObjects = objectsField(
  {
    code: countField,
    title: detailField,
    message: detailField,
    error_data: objectField({ details: detailField }),
  },
  MAX_ERRORS,
);

export const statusSchema = z.object({
  id: idField,
  status: tokenField,
  timestamp: timeField,
  recipient_id: personField,
  recipient_user_id: bsuidField,
  recipient_type: tokenField,
  errors: errorObjects,
});
export type ProviderStatus = z.infer<typeof statusSchema>;

/** A message has five statuses at most; the rest of a longer list is noise. */
const MAX_STATUSES = 50;

const kapsoObject = objectField({
  direction: tokenField,
  status: tokenField,
  origin: tokenField,
  content: textField,
  contact_name: nameField,
  // An object with `text` in Kapso's pages, a string in one client.
  transcript: z.union([
    z.object({ text: textField }).transform(({ text }) => text),
    textField,
  ]),
  media_url: urlField,
  media_data: objectField({
    url: urlField,
    filename: nameField,
    content_type: nameField,
    byte_size: countField,
  }),
  message_type_data: objectField({ caption: textField, filename: nameField }),
  flow_response: jsonField,
  flow_name: nameField,
  statuses: objectsField(statusSchema.shape, MAX_STATUSES),
  // Only in answers of the read API, which have no conversation object.
  whatsapp_conversation_id: idField,
});

export const messageSchema = z.object({
  id: idField,
  timestamp: timeField,
  type: tokenField,
  from: personField,
  to: personField,
  from_user_id: bsuidField,
  to_user_id: bsuidField,
  from_parent_user_id: bsuidField,
  to_parent_user_id: bsuidField,
  username: nameField,
  group_id: jsonField,
  // Early v2 (November 2025) had the direction here.
  direction: tokenField,
  context: objectField({ id: idField, referred_product: jsonField }),
  referral: jsonField,
  text: objectField({ body: textField }),
  image: mediaObject,
  video: mediaObject,
  audio: mediaObject,
  document: mediaObject,
  sticker: mediaObject,
  location: objectField({
    latitude: numberField,
    longitude: numberField,
    name: nameField,
    address: detailField,
  }),
  interactive: objectField({
    type: tokenField,
    body: objectField({ text: textField }),
    button_reply: objectField({ id: idField, title: textField }),
    list_reply: objectField({
      id: idField,
      title: textField,
      description: textField,
    }),
    nfm_reply: objectField({ name: nameField, response_json: textField }),
  }),
  button: objectField({ text: textField, payload: idField }),
  template: jsonField,
  reaction: objectField({ message_id: idField, emoji: nameField }),
  edit: objectField({ original_message_id: idField, message: jsonField }),
  revoke: objectField({ original_message_id: idField }),
  unsupported: objectField({ type: tokenField }),
  contacts: jsonField,
  order: objectField({
    text: textField,
    catalog_id: idField,
    product_items: jsonField,
  }),
  system: objectField({
    type: tokenField,
    wa_id: personField,
    user_id: bsuidField,
    parent_user_id: bsuidField,
    previous_user_id: bsuidField,
  }),
  errors: jsonField,
  history_context: objectField({ status: tokenField }),
  kapso: kapsoObject,
});
export type ProviderMessage = z.infer<typeof messageSchema>;

export const conversationSchema = z.object({
  id: idField,
  phone_number: personField,
  business_scoped_user_id: bsuidField,
  parent_business_scoped_user_id: bsuidField,
  username: nameField,
  contact_name: nameField,
  status: tokenField,
  last_active_at: timeField,
  created_at: timeField,
  updated_at: timeField,
  kapso: objectField({ contact_name: nameField }),
});
export type ProviderConversation = z.infer<typeof conversationSchema>;

const bsuidsShape = {
  business_scoped_user_id: bsuidField,
  parent_business_scoped_user_id: bsuidField,
};

const contactObject = objectField({
  ...bsuidsShape,
  wa_id: personField,
  username: nameField,
  profile_name: nameField,
  display_name: nameField,
  created_at: timeField,
  updated_at: timeField,
});

/** A single Kapso body, or one item of a batch: every event's keys together. */
export const rootSchema = z.object({
  message: jsonField,
  conversation: objectField(conversationSchema.shape),
  test: jsonField,
  since_message: objectField({ created_at: timeField }),
  inactivity: objectField({ minutes: countField }),
  contact: contactObject,
  previous: objectField(bsuidsShape),
  marketing_preference: objectField({
    status: tokenField,
    occurred_at: timeField,
    sequence: countField,
  }),
  occurred_at: timeField,
  workflow_id: idField,
  workflow_execution_id: idField,
  whatsapp_conversation_id: idField,
  handoff: objectField({ reason: detailField }),
  error: objectField({ message: detailField }),
});
export type ProviderRoot = z.infer<typeof rootSchema>;

/** The legacy payload's business number. */
export const versionOneConfigSchema = z.object({
  phone_number_id: phoneNumberIdField,
});

const metaContactShape = {
  wa_id: personField,
  user_id: bsuidField,
  parent_user_id: bsuidField,
  profile: objectField({ name: nameField, username: nameField }),
};
export type MetaContact = z.infer<z.ZodObject<typeof metaContactShape>>;

/** What a change of a Meta-forwarded body says about all of its elements. */
export const metaChangeSchema = z.object({
  displayPhoneNumber: phoneField,
  contacts: objectsField(metaContactShape),
});

/** What a history thread says about all of its messages. */
export const metaThreadSchema = z.object({
  id: personField,
  context: objectField({
    wa_id: personField,
    user_id: bsuidField,
    username: nameField,
  }),
});
