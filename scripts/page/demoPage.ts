/** A server with a sample day, and a browser that is signed in to its page. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConvexHttpClient } from "convex/browser";
import { type Browser, chromium, type Page } from "playwright-core";
import { z } from "zod";
import { api } from "../../convex/_generated/api";
import { startScript } from "../local/children";
import { toPaths } from "../local/dataFolder";
import { makeLink } from "../local/signInLinks";
import { type AdminClient, createAdminClient } from "../sim/adminClient";
import { runScenario } from "../sim/run";
import { settle } from "../sim/tables";

const CHROMIUM = "/usr/bin/chromium";
const OWNER = "demo-owner";
const PEOPLE = 60;
const SEED = 7;

const readySchema = z.object({
  api: z.url(),
  web: z.url(),
  webhook: z.url(),
  admin_key_file: z.string(),
});

export interface DemoPage {
  web: string;
  webhook: string;
  secret: string;
  browser: Browser;
  admin: AdminClient;
  /** Calls functions as the demo's owner. */
  client: ConvexHttpClient;
  close: () => Promise<void>;
}

/** The official client with a session of the demo's owner. */
async function signInClient(
  address: string,
  admin: AdminClient,
): Promise<ConvexHttpClient> {
  const client = new ConvexHttpClient(address, { logger: false });
  const code = new URL(await makeLink(admin, OWNER)).searchParams.get("code");
  const { tokens } = await client.action(api.auth.signIn, { params: { code } });
  client.setAuth(tokens?.token ?? "");
  return client;
}

/**
 * Starts a server with a data folder of its own and tells it a day of customers.
 *
 * @param fill what else the data folder holds; it gets that of a stopped server
 * @throws Error where Chromium is missing, with how to install it.
 */
export async function startDemoPage(
  say: (what: string) => void,
  fill?: (data: string) => Promise<void>,
): Promise<DemoPage> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `${CHROMIUM} is missing: install Debian's package "chromium".`,
    );
  }
  say("starting a server");
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-page-"));
  const data = path.join(folder, "data");
  const ports = ["--port=0", "--site-port=0", "--web-port=0"];
  const start = () =>
    startScript("scripts/start.ts", [...ports, `--data=${data}`]);
  if (fill !== undefined) {
    const first = start();
    await first.ready;
    await first.stop();
    await fill(data);
  }
  const child = start();
  const ready = readySchema.parse(JSON.parse(await child.ready));
  const key = (await readFile(ready.admin_key_file, "utf8")).trim();
  const secret = (await readFile(toPaths(data).webhookSecret, "utf8")).trim();
  const admin = createAdminClient(ready.api, key);
  say("telling a day");
  await runScenario({
    ...{ scenario: "day", url: ready.webhook, secret, seed: SEED },
    ...{ people: PEOPLE, timeFactor: 0.01, senders: 8, isBuffered: false },
    ...{ fixtures: "fixtures/kapso", now: Date.now() },
  });
  await settle(admin);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  return {
    ...{ web: ready.web, webhook: ready.webhook, secret, browser, admin },
    client: await signInClient(ready.api, admin),
    close: async () => {
      await browser.close();
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Look {
  language: "id" | "en";
  theme: "light" | "dark";
  width: number;
  height: number;
}

/** A page that the demo's owner has signed in on. */
export async function openSignedIn(
  { browser, admin }: DemoPage,
  { language, theme, width, height }: Look,
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height } });
  await context.addInitScript(
    ([chosenLanguage, chosenTheme]) => {
      localStorage.setItem("language", chosenLanguage);
      localStorage.setItem("theme", chosenTheme);
    },
    [language, theme] as const,
  );
  const page = await context.newPage();
  await page.goto(await makeLink(admin, OWNER));
  await page.getByRole("button", { name: /^(Continue|Lanjutkan)$/ }).click();
  await page.waitForURL(/\/contacts/);
  return page;
}
