/**
 * The Kapso fixtures as tests use them: the signed bytes with the headers and
 * secrets of the sidecar. Bundled by Vite, because the edge runtime that Convex
 * functions are tested in has no file system.
 */
import { z } from "zod";
import { sha256Hex } from "../../src/lib/crypto/sha256";

const sidecarSchema = z.object({
  fixture: z.string(),
  scope: z.enum(["phone_number", "project", "meta"]),
  secret: z.string(),
  headers: z.record(z.string(), z.string()),
  alternativeHeaders: z.record(z.string(), z.string()).optional(),
  metaAppSecret: z.string().optional(),
  bodyBytes: z.number(),
  bodySha256: z.string(),
});

export type Fixture = {
  /** File name without ".json", e.g. "01-received-text". */
  name: string;
  /** The exact bytes that were signed. */
  body: Uint8Array<ArrayBuffer>;
  bodyText: string;
  headers: Record<string, string>;
  secret: string;
  scope: z.infer<typeof sidecarSchema>["scope"];
  metaAppSecret?: string;
  alternativeHeaders?: Record<string, string>;
};

const FILES = import.meta.glob<string>("../../fixtures/kapso/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

const SIDECAR_SUFFIX = ".headers.json";

function textOf(fileName: string): string {
  const text = FILES[`../../fixtures/kapso/${fileName}`];
  if (text === undefined) {
    throw new Error(`no fixture file ${fileName}`);
  }
  return text;
}

/** Names of all fixtures, in the order of their numbers. */
export const FIXTURE_NAMES: string[] = Object.keys(FILES)
  .filter((path) => path.endsWith(SIDECAR_SUFFIX))
  .map((path) => path.slice(path.lastIndexOf("/") + 1))
  .map((file) => file.slice(0, -SIDECAR_SUFFIX.length))
  .sort();

/**
 * One fixture by its name or its number ("01").
 *
 * @throws when there is no such fixture, or when its bytes are not the ones
 * that were signed: a changed byte must not look like a signature fault.
 */
export async function loadFixture(nameOrNumber: string): Promise<Fixture> {
  const name = FIXTURE_NAMES.find(
    (known) => known === nameOrNumber || known.startsWith(`${nameOrNumber}-`),
  );
  if (name === undefined) {
    throw new Error(`no fixture ${nameOrNumber}`);
  }
  const sidecar = sidecarSchema.parse(
    JSON.parse(textOf(name + SIDECAR_SUFFIX)),
  );
  const bodyText = textOf(`${name}.json`);
  const body = new TextEncoder().encode(bodyText);
  if ((await sha256Hex(body)) !== sidecar.bodySha256) {
    throw new Error(`${name}.json: bytes differ from the signed ones`);
  }
  const { headers, secret, scope, metaAppSecret, alternativeHeaders } = sidecar;
  return {
    name,
    body,
    bodyText,
    headers,
    secret,
    scope,
    metaAppSecret,
    alternativeHeaders,
  };
}

/** All fixtures, verified like `loadFixture`. */
export async function loadFixtures(): Promise<Fixture[]> {
  return await Promise.all(FIXTURE_NAMES.map(loadFixture));
}
