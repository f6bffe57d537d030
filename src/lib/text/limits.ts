/** How much of a foreign text we keep. Characters are code points. */

/**
 * Longest text of a message: WhatsApp's own limit for `text.body`
 * (developers.facebook.com/docs/whatsapp/cloud-api/reference/messages).
 */
export const MAX_TEXT_CHARACTERS = 4096;

/** Names, user names, file names: 255 bytes is what file systems allow. */
export const MAX_NAME_CHARACTERS = 256;

/** Addresses, reasons and error details: read by people, a paragraph is enough. */
export const MAX_DETAIL_CHARACTERS = 1024;

/**
 * Ids of any kind. Meta allows 256 characters for a button's payload
 * (interactive messages reference), and no id in the contract is longer. A
 * longer id is no id: cut, it could equal another one.
 */
export const MAX_ID_LENGTH = 256;

/** Links: what every browser opens. */
export const MAX_URL_LENGTH = 2048;

/** JSON that is kept beside a message: far above a real form, order or card. */
export const MAX_JSON_BYTES = 32 * 1024;
