/** What a word or phrase says of an emergency; alone, or together with another. */
import type { PhraseLists } from "../waiting/phraseBook";

export const URGENT_KINDS = [
  /** Says nothing: keeps a longer phrase from being taken for another one. */
  "harmless",
  /** Harm or danger whatever stands beside it: "pingsan", "chest pain". */
  "danger",
  /** "lapor polisi", "my lawyer", "speak to your manager". */
  "threat",
  /** "urgent", "darurat". */
  "explicit",
  /** "not", before the three above. */
  "not",
  /** Before what has not happened: "takut". */
  "fear",
  /** Told of another time, or only thought of: "last year", "asuransi". */
  "elsewhere",
  "person",
  "body",
  /** Harms a person; furniture may suffer it too: "jatuh", "kejepit". */
  "harm",
  "baby",
  "fever",
  "pain",
  /** "unbearable", "ga tahan". */
  "severe",
  /** "my passport", "dompet". */
  "valuable",
  "gone",
  /** "bandara", "at the hotel": where people are while they travel. */
  "place",
  /** "we are at", "sudah di". */
  "here",
  /** "stuck", "terjebak". */
  "stuck",
  /** "no room", "reservasi tidak ada". */
  "turned_away",
  /** Who should fetch people: "driver", "jemputan". */
  "ride",
  /** "belum datang", "nobody here". */
  "absent",
  /** "flight", "kereta". */
  "travel",
  "missed",
  /** Not by the customer's wish: "was cancelled". */
  "was_cancelled",
  /** "wedding", "acara". */
  "event",
  /** Within a day: "today", "besok pagi". */
  "soon",
  /** "jam lagi" after a number, "in" before one. */
  "hours_left",
  /** "deadline", "paling lambat". */
  "deadline",
  /** "harus sampai", "need it". */
  "must",
  /** "i need", and "by" when: together a deadline. */
  "need",
  "by",
  /** "not yet", "belum", "missing". */
  "trouble",
  /** What a body is hit by, or gets into: "kena". */
  "struck",
  /** "won't stop", and what does not: "blood". */
  "unstopping",
  "symptom",
  /** "can't", and what somebody must: "walk", "kencing". */
  "cannot",
  "vital",
  "ingested",
  "poison",
  "fuel",
  "leaking",
  "smelling",
  /** Breaks down on the road. */
  "vehicle",
  /** Who should be there: "movers", "tukang". */
  "crew",
  /** "have to", and until when: "by noon". */
  "obliged",
  "by_soon",
  /** "jam 6": of today, it seems, where something is missing for it. */
  "clock",
  /** No deadline: "if possible". */
  "soft",
  /** The customer is on the way: "sampai", "running late". */
  "coming",
] as const;
export type UrgentKind = (typeof URGENT_KINDS)[number];

export type UrgentWords = PhraseLists<UrgentKind>;
