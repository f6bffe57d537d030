/** Asks a running server for a backup: `local-convex backup`. */
import { resolve } from "node:path";
import { z } from "zod";

const failure = z.object({ message: z.string() });

/**
 * Returns when the copy is complete and on disk.
 * @param to a new folder on the server's machine
 * @throws Error when the server cannot be reached or refuses.
 */
export async function requestBackup(options: {
  url: string;
  adminKey: string;
  to: string;
}): Promise<void> {
  const { url, adminKey, to } = options;
  const response = await fetch(new URL("/api/backup", url), {
    method: "POST",
    headers: { authorization: `Convex ${adminKey}` },
    body: JSON.stringify({ to: resolve(to) }),
  }).catch((error: unknown) => {
    throw new Error(`${url} does not answer.`, { cause: error });
  });
  if (response.ok) return;
  throw new Error(failure.parse(await response.json()).message);
}
