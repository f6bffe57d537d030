/**
 * What a message says after its author edited or deleted it. Edits, deletions
 * and repeats of the first body come in any order and more than once; the
 * newest edit by provider time counts, and a deletion beats every edit.
 */
import type { Content } from "./events";
import { chooseContent, saysSomething, type MessageContent } from "./content";

/** One edit: what the message said from then on. */
export interface Edit extends MessageContent {
  /** The edit's own message id. */
  kapso_message_id: string;
  /** Provider time, ms UTC. */
  at: number;
}

/** Everything that was told of one message's content. */
export interface Revisions {
  /** The content before any edit. */
  original: MessageContent;
  /** Oldest first. */
  edits: Edit[];
  /** When the author deleted the message, if so. */
  revokedAt: number | undefined;
}

/**
 * Earlier versions that are kept beside the first. WhatsApp allows edits for 15
 * minutes (Meta's edit messages reference), so more are hardly met.
 */
export const MAX_EDITS = 10;

/** The edits with `told` among them; the same list when it adds nothing. */
export function addEdit(edits: Edit[], told: Edit): Edit[] {
  const known = edits.find(
    (edit) => edit.kapso_message_id === told.kapso_message_id,
  );
  const chosen = known === undefined ? told : chooseEdit(known, told);
  const kept = [...edits.filter((edit) => edit !== known), chosen]
    .sort(compareEdits)
    .slice(-MAX_EDITS);
  return chosen !== known && kept.includes(chosen) ? kept : edits;
}

/**
 * Two bodies about one edit. The later time first: an edit that was too old to
 * be kept must not come back with a richer body.
 */
function chooseEdit(a: Edit, b: Edit): Edit {
  if (a.at !== b.at) {
    return a.at > b.at ? a : b;
  }
  return chooseContent(a, b);
}

/** By provider time; ids settle equal seconds. */
function compareEdits(a: Edit, b: Edit): number {
  if (a.at !== b.at) {
    return a.at - b.at;
  }
  return a.kapso_message_id < b.kapso_message_id ? -1 : 1;
}

/** What the message says now. Nothing once it is deleted. */
export function contentToShow(revisions: Revisions): MessageContent {
  const { original, edits, revokedAt } = revisions;
  const { type, source } = original;
  if (revokedAt !== undefined) {
    return { type, source, content: {} };
  }
  const edit = edits.findLast(saysSomething);
  if (edit === undefined) {
    return original;
  }
  return saysSomething(original)
    ? { type, source, content: reword(original.content, edit.content) }
    : edit;
}

/** An edit changes the words; file, place and the rest stay as they were. */
function reword(content: Content, edited: Content): Content {
  return {
    ...content,
    text: edited.text,
    is_machine_text: edited.is_machine_text,
    full_text_length: edited.full_text_length,
    media: content.media ?? edited.media,
  };
}
