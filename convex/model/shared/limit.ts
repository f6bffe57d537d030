/** Rate limits of public functions. */
import { ConvexError } from "convex/values";

/** @throws ConvexError `rate_limited` with `retry_after_ms` when it is too much. */
export async function requireWithinLimit(
  limiting: Promise<{ ok: boolean; retryAfter?: number | undefined }>,
): Promise<void> {
  const { ok, retryAfter } = await limiting;
  if (!ok) {
    throw new ConvexError({
      code: "rate_limited",
      retry_after_ms: retryAfter ?? 0,
    });
  }
}
