/** The health screen in Chromium: a channel is made, tried and seen to work. */
import { mkdirSync } from "node:fs";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { startHooks, type Hooks } from "../support/hooks";
import { launchBrowser, newVisitor, signIn } from "../support/page/browser";
import { axeViolations, overflow } from "../support/page/axe";
import {
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

let server: TestServer;
let hooks: Hooks;
let browser: Browser;
let visitor: BrowserContext;

beforeAll(async () => {
  hooks = await startHooks();
  server = await startTestServer({ env: { NOTIFY_LOOPBACK: "yes" } });
  browser = await launchBrowser();
  visitor = await newVisitor(browser);
});
afterAll(async () => {
  await browser.close();
  await disposeServers();
  await hooks.close();
});

it("tells by one channel while another does not answer", async () => {
  const make = async (path: string) => {
    const made = await server.admin.call("ops:createChannel", {
      name: path.slice(1),
      kind: "webhook",
      topics: ["alerts"],
      target: hooks.origin + path,
    });
    return z.object({ channel_id: z.string() }).parse(made).channel_id;
  };
  hooks.behave("/silent", "silent");
  const silent = await make("/silent");
  const works = await make("/works");
  await server.admin.call("ops:testChannel", { channel_id: silent });
  await hooks.arrived(1);
  // The first one still waits for its answer.
  await server.admin.call("ops:testChannel", { channel_id: works });
  await hooks.arrived(2);
  expect(hooks.got.map(({ path }) => path)).toEqual(["/silent", "/works"]);
  for (const channel_id of [silent, works]) {
    await server.admin.call("ops:removeChannel", { channel_id });
  }
  hooks.got.length = 0;
});

it("makes a webhook, whose test arrives and verifies with the secret shown", async () => {
  const page = await signIn(visitor, server);
  await page.goto(new URL("/w/demo/health", server.web).href);
  await page.getByText("Healthy").waitFor();
  await page.getByRole("button", { name: "New channel" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Office");
  await form.getByLabel("Address").fill(`${hooks.origin}/office`);
  await form.getByRole("button", { name: "Make the channel" }).click();
  const shown = page.getByRole("dialog").locator("code");
  const secret = (await shown.textContent()) ?? "";
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("Works", { exact: true }).waitFor();
  const [got] = hooks.got;
  const told = new Webhook(secret).verify(got?.body ?? "", got?.headers ?? {});
  expect(told).toMatchObject({ type: "channel.test", workspace: "demo" });

  hooks.behave("/office", 410);
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("Needs attention: 1 alert").waitFor();
  const problems: string[] = [];
  const folder = process.env["CRM_SCREENSHOTS"];
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const theme of ["light", "dark"]) {
      await page.evaluate((chosen) => {
        localStorage.setItem("theme", chosen);
        window.dispatchEvent(new Event("themechange"));
      }, theme);
      problems.push(...(await axeViolations(page)));
      problems.push(...((await overflow(page)) > 0 ? [`wider: ${width}`] : []));
      if (folder !== undefined) {
        mkdirSync(folder, { recursive: true });
        const path = `${folder}/health-${width}-${theme}.png`;
        await page.screenshot({ path, fullPage: true });
      }
    }
  }
  expect(problems).toEqual([]);
});
