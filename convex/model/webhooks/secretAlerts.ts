/** Tells an operator of secrets that are set and count as not set. */
import { secretProblems } from "../../../src/lib/secrets/environment";
import { env, type MutationCtx } from "../../_generated/server";
import { raiseAlertOnce } from "../alerts/alerts";

/** For the sweeper: nothing needs to be delivered to see it. */
export async function tellOfSecrets(ctx: MutationCtx): Promise<void> {
  for (const { what, code } of secretProblems(env)) {
    await raiseAlertOnce(ctx, {
      kind: "secret_unusable",
      key: `${what}:${code}`,
    });
  }
}
