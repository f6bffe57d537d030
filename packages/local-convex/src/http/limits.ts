/** What one request or one sender may cost; each with its reason. */
const KIB = 2 ** 10;
const MIB = 2 ** 20;

/**
 * Arguments of a call have at most 16 MiB in production; so much more for what
 * stands around them, the function's name above all. Bytes.
 */
export const MAX_CALL_BODY_BYTES = 16 * MIB + 4 * KIB;

/**
 * Pushes are the largest bodies; a bundle may have 32 MiB, and its source maps
 * as much again. Only for the admin key. Bytes, decompressed.
 */
export const MAX_ADMIN_BODY_BYTES = 64 * MIB;

/** Production's limit on bodies of HTTP actions, and on their answers. Bytes. */
export const MAX_SITE_BODY_BYTES = 20 * MIB;

/** Bodies of HTTP actions up to this are handed over whole, which is faster. Bytes. */
export const WHOLE_SITE_BODY_BYTES = MIB;

/**
 * Bodies and frames that one address may have in memory at once, and what they
 * are answered: one push with its answer, or eight calls of full size. Bytes.
 */
export const MAX_ADDRESS_BYTES = 128 * MIB;

/** The same over all addresses: an eighth of a machine with 4 GiB. Bytes. */
export const MAX_TOTAL_BYTES = 512 * MIB;

/**
 * A request must have come in whole after this. Together with the interval it
 * is looked at in, a body that drips is closed within a minute. Ms.
 */
export const REQUEST_TIMEOUT_MS = 50_000;

/** Headers are one packet or two. Ms. */
export const HEADERS_TIMEOUT_MS = 20_000;

/**
 * How long a connection may be idle between two requests. Longer than proxies keep
 * theirs, 60 s mostly: whoever closes first loses the request that is on its way.
 * Ms.
 */
export const KEEP_ALIVE_MS = 72_000;

/** How often requests are looked at for those limits. Ms. */
export const TIMEOUT_CHECK_MS = 5_000;

/**
 * How long the rest of a refused body is still read, and thrown away: a sender
 * whose socket is closed while it sends does not read why. Ms.
 */
export const DISCARD_MS = 5_000;

/** Node's own default, said here: it bounds every URL and every header. Bytes. */
export const MAX_HEADER_BYTES = 16 * KIB;
