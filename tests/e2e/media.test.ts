/** Files of messages in Chromium, from the simulated Kapso over real HTTP. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { faults } from "../../scripts/sim/api/faults";
import { startKapsoApi, type KapsoApi } from "../../scripts/sim/api/server";
import { DEMO_PHONE_NUMBER_ID } from "../../scripts/sim/world";
import { inbound, SEKAR, STORY_START_S } from "../support/bodies";
import {
  cspReports,
  launchBrowser,
  listen,
  newVisitor,
  signIn,
} from "../support/page/browser";
import { tell } from "../support/page/say";
import {
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

let server: TestServer;
let kapso: KapsoApi;
let browser: Browser;

beforeAll(async () => {
  kapso = await startKapsoApi();
  server = await startTestServer({
    env: { KAPSO_API_URL: kapso.url, KAPSO_API_KEY: kapso.apiKey },
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await disposeServers();
  await kapso.close();
});

const FILES = {
  image: ["photo.jpg", "image/jpeg"],
  document: ["letter.pdf", "application/pdf"],
} as const;

/** @param n seconds ago */
async function send(id: string, type: keyof typeof FILES, n: number) {
  const at = Math.floor(Date.now() / 1000) - STORY_START_S - n;
  const phoneNumberId = DEMO_PHONE_NUMBER_ID;
  const told = inbound({ id, person: SEKAR, at, phoneNumberId });
  const { message } = told.body as { message: { kapso: object } };
  const [filename, content_type] = FILES[type];
  const url = new URL(`/blobs/${id}/${filename}`, kapso.url).href;
  const body = {
    ...(told.body as object),
    message: {
      ...message,
      type,
      text: undefined,
      [type]: { mime_type: content_type },
      kapso: { ...message.kapso, media_data: { url, filename, content_type } },
    },
  };
  await tell(server, { ...told, body }, id);
}

it("shows pictures, opens other files, and says what is gone", async () => {
  await send("w1", "image", 30);
  await send("w2", "document", 20);
  await server.settle();
  const page = await signIn(await newVisitor(browser), server);
  const { said } = listen(page);
  await page.getByRole("link", { name: "Sekar Wulandari" }).first().click();
  const picture = page.locator(".picture img");
  await picture.waitFor();
  expect(
    await picture.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return [image.naturalWidth, image.src.startsWith("blob:")];
    }),
  ).toEqual([320, true]);
  // Kapso's link is nowhere in the page.
  expect(await page.content()).not.toContain("/blobs/");

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Open the file" }).click();
  expect((await saving).suggestedFilename()).toBe("letter.pdf");

  kapso.usual = faults.refusing(404);
  await send("w3", "image", 10);
  await page.getByText("Neither Kapso nor WhatsApp").waitFor();
  kapso.usual = faults.failing(503);
  await send("w4", "image", 5);
  const problem = page.locator(".picture", { hasText: "just now" });
  await problem.waitFor();
  kapso.usual = faults.none();
  await problem.getByRole("button").click();
  await picture.nth(1).waitFor();
  // A file that cannot be had is an answer of 4xx or 5xx, which browsers tell.
  const others = said.filter((line) => !line.includes("Failed to load"));
  expect([...others, ...(await cspReports(page))]).toEqual([]);
});
