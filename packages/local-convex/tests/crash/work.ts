/** Drives the crash app and says what may be left of a piece of work. */
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { z } from "zod";
import { type ChildServer, m, q } from "../hostHarness";

export const CRASH_APP = fileURLToPath(new URL("app", import.meta.url));

/** What happens exactly once, whatever crashes. */
const CERTAIN = ["inline", "job", "pool", "pool success"];
/** An action that was running when the process died does not run again. */
const AT_MOST_ONCE = ["action", "pool action"];

export const record = (server: ChildServer, key: string) =>
  server.client.mutation(m("work:record"), { key });

export async function effects(server: ChildServer, key: string) {
  const kinds = await server.client.query(q("work:effects"), { key });
  return z.array(z.string()).parse(kinds);
}

/** Asks again and again until all that must come has come. */
export async function finished(server: ChildServer, key: string) {
  for (;;) {
    const kinds = await effects(server, key);
    if (CERTAIN.every((kind) => kinds.includes(kind))) {
      return;
    }
  }
}

/** Work that was begun is done, and no part of it twice. */
export async function expectDoneOnce(server: ChildServer, key: string) {
  await finished(server, key);
  const kinds = await effects(server, key);
  expect(kinds.filter((kind) => !AT_MOST_ONCE.includes(kind))).toEqual(CERTAIN);
  for (const kind of AT_MOST_ONCE) {
    expect(kinds.filter((each) => each === kind).length).toBeLessThan(2);
  }
}
