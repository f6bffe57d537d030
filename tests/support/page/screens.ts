/** Every screen of the page, and what is wrong with one. */
import type { Browser, Page } from "playwright-core";
import { z } from "zod";
import type { TestServer } from "../server";
import { axeViolations, overflow } from "./axe";
import { openColumns } from "./columns";
import { cspReports, listen, newVisitor } from "./browser";
import { LONG_NAME } from "./say";

const contactPath = (idOf: (name: string) => string, name: string) =>
  `/w/demo/contacts/${idOf(name)}`;

interface Screen {
  name: string;
  path: () => string;
  /** There once the screen is. */
  marker: string;
  /** There before something is opened; a row of contacts unless given. */
  ready?: string;
  /** Opens something on the way. */
  open?: (page: Page) => Promise<void>;
}

const openDelivery = async (page: Page) => {
  const first = page.locator(".delivery-link").first();
  await first.waitFor();
  await first.click();
};

/** The list, one beside it, nothing found, and a replay of many before it starts. */
export const DELIVERY_SCREENS: readonly Screen[] = [
  { name: "deliveries", path: () => "/w/demo/deliveries", marker: ".table td" },
  {
    name: "a delivery",
    path: () => "/w/demo/deliveries",
    marker: ".life-step",
    ready: ".delivery-link",
    open: openDelivery,
  },
  {
    name: "no delivery found",
    path: () => "/w/demo/deliveries?find=wamid.none",
    marker: "#content .empty",
  },
  {
    name: "deliveries without a match",
    path: () => "/w/demo/deliveries?status=received&repeats=true",
    marker: "#content .empty",
  },
  {
    name: "a replay of many",
    path: () => "/w/demo/deliveries",
    marker: ".replay-form",
    ready: ".screen-actions .button",
    open: async (page) => {
      await page.locator(".screen-actions .button").click();
    },
  },
];

/** Two people beside each other, those who are told apart, and what was merged. */
const duplicateScreens = (idOf: (name: string) => string): Screen[] => [
  {
    name: "a comparison of two",
    path: () =>
      `/w/demo/duplicates?a=${idOf("Pelanggan 1")}&b=${idOf(LONG_NAME)}`,
    marker: ".compared",
  },
  {
    name: "pairs told apart",
    path: () => "/w/demo/duplicates?tab=kept",
    marker: ".pair, #content .empty",
  },
  {
    name: "merges",
    path: () => "/w/demo/duplicates?tab=merges",
    marker: ".merge, #content .empty",
  },
];

/** Screens that are about no contact. */
const OTHERS: readonly Screen[] = [
  {
    name: "duplicates",
    path: () => "/w/demo/duplicates",
    marker: ".pair, .empty",
  },
  {
    name: "review",
    path: () => "/w/demo/review",
    marker: ".lead-row, #content .empty",
  },
  {
    name: "setup",
    path: () => "/w/demo/start",
    marker: ".steps",
  },
  {
    name: "members",
    path: () => "/w/demo/settings?tab=members",
    marker: ".rows",
  },
  {
    name: "leads and spam",
    path: () => "/w/demo/settings?tab=leads",
    marker: ".number-input",
  },
  {
    name: "a new lead form",
    path: () => "/w/demo/settings?tab=forms",
    marker: ".form-field",
    ready: ".section-head .button",
    open: async (page) => {
      await page.locator(".section-head .button").click();
    },
  },
  {
    name: "health",
    path: () => "/w/demo/health",
    marker: ".health-sentence",
  },
  {
    name: "a new notification channel",
    path: () => "/w/demo/settings?tab=notifications",
    marker: ".topics",
    ready: ".section-head .button",
    open: async (page) => {
      await page.locator(".section-head .button").click();
    },
  },
  {
    name: "retention",
    path: () => "/w/demo/settings?tab=retention",
    marker: ".number-input",
  },
  {
    name: "automations and versions",
    path: () => "/w/demo/settings?tab=versions",
    marker: ".rows",
  },
  {
    name: "import",
    path: () => "/w/demo/data",
    marker: "#content .panel, #content .empty",
  },
  {
    name: "export",
    path: () => "/w/demo/data?tab=export",
    marker: ".columns",
  },
];

