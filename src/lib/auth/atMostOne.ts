/** How many sign-in providers a deployment may have. */

/**
 * The list, where it has at most one provider. Members are known by the subject
 * of their identity alone: of two providers, each could sign somebody in as a
 * member of the other's.
 *
 * @throws Error in words for more; what loads `auth.config.ts` is then refused.
 */
export function atMostOne<Provider>(providers: Provider[]): Provider[] {
  if (providers.length > 1) {
    const error = new Error(
      "Only one sign-in provider may be configured in convex/auth.config.ts: members are known by the subject of their identity alone, and two providers may give the same one (docs/production.md).",
    );
    // Whoever configured it reads a sentence.
    delete error.stack;
    throw error;
  }
  return providers;
}
