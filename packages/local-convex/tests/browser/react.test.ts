import { ConvexHttpClient } from "convex/browser";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { Deployment } from "../sync/deployment";
import { api } from "../sync/harness";
import { missingBrowser, openPage, servePage } from "./browser";

const problem = missingBrowser();

/** Resolves when the list shows exactly the texts; Playwright watches the page. */
async function showing(page: Page, list: string, texts: string[]) {
  await page.waitForFunction(
    ([id, expected]) => {
      const items = [...document.querySelectorAll(`#${id} li`)];
      return items.map((item) => item.textContent).join() === expected;
    },
    [list, texts.join()],
  );
}

it("a React page in Chromium sees writes and survives a killed server", async (context) => {
  if (problem !== null) {
    if (process.env["CI"] === "true") {
      throw new Error(problem);
    }
    console.warn(`Skipped: ${problem}`);
    return context.skip(problem);
  }
  const deployment = new Deployment();
  const url = await deployment.start();
  const client = new ConvexHttpClient(url, { logger: false });
  const send = (text: string, rank: number) =>
    client.mutation(api.messages.send, { channel: "browser", text, rank });
  await send("one", 1);
  await send("three", 3);
  await send("four", 4);
  const page = await openPage(
    `${await servePage()}/?deployment=${encodeURIComponent(url)}`,
  );
  let loads = 0;
  page.on("load", () => (loads += 1));
  await showing(page, "messages", ["one", "three", "four"]);
  await showing(page, "pages", ["one", "three"]);

  // The first page keeps its end and takes in what comes before it.
  await send("two", 2);
  await showing(page, "messages", ["one", "two", "three", "four"]);
  await showing(page, "pages", ["one", "two", "three"]);
  await page.click("#more");
  await showing(page, "pages", ["one", "two", "three", "four"]);

  await page.click("#send");
  await showing(page, "messages", ["one", "two", "three", "four", "clicked 0"]);
  await showing(page, "confirmed", ["clicked 0"]);

  // Shown at once, stored when the server is back.
  await deployment.kill();
  await page.click("#send");
  const clicks = ["clicked 0", "clicked 1"];
  await showing(page, "messages", ["one", "two", "three", "four", ...clicks]);
  await deployment.start();
  await send("five", 5);
  await showing(page, "confirmed", clicks);
  const all = ["one", "two", "three", "four", "five", ...clicks];
  await showing(page, "messages", all);
  const stored = await client.query(api.messages.list, { channel: "browser" });
  expect(stored).toEqual(all);
  expect(loads).toBe(0);
});
