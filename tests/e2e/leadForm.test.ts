/** The form of docs/ in a real browser, on a page of another origin. */
import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { createAdminClient } from "../../scripts/sim/adminClient";
import {
  missingBrowser,
  openPage,
} from "../../packages/local-convex/tests/browser/browser";
import {
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

let server: TestServer;
let site: Server;
let origin: string;

const demo = { subject: "demo-owner", issuer: "https://local.invalid" };

beforeAll(async () => {
  const problem = missingBrowser();
  if (problem !== null) {
    throw new Error(problem);
  }
  server = await startTestServer();
  let html = "";
  site = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    const isForm = request.url === "/";
    response.end(
      `<!doctype html><html lang="en"><title>Shop</title>${isForm ? html : "<h1>Thanks</h1>"}`,
    );
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const { port } = site.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  const { form_key } = await makeForm();
  const snippet = await readFile("docs/lead-form.html", "utf8");
  html = snippet.replace(
    "https://YOUR-SITE/leads/YOUR-FORM-KEY",
    new URL(`/leads/${form_key}`, server.site).href,
  );
});
afterAll(async () => {
  site.close();
  await disposeServers();
});

async function makeForm() {
  const tables = await server.readTables(["workspaces"]);
  const [workspace] = z
    .array(z.looseObject({ _id: z.string() }))
    .parse(tables["workspaces"]);
  const made = await createAdminClient(server.api, server.adminKey, demo).call(
    "forms:create",
    {
      workspace_id: workspace?._id ?? "",
      name: "Shop",
      origins: [origin],
      fields: [
        { key: "name", label: "Name", type: "name", required: true },
        { key: "phone", label: "WhatsApp", type: "phone", required: true },
        {
          key: "message",
          label: "Message",
          type: "long_text",
          required: false,
        },
      ],
      consent_text: "You may answer me on WhatsApp.",
      redirect_url: `${origin}/thanks`,
    },
  );
  return z.object({ form_key: z.string() }).parse(made);
}

async function fillIn(page: Page, name: string, phone: string) {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("WhatsApp number").fill(phone);
  await page.getByLabel("Message").fill("Do you cater for 40?");
}

const press = (page: Page) => page.getByRole("button").click();
const says = (page: Page, text: string) =>
  page.getByRole("status").filter({ hasText: text }).waitFor();

const names = async () =>
  z
    .array(z.looseObject({ name: z.string().optional() }))
    .parse((await server.readTables(["contacts"]))["contacts"])
    .map(({ name }) => name);

it("is sent by its script, from another origin, when it is complete", async () => {
  const page = await openPage("about:blank");
  // Nobody waits for the three seconds that a person takes.
  await page.addInitScript(
    "const now = Date.now; let first = null;" +
      "Date.now = () => (first === null ? (first = now()) : now() + 10000);",
  );
  await page.goto(origin);
  await fillIn(page, "Dewi Anggraini", "0812 5550 0301");
  await press(page);
  await says(page, "missing or not right");
  await page.getByLabel("You may answer me").check();
  await press(page);
  await says(page, "Thank you");
  expect(await names()).toEqual(["Dewi Anggraini"]);
  await page.close();
});

it("is sent as any form without JavaScript, and leads back to the page", async () => {
  const first = await openPage("about:blank");
  const context = await first
    .context()
    .browser()
    ?.newContext({ javaScriptEnabled: false });
  const page = await context?.newPage();
  if (page === undefined) {
    throw new Error("there is a browser");
  }
  await page.goto(origin);
  await fillIn(page, "Bayu Saputra", "0812 5550 0302");
  await page.getByLabel("You may answer me").check();
  await press(page);
  await page.getByRole("heading", { name: "Thanks" }).waitFor();
  expect(page.url()).toBe(`${origin}/thanks`);
  expect(await names()).toEqual(["Dewi Anggraini", "Bayu Saputra"]);
  await context?.close();
});
