/** The receiver's example of docs/notifications.md, run as it is written. */
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { z } from "zod";
import {
  signNotification,
  toSecret,
} from "../../../src/lib/notifications/signature";

const ROOT = path.resolve(import.meta.dirname, "../../..");

const exampleSchema = z.object({
  read: z.custom<
    (secret: string, headers: Record<string, string>, body: string) => unknown
  >((value) => typeof value === "function"),
});

it("reads what we sign, and throws for another secret, body or time", async () => {
  const docs = readFileSync(path.join(ROOT, "docs/notifications.md"), "utf8");
  const code = /```js\n([^]*?)```/.exec(docs)?.[1] ?? "";
  // Where its import finds the library.
  const folder = mkdtempSync(path.join(ROOT, "node_modules/.docs-"));
  const file = path.join(folder, "receiver.mjs");
  writeFileSync(file, code);
  const { read } = exampleSchema.parse(
    await import(/* @vite-ignore */ pathToFileURL(file).href),
  );
  rmSync(folder, { recursive: true });

  const secret = toSecret(new Uint8Array(32).fill(7));
  const body = '{"type":"channel.test"}';
  const sign = async (at: number) =>
    await signNotification({ id: "n1", at, body, secrets: [secret] });
  const headers = await sign(Date.now());
  expect(read(secret, headers, body)).toEqual({ type: "channel.test" });
  const other = toSecret(new Uint8Array(32).fill(8));
  expect(() => read(other, headers, body)).toThrow();
  expect(() => read(secret, headers, `${body} `)).toThrow();
  const old = await sign(Date.now() - 6 * 60_000);
  expect(() => read(secret, old, body)).toThrow();
});
