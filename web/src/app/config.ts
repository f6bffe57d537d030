/** Where the functions are: one build serves every host, so it asks. */
import { createContext, useContext } from "react";
import * as z from "zod/mini";

const configSchema = z.object({
  api: z.url(),
  /** Where the HTTP routes are. */
  site: z.optional(z.url()),
  /** Whoever serves it can tell a day of invented customers. */
  sample_day: z.optional(z.boolean()),
});
export type Config = z.infer<typeof configSchema>;

/**
 * Reads `/config.json`, which whoever serves the page writes.
 *
 * @throws Error when it is not there or names no address.
 */
export async function loadConfig(): Promise<Config> {
  const response = await fetch("/config.json", { cache: "no-store" });
  if (!response.ok) {
    throw new Error("config.json is missing");
  }
  return configSchema.parse(await response.json());
}

export const ConfigContext = createContext<Config | null>(null);

export function useConfig(): Config {
  const config = useContext(ConfigContext);
  if (config === null) {
    throw new Error("outside of the App -- invariant");
  }
  return config;
}
