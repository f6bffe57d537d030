/** Whatever people are called, their digest comes and shows nobody. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { knownNamesFinder } from "../../../src/lib/digest/personal/names";
import {
  claim,
  createDigestWorld,
  execute,
  tell,
  type DigestWorld,
} from "../../support/digestWorld";
import { questionOf, shownMessages } from "../../support/digestWriter";
import { onlyRow } from "../../support/rows";

/** No name makes the real rule fail; a later one might. */
const rule = vi.hoisted(() => ({ fails: false }));
vi.mock(
  import("../../../src/lib/digest/personal/names"),
  async (importOriginal) => {
    const original = await importOriginal();
    const finder: typeof knownNamesFinder = (names, isOwn) => {
      if (rule.fails) {
        throw new SyntaxError(`Invalid regular expression: /${names.join()}/`);
      }
      return original.knownNamesFinder(names, isOwn);
    };
    return { ...original, knownNamesFinder: finder };
  },
);

let world: DigestWorld;
beforeEach(async () => {
  world = await createDigestWorld();
});
afterEach(async () => {
  rule.fails = false;
  await world.close();
});

async function tellAs(
  person: { name?: string; username?: string },
  text: string,
): Promise<void> {
  const { contactId } = await tell(world, [text]);
  await world.t.run(
    async (ctx) => await ctx.db.patch("contacts", contactId, person),
  );
}

it("takes any sign in a user name", async () => {
  for (const number of [1, 2, 3, 4]) {
    await tell(world, [questionOf(number)], number);
  }
  await tellAs({ username: "budi-s(a)nt[o" }, "saya budi-s(a)nt[o, ada stok?");
  const run = await execute(world, await claim(world));
  expect(run).toMatchObject({ status: "done" });
  expect(run.reason).toBeUndefined();
  const shown = world.provider.calls.flatMap(shownMessages);
  expect(shown).toHaveLength(5);
  expect(JSON.stringify(shown)).not.toContain("budi");
});

it("masks a name that is a word in its own conversation only", async () => {
  for (const number of [1, 2, 3]) {
    await tell(world, [questionOf(number)], number);
  }
  await tellAs({ name: "Hari" }, "Dengan Hari, apakah kopi bubuk ada?");
  await tellAs({ name: "Rina" }, "Hari apa toko buka? Teman rina bertanya");
  await execute(world, await claim(world));
  const texts = world.provider.calls
    .flatMap(shownMessages)
    .map(({ text }) => text);
  expect(texts).toContain("Dengan [name], apakah kopi bubuk ada?");
  expect(texts).toContain("Hari apa toko buka? Teman [name] bertanya");
});

it("asks nobody when the search for people fails", async () => {
  for (const number of [1, 2, 3, 4]) {
    await tell(world, [questionOf(number)], number);
  }
  await tellAs({ name: "Wulandari" }, "Wulandari bertanya, apakah toko buka?");
  rule.fails = true;
  const run = await execute(world, await claim(world));
  expect(run).toMatchObject({ status: "done", reason: "scrubber_failed" });
  expect(world.provider.calls).toEqual([]);
  const summary = await onlyRow(world.t, "dailySummaries");
  expect(summary).toMatchObject({ mode: "extractive", message_count: 5 });
  const logged = JSON.stringify(vi.mocked(console.log).mock.calls);
  expect(logged).toContain("digest.scrubber_failed");
  expect(logged).not.toContain("Wulandari");
});
