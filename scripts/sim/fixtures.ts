/** The documented deliveries of fixtures/kapso, signed anew with another secret. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { sign, type Delivery } from "./delivery";
import { expectEffects } from "./fixtureEffects";
import {
  IDEMPOTENCY_KEY_HEADER,
  SIGNATURE_HEADER,
} from "../../src/lib/kapso/headers";

const sidecarSchema = z.object({
  headers: z.record(z.string(), z.string()),
});

/**
 * @param folder of NAME.json and NAME.headers.json pairs
 * @returns in order of name; bytes and keys as in the files
 */
export async function loadFixtures(
  folder: string,
  secret: string,
): Promise<Delivery[]> {
  const files = await readdir(folder);
  const names = files
    .filter((file) => file.endsWith(".headers.json"))
    .map((file) => file.slice(0, -".headers.json".length))
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const [body, sidecar] = await Promise.all([
        readFile(path.join(folder, `${name}.json`)),
        readFile(path.join(folder, `${name}.headers.json`), "utf8"),
      ]);
      const { headers } = sidecarSchema.parse(JSON.parse(sidecar));
      return {
        idempotencyKey: headers[IDEMPOTENCY_KEY_HEADER] ?? "",
        name,
        body,
        headers: { ...headers, [SIGNATURE_HEADER]: sign(secret, body) },
        effects: expectEffects(headers, body.toString("utf8")),
        parts: [],
      };
    }),
  );
}
