/** Functions of components read page by page, as those of the app do. */
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import {
  ADMIN_KEY,
  fixturePushFile,
  q,
  startFixture,
  type TestServer,
} from "../hostHarness";

const APP = fileURLToPath(new URL("app", import.meta.url));

let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ pushFile: await fixturePushFile(APP) });
});

const answer = z.object({
  status: z.string(),
  value: z.unknown().optional(),
  errorMessage: z.string().optional(),
});

/** Calls a function of a shelf as the CLI does, with the admin key. */
async function callShelf(shelf: string, path: string, args: object) {
  const response = await fetch(`${server.url}/api/function`, {
    method: "POST",
    headers: { authorization: `Convex ${ADMIN_KEY}` },
    body: JSON.stringify({ path, args, componentPath: shelf }),
  });
  return answer.parse(await response.json());
}

const page = z.object({
  page: z.array(z.object({ title: z.string() })),
  isDone: z.boolean(),
  continueCursor: z.string(),
});

async function readPage(shelf: string, cursor: string | null) {
  const paginationOpts = { numItems: 2, cursor };
  return callShelf(shelf, "books:page", { paginationOpts });
}

const fill = (shelf: string, titles: string[]) =>
  callShelf(shelf, "books:add", { titles });

it("pages follow each other to the end", async () => {
  await fill("upper", ["a", "b", "c", "d", "e"]);
  const titles: string[] = [];
  let cursor: string | null = null;
  for (let isDone = false; !isDone;) {
    const { value } = await readPage("upper", cursor);
    const read = page.parse(value);
    titles.push(...read.page.map(({ title }) => title));
    ({ isDone, continueCursor: cursor } = read);
  }
  expect(titles).toEqual(["a", "b", "c", "d", "e"]);
});

it("an app's function may have a page of each of its components", async () => {
  await fill("lower", ["f"]);
  const paginationOpts = { numItems: 1, cursor: null };
  const both = await server.client.query(q("shelves:pages"), {
    paginationOpts,
  });
  const read = z.object({ upper: page, lower: page }).parse(both);
  expect(read.upper.page).toMatchObject([{ title: "a" }]);
  expect(read.lower.page).toMatchObject([{ title: "f" }]);
});

it("a cursor belongs to the mount it came from", async () => {
  const { value } = await readPage("upper", null);
  const { continueCursor } = page.parse(value);
  expect(await readPage("lower", continueCursor)).toMatchObject({
    status: "error",
    errorMessage: expect.stringContaining("InvalidCursor"),
  });
});

it("one function reads one page, as in the app", async () => {
  const paginationOpts = { numItems: 1, cursor: null };
  const args = { paginationOpts };
  expect(await callShelf("upper", "books:twoPages", args)).toMatchObject({
    status: "error",
    errorMessage: expect.stringContaining("single paginated query"),
  });
});

it("a mutation may page through what it changes", async () => {
  await fill("lower", ["g", "h"]);
  const paginationOpts = { numItems: 10, cursor: null };
  const cleared = await callShelf("lower", "books:clearPage", {
    paginationOpts,
  });
  expect(cleared).toMatchObject({ status: "success", value: true });
  const { value } = await readPage("lower", null);
  expect(page.parse(value).page).toEqual([]);
});
