/** One conversation as it stands for who waits, message after message. */
import { DAY_MS, SECOND_MS } from "../../time/units";
import { isSuspectedSpam } from "../../spam/score";
import { isUrgent } from "../urgent";
import { meaningOf, type CustomerMeaning } from "./customer";
import { ourMeaningOf } from "./ours";
import type { SaidMessage } from "./said";

export interface Waiting {
  /** ms UTC. */
  since: number;
  /** The first message without an answer. */
  messageId: string;
  /** Our promise to answer, when that is what stands. */
  promise: { messageId: string; at: number } | null;
}

export interface WaitingResult {
  waiting: Waiting | null;
  /**
   * Messages before these cannot change it. While false and there are older
   * ones, the customer may wait longer than it says.
   */
  isSettled: boolean;
}

/**
 * An answer so soon after the first word of a customer's turn is a machine's:
 * nobody has read it and typed one. Provider times are whole seconds.
 */
export const QUICK_ANSWER_MS = 5 * SECOND_MS;

/**
 * While WhatsApp's window is open people write freely, so a template is a
 * broadcast or a reminder; once it is closed they have nothing else to answer
 * with (24 h: developers.facebook.com/docs/whatsapp, "customer service window").
 */
const OPEN_WINDOW_MS = DAY_MS;

/** Types that say nothing: they neither open nor hold. */
const SILENT_TYPES: ReadonlySet<string> = new Set([
  "sticker",
  "reaction",
  // What WhatsApp could not pass on, but is no message of its own.
  ...["edit", "revoke", "pin", "unpin", "keep"],
]);

/** A message that wants an answer. */
interface Open {
  message: SaidMessage;
  isGreeting: boolean;
}

interface Words {
  isSpam: boolean;
  meaning: CustomerMeaning;
}

/** Texts as they were judged: each webhook looks at the same ones again. */
const judged = new Map<string, Words>();
const MAX_JUDGED = 2_000;

function judge(text: string): Words {
  const kept = judged.get(text);
  if (kept !== undefined) {
    return kept;
  }
  const meaning = meaningOf(text);
  // Whoever threatens or is hurt has not closed anything.
  const isOpen = meaning === "open" || isUrgent(text);
  const words: Words = {
    isSpam: isSuspectedSpam(text),
    meaning: isOpen ? "open" : meaning,
  };
  if (judged.size >= MAX_JUDGED) {
    judged.clear();
  }
  judged.set(text, words);
  return words;
}

function meaningWithin({ type, text }: SaidMessage): CustomerMeaning {
  if (SILENT_TYPES.has(type)) {
    return "silent";
  }
  const { isSpam, meaning } = judge(text);
  if (isSpam) {
    return "silent";
  }
  // A picture or a voice without words has to be looked at.
  return meaning === "silent" && type !== "text" ? "open" : meaning;
}

/** To be told messages and notes in order of time; see ../waiting.ts. */
export class Story {
  #open: Open | null = null;
  #promise: Waiting["promise"] = null;
  /** What we answered since the customer's last word: a promise reopens it. */
  #answered: Open | null = null;
  /** The customer's last message that wanted an answer, until they close it. */
  #asked: Open | null = null;
  /** When the customer's present turn began; null after a word of ours. */
  #turnAt: number | null = null;
  #lastInboundAt: number | null = null;
  /** What the customer heard of a machine since they asked. */
  #heard: "nothing" | "away" | "something" = "nothing";
  #hasAskedThem = false;
  /** Answered for sure; settled once the customer spoke again. */
  #isAnswered = false;
  #isSettled = false;

  hearCustomer(message: SaidMessage): void {
    this.#turnAt ??= message.sentAt;
    this.#lastInboundAt = message.sentAt;
    const meaning = meaningWithin(message);
    if (meaning === "silent") {
      return;
    }
    this.#answered = null;
    this.#isSettled ||= this.#isAnswered;
    if (message.isDismissed === true) {
      return;
    }
    const wish = { message, isGreeting: meaning === "greeting" };
    switch (meaning) {
      case "closed":
        this.#close();
        break;
      case "thanks":
      case "thanks_for":
      case "yes":
        this.#hearThanks(meaning, wish);
        break;
      case "thanks_and_more":
        if (this.#open !== null || this.#hasAskedThem) {
          this.#hearWish(wish);
        } else {
          this.#close();
        }
        break;
      case "step":
        this.#hearStep(wish);
        break;
      case "greeting":
      case "open":
        this.#hearWish(wish);
    }
  }

