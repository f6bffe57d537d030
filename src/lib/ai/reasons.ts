/**
 * Why AI is not used, in words for people: what it means and what to do. The
 * table of docs/ai.md says the same, word for word.
 */
import type { BudgetCode } from "../errors";
import type { UnconfiguredReason } from "./config";
import type { FailureCode } from "./failure";

/** Why a digest was not written by a model although there is one. */
export const WORK_REASONS = [
  "few_messages",
  "switched_off",
  "output_refused",
  "personal_data",
  "scrubber_failed",
] as const;

/** Every reason that may stand in a digest, a call's row or an alert. */
export type AiReason =
  UnconfiguredReason | FailureCode | BudgetCode | (typeof WORK_REASONS)[number];

export interface Explanation {
  /** A sentence without its end. */
  means: string;
  /** What an operator can do. */
  remedy: string;
}

const UNCONFIGURED: Record<UnconfiguredReason, Explanation> = {
  not_configured: {
    means: "neither AI_BASE_URL nor AI_API_KEY is set",
    remedy: "Nothing, if you want no AI; else set one of them",
  },
  unknown_provider: {
    means: "AI_PROVIDER is not a name we know",
    remedy:
      "Set it to openai, xai, gemini, local or other, or leave it out: the address tells",
  },
  missing_address: {
    means: "AI_PROVIDER is local or other, and AI_BASE_URL is not set",
    remedy:
      "Set AI_BASE_URL to the endpoint, such as http://localhost:11434/v1",
  },
  invalid_address: {
    means:
      "AI_BASE_URL is not an http or https URL without a name or password in it",
    remedy:
      "Write it with its scheme, such as https://api.openai.com/v1; a key belongs into AI_API_KEY",
  },
  insecure_address: {
    means:
      "AI_BASE_URL is plain http to another machine: anybody between could read the key and the messages",
    remedy:
      "Use https; plain http is for this machine alone (localhost, 127.0.0.1, [::1])",
  },
  missing_key: {
    means: "AI_API_KEY is not set, and the address is not on your own network",
    remedy: "Set AI_API_KEY to the provider's key",
  },
  invalid_key: {
    means: "AI_API_KEY has characters that no key has, such as a space",
    remedy: "Copy the key again, without quotation marks or line breaks",
  },
  missing_model: {
    means: "AI_MODEL is not set, and this provider has no default",
    remedy: "Set AI_MODEL to a model that the provider offers",
  },
  training_not_excluded: {
    means: "AI_NO_TRAINING is not yes",
    remedy:
      "Make sure that the endpoint learns nothing from what it is sent, then set AI_NO_TRAINING=yes",
  },
  invalid_price: {
    means: "AI_UNKNOWN_MODEL_PRICE is not of the form input/output",
    remedy: "Write USD per million tokens, such as 2.50/10, or leave it out",
  },
};

const FAILURES: Record<FailureCode, Explanation> = {
  connection: {
    means: "the provider's host could not be reached, or broke the connection",
    remedy:
      "Check AI_BASE_URL, DNS, firewall and proxy; start the server if it is your own",
  },
  timeout: {
    means: "no whole answer came in time",
    remedy:
      "Look at the provider's status page; a small model of your own may be too slow",
  },
  rate_limited: {
    means: "the provider wants fewer requests",
    remedy: "Wait; ask the provider for a higher limit if it stays",
  },
  server_error: {
    means: "the provider failed",
    remedy: "Wait; look at its status page if it stays",
  },
  malformed_answer: {
    means: "what answered is no chat/completions endpoint",
    remedy:
      "Check the path of AI_BASE_URL, usually /v1, and what stands between",
  },
  quota_exhausted: {
    means: "the provider's account has no money left",
    remedy: "Pay, or raise the account's limit",
  },
  unauthorized: {
    means: "the provider refused the key, or what it may do",
    remedy: "Set AI_API_KEY to a valid key that may use the model",
  },
  not_found: {
    means: "the provider knows no such model, or the address has a wrong path",
    remedy: "Check AI_MODEL, AI_MODEL_LARGE and the path of AI_BASE_URL",
  },
  refused_parameter: {
    means: "the model does not take a field of the request",
    remedy: "Nothing: the field is left out at once and for 30 days",
  },
  invalid_request: {
    means: "the provider refused the request",
    remedy: "Check AI_PROVIDER; report it if it stays",
  },
};

const BUDGETS: Record<BudgetCode, Explanation> = {
  workspace_budget_spent: {
    means:
      "the workspace's budget of this month does not pay for one more call",
    remedy: "Wait for the next month, or raise its limit",
  },
  global_budget_spent: {
    means: "the budget of all workspaces together is spent for this month",
    remedy: "Wait for the next month, or raise the global limit",
  },
  workspace_ai_paused: {
    means: "an admin of the workspace has stopped its AI",
    remedy: "Switch it on again on the page AI usage",
  },
};

const WORK: Record<(typeof WORK_REASONS)[number], Explanation> = {
  few_messages: {
    means: "three short messages need no model",
    remedy: "Nothing",
  },
  switched_off: {
    means: "an admin of the workspace lets no model read its messages",
    remedy: "Nothing; digests:allowModel or ops:allowModel",
  },
  output_refused: {
    means: "two answers failed their checks",
    remedy: "Nothing once; choose a better model if it stays",
  },
  personal_data: {
    means: "the request still showed somebody, so it was not sent",
    remedy: "Report it, without the text",
  },
  scrubber_failed: {
    means: "a text could not be searched for people and was hidden whole",
    remedy: "Report it, without the text",
  },
};

export const AI_REASONS: Readonly<Record<AiReason, Explanation>> = {
  ...UNCONFIGURED,
  ...FAILURES,
  ...BUDGETS,
  ...WORK,
};

/** How things stand before anything is asked of a model. */
export type AiStatus =
  | { kind: "off" }
  | { kind: "unusable"; reason: AiReason }
  | { kind: "usable"; model: string; host: string };

/** One sentence about it. */
export function describeStatus(status: AiStatus): string {
  switch (status.kind) {
    case "off":
      return "off; digests quote messages (docs/ai.md)";
    case "usable":
      return `${status.model} at ${status.host}`;
    case "unusable": {
      const { means, remedy } = AI_REASONS[status.reason];
      return `cannot be used: ${means}. ${remedy}. (${status.reason}, docs/ai.md)`;
    }
  }
}
