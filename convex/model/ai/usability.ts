/** Tells an operator of AI that is wanted and cannot be used. */
import { readConfig } from "../../../src/lib/ai/config";
import { FAILURE_CODES, isRetryable } from "../../../src/lib/ai/failure";
import { env, type MutationCtx } from "../../_generated/server";
import { raiseAlertOnce } from "../alerts/alerts";

/** For the sweeper: what is wrong with the environment is known before a call. */
export async function tellOfConfiguration(ctx: MutationCtx): Promise<void> {
  const read = readConfig(env);
  // Who sets nothing wants no AI.
  if (read.kind === "unconfigured" && read.reason !== "not_configured") {
    await raiseAlertOnce(ctx, { kind: "ai_unusable", key: read.reason });
  }
}

/**
 * Tells of work that was done without AI because the provider gave no usable
 * answer in time. What only a person can cure has an alert of its own.
 *
 * @param reason why no model did it, if any; other codes are nobody's fault
 */
export async function tellOfNoAnswer(
  ctx: MutationCtx,
  reason: string | undefined,
): Promise<void> {
  const code = FAILURE_CODES.find((one) => one === reason);
  if (code !== undefined && isRetryable(code)) {
    await raiseAlertOnce(ctx, { kind: "ai_unanswered", key: code });
  }
}
