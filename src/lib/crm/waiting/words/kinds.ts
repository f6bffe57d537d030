/** What a word or phrase does to the question who waits. */
import type { PhraseLists } from "../phraseBook";

export const WORD_KINDS = [
  /** Says nothing by itself: "kak", "ya", "sorry". */
  "filler",
  "greeting",
  /** "ok", "got it", "good to know". */
  "ack",
  "thanks",
  /** What one thanks for: "infonya", "for your help". */
  "thing",
  /** "for", "atas": what follows is what one thanks for. */
  "for",
  /** "that is all": nothing more is wanted. */
  "enough",
  "praise",
  "farewell",
  /** "we look forward to it", "take your time". */
  "await",
  "yes",
  "no",
  /** "no longer needed". */
  "withdrawal",
  /** Withdraws only as a clause of its own: "salah kirim". */
  "slip",
  "wrong_number",
  /** "I", before what somebody will do. */
  "subject",
  /** "tomorrow", "nanti". */
  "later",
  /** "will", "going to": with a verb, a step to come. */
  "will",
  /** The same without "mau", which also wants: "akan", "I'll". */
  "future",
  /** What a customer does next: "transfer", "come by". */
  "own_verb",
  /** The same, but of somebody else unless a subject says so: "kabari". */
  "told_verb",
  /** A whole phrase for it: "I'll think about it", "otw". */
  "own_step",
  /** "first", "dulu". */
  "first",
  "done",
  /** Done by a customer, it wants our look: "bayar". */
  "step_verb",
  /** A whole phrase for it: "payment sent". */
  "step",
  /** What arrives: "sampai", "datang". */
  "arrive_verb",
  "receive_verb",
  /** A whole phrase for it: "received". */
  "received",
  "if",
  /** "but", "not": something is open, unless the customer withdraws. */
  "trouble",
  /** "broken", "refund": is open whatever stands beside it. */
  "complaint",
  /** What orders or chooses: "yang", "ambil", "I'll take". */
  "want",
  /** "as it turns out": with what is done, the question is gone. */
  "turned_out",
  "ask",
  /** "bisa", "boleh": asks, unless the clause says what the customer does. */
  "may_ask",
] as const;
export type WordKind = (typeof WORD_KINDS)[number];

export type Words = PhraseLists<WordKind>;

export const OUR_KINDS = [
  "filler",
  "greeting",
  /** "how can we help you?" */
  "offer",
  /** "one moment", "let me check". */
  "promise",
  /** With a mark of the future or of effort, a promise: "cek". */
  "promise_verb",
  "promise_mark",
  /** Whatever follows is an effort of ours: "let me". */
  "effort",
  /** Makes the verb the customer's: "silakan". */
  "please",
  "done",
  "if",
  /** What we wait for, so that "ditunggu" is no promise: "kedatangannya". */
  "theirs",
  /** "thank you for contacting us": a machine's, unless more is said. */
  "courtesy",
  /** What only a machine writes. */
  "machine",
] as const;
export type OurKind = (typeof OUR_KINDS)[number];

export type OurWords = PhraseLists<OurKind>;