/** @param idOf a contact by name */
export const screensOf = (idOf: (name: string) => string): Screen[] => [
  { name: "contacts", path: () => "/w/demo/contacts", marker: ".row-link" },
  {
    name: "contacts without a match",
    path: () => "/w/demo/contacts?tags=%5B%22nobody%22%5D",
    marker: ".contacts-list .empty",
  },
  {
    name: "contacts with a sheet",
    path: () => `/w/demo/contacts?open=${idOf("Pelanggan 1")}`,
    marker: ".sheet-pane",
  },
  {
    name: "contact",
    path: () => contactPath(idOf, "Pelanggan 1"),
    marker: ".bubble",
  },
  {
    name: "contact with a name of 120 letters",
    path: () => contactPath(idOf, LONG_NAME),
    marker: ".bubble",
  },
  {
    name: "no contact",
    path: () => `/w/demo/contacts/${"a".repeat(32)}`,
    marker: "#content .empty",
  },
  { name: "digests", path: () => "/w/demo/digests", marker: ".empty, .digest" },
  ...duplicateScreens(idOf),
  ...DELIVERY_SCREENS,
  ...OTHERS,
  { name: "usage", path: () => "/w/demo/usage", marker: ".figure" },
  {
    name: "columns",
    path: () => "/w/demo/contacts",
    marker: ".column-lines",
    open: openColumns,
  },
  {
    name: "keys",
    path: () => "/w/demo/contacts",
    marker: ".key-list",
    open: (page) => page.keyboard.press("?"),
  },
];

const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 1100, height: 800 },
  { width: 390, height: 844 },
];

/** A screen in both themes and at three widths: what is wrong with it. */
export async function problemsOf(
  page: Page,
  screen: Screen,
  server: TestServer,
): Promise<string[]> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(new URL(screen.path(), server.web).href);
  if (screen.open !== undefined) {
    await page
      .locator(screen.ready ?? ".row-link")
      .first()
      .waitFor();
    await screen.open(page);
  }
  await page.locator(screen.marker).first().waitFor();
  const problems: string[] = [];
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    for (const theme of ["light", "dark"]) {
      await page.evaluate((chosen) => {
        localStorage.setItem("theme", chosen);
        window.dispatchEvent(new Event("themechange"));
      }, theme);
      const where = `${screen.name}, ${theme}, ${size.width} px`;
      const found = await axeViolations(page, theme === "dark");
      problems.push(...found.map((what) => `${where}: ${what}`));
      if ((await overflow(page)) > 0) {
        problems.push(`${where}: is wider than its window`);
      }
    }
  }
  return [...problems, ...(await cspReports(page))];
}

const mailsSchema = z.array(
  z.object({ email: z.string(), url: z.optional(z.string()) }),
);

/**
 * What is wrong with the page for whoever is not signed in: asking for a link,
 * the link from the mail, and the same link once more. One language after the
 * other: mails are gone once they are read.
 */
export async function signInProblems(
  browser: Browser,
  server: TestServer,
  language: "id" | "en",
): Promise<string[]> {
  // A new link makes the one before it void: each language has its member.
  const email = `${language}@example.com`;
  await server.admin.call("ops:addMember", {
    ...{ workspace: "demo", user: email, role: "viewer" },
  });
  const visitor = await newVisitor(browser, { language });
  const page = await visitor.newPage();
  const { said } = listen(page);
  const found: string[] = [];
  const look = async (marker: string) => {
    await page.locator(marker).first().waitFor();
    found.push(...(await axeViolations(page)), ...(await cspReports(page)));
  };
  await page.goto(server.web);
  await look("form");
  await page.getByRole("textbox").fill(email);
  await page.keyboard.press("Enter");
  await look("main [role=status]");
  const mails = mailsSchema.parse(await server.admin.call("ops:readMail"));
  const link = mails.find((mail) => mail.email === email)?.url ?? "";
  await page.goto(link);
  await look("main button");
  await page.locator("main button").click();
  await page.getByRole("navigation").first().waitFor();
  await page.goto(link);
  await page.locator("main button").click();
  await look("main [role=alert]");
  await visitor.close();
  return [...found, ...said];
}