  hearOurs(message: SaidMessage): void {
    const { meaning, isQuestion } = ourMeaningOf(message.text);
    const isSilent =
      SILENT_TYPES.has(message.type) ||
      (meaning === "silent" && message.type === "text");
    if (isSilent) {
      return;
    }
    const isAutomatic = meaning === "machine" || this.#isAutomatic(message);
    this.#turnAt = null;
    this.#hasAskedThem = isQuestion;
    if (isAutomatic) {
      this.#heard =
        meaning === "answer" || meaning === "silent" ? "something" : "away";
    } else if (meaning === "promise") {
      this.#hearPromise(message);
    } else if (meaning !== "greeting" || this.#open?.isGreeting !== false) {
      this.#hearAnswer(meaning !== "greeting");
    } else {
      this.#heard = "away";
    }
  }

  /** The workflow gave up: what it said was no answer. */
  hearNote(): void {
    if (this.#open === null && this.#asked === null) {
      // It may be about a message that is older than these.
      this.#isAnswered = false;
    } else if (this.#open === null) {
      this.#open = this.#asked;
      this.#answered = null;
      this.#heard = "away";
    }
  }

  end(): WaitingResult {
    const isSettled =
      this.#isSettled || (this.#isAnswered && this.#open === null);
    if (this.#open === null) {
      return { waiting: null, isSettled };
    }
    const { id, sentAt } = this.#open.message;
    return {
      waiting: { since: sentAt, messageId: id, promise: this.#promise },
      isSettled,
    };
  }

  #hearWish(wish: Open): void {
    this.#asked = wish;
    if (this.#open === null) {
      this.#open = wish;
      this.#heard = "nothing";
    } else {
      // Who greets and then asks wants more than a greeting.
      this.#open = {
        message: this.#open.message,
        isGreeting: this.#open.isGreeting && wish.isGreeting,
      };
    }
  }

  #hearStep(step: Open): void {
    this.#open = step;
    this.#asked = step;
    this.#promise = null;
    this.#heard = "nothing";
  }

  /**
   * Thanks end what was answered. After a question of their own they are only
   * polite, unless a machine has told what was asked.
   */
  #hearThanks(meaning: "thanks" | "thanks_for" | "yes", wish: Open): void {
    if (meaning === "yes" && this.#hasAskedThem && this.#open === null) {
      this.#hearWish(wish);
      return;
    }
    const isTold =
      this.#heard === "something" ||
      (this.#heard === "away" && meaning === "thanks_for");
    if (this.#open === null || (isTold && this.#promise === null)) {
      this.#close();
    }
  }

  #hearPromise({ id, sentAt }: SaidMessage): void {
    if (this.#open === null) {
      // It was no whole answer, and who it was for may be older than these.
      this.#isAnswered = false;
      this.#open = this.#answered;
    }
    this.#answered = null;
    if (this.#open !== null) {
      this.#promise ??= { messageId: id, at: sentAt };
    }
  }

  /** @param isCertain It answers whatever was open, also before these. */
  #hearAnswer(isCertain: boolean): void {
    this.#answered = this.#open ?? this.#answered;
    this.#open = null;
    this.#promise = null;
    this.#isAnswered ||= isCertain && this.#lastInboundAt !== null;
  }

  /** The customer's own words end it. */
  #close(): void {
    this.#open = null;
    this.#promise = null;
    this.#asked = null;
  }

  /** To many, too quick for a person, or a template while all may write freely. */
  #isAutomatic({ type, sentAt, isToMany }: SaidMessage): boolean {
    if (isToMany === true) {
      return true;
    }
    if (type === "template") {
      return (
        this.#lastInboundAt !== null &&
        sentAt - this.#lastInboundAt < OPEN_WINDOW_MS
      );
    }
    return this.#turnAt !== null && sentAt - this.#turnAt <= QUICK_ANSWER_MS;
  }
}
