/** What is wrong with the secrets that the environment gives. */
import type { SECRET_PROBLEM_CODES } from "../errors";
import { REFUSALS } from "../ops/refusals";
import { parseKeyring, SealError } from "./seal";
import { isLongEnough, MIN_SECRET_BYTES } from "./strength";

/** What deliveries are signed with; shared with Kapso, so only their length is ours. */
const SIGNING_VARIABLES = [
  "KAPSO_WEBHOOK_SECRET",
  "KAPSO_WEBHOOK_SECRET_PREVIOUS",
  "KAPSO_META_APP_SECRET",
] as const;

/** The environment's names; all optional. */
export type SecretEnvironment = {
  [name in (typeof SIGNING_VARIABLES)[number] | "CRM_MASTER_KEY"]?: string;
};

export interface SecretProblem {
  code: (typeof SECRET_PROBLEM_CODES)[number];
  /** The variable. */
  what: keyof SecretEnvironment;
  /** For people; says nothing of the value. */
  message: string;
}

/** Variables that are set and as good as not set. An empty one is not set. */
export function secretProblems(
  environment: SecretEnvironment,
): SecretProblem[] {
  const short = SIGNING_VARIABLES.filter((name) => {
    const value = environment[name]?.trim() ?? "";
    return value !== "" && !isLongEnough(value);
  });
  const problems = short.map((what): SecretProblem => ({
    code: "secret_too_short",
    what,
    message: `${what} has fewer than ${MIN_SECRET_BYTES} bytes and counts as not set.`,
  }));
  return isMalformed(environment.CRM_MASTER_KEY)
    ? [...problems, REFUSALS.malformedMasterKey]
    : problems;
}

function isMalformed(masterKey: string | undefined): boolean {
  try {
    parseKeyring(masterKey);
    return false;
  } catch (error) {
    return error instanceof SealError && error.code === "malformed_master_key";
  }
}
