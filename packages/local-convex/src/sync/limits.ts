/** What one socket, and all of one address, may ask for; each with its reason. */
const MIB = 2 ** 20;

/** A stranger has little to say; a token and a few dozen queries are some KiB. Bytes. */
export const MAX_STRANGER_FRAME_BYTES = MIB;

/** Arguments of a call have at most 16 MiB in production. Bytes. */
export const MAX_FRAME_BYTES = 16 * MIB;

/** A client that sends a frame in pieces sends large ones. */
export const MAX_FRAGMENTS = 4_096;

/** Pieces in which a frame arrives: of 16 MiB, each has 256 bytes or more. */
export const MAX_CHUNKS = 65_536;

/** A page with a hundred lists shows no tenth of that. */
export const MAX_SUBSCRIPTIONS = 1_000;

/** All subscriptions taken back and all made anew. */
export const MAX_MODIFICATIONS = 2 * MAX_SUBSCRIPTIONS;

/** What all of a socket's queries are called with: as one call may be. Bytes. */
export const MAX_QUERY_BYTES = MAX_FRAME_BYTES;

/** What all of a socket's queries answer: a page that shows it is no page. Bytes. */
export const MAX_RESULT_BYTES = 32 * MIB;

/** Actions run at once and for up to ten minutes, so what is too much is refused. */
export const MAX_PENDING_ACTIONS = 100;

/** Messages whose work is not done, mutations included; the socket is not read then. */
export const MAX_BACKLOG = 100;

/** The same by what they hold: one frame of full size. Bytes. */
export const MAX_BACKLOG_BYTES = MAX_FRAME_BYTES;

/**
 * Answers that wait for a slow reader: twice what one transition may be. Who lets
 * more pile up is dropped and starts anew. Bytes.
 */
export const MAX_UNSENT_BYTES = 64 * MIB;

/** An office behind one address, several pages each. */
export const MAX_SOCKETS_PER_ADDRESS = 1_000;

/** Queries begun in one turn of the event loop, over all sockets: some ms of work. */
export const QUERIES_PER_TURN = 16;

/** Reading so much of a message is about as much work as a query. Bytes. */
export const BYTES_PER_QUERY = 8 * 2 ** 10;

/** How long a refused client has to read why. Ms. */
export const FAREWELL_MS = 2_000;
