/** Addresses on this deployment's own site. */
import { env } from "../../_generated/server";

/** @param path with its leading slash */
export const siteUrl = (path: string): string =>
  `${env.CONVEX_SITE_URL}${path}`;
