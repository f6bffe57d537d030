/** One real browser for the tests of the page, and what it must never say. */
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
} from "playwright-core";
import {
  missingBrowser,
  QUIET,
} from "../../../packages/local-convex/tests/browser/browser";
import type { TestServer } from "../server";
import { makeLink } from "../../../scripts/local/signInLinks";

/** Past this something hangs, however busy the machine. */
const PATIENCE_MS = 5 * 60_000;

export interface Visit {
  language?: "id" | "en";
  theme?: "light" | "dark";
  width?: number;
  height?: number;
}

/** What a page has said or done that it must not, with where it was. */
export interface Complaints {
  said: string[];
}

declare global {
  interface Window {
    cspReports?: string[];
    presses?: number;
  }
}

/** @throws Error with the line that installs one, where there is no browser. */
export async function launchBrowser(): Promise<Browser> {
  const problem = missingBrowser();
  if (problem !== null) {
    throw new Error(problem);
  }
  return await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: QUIET,
  });
}

/** A browser profile of its own: nobody is signed in. */
export async function newVisitor(
  browser: Browser,
  { language = "en", theme = "light", width = 1440, height = 900 }: Visit = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width, height },
    // A colour on its way to another is neither.
    reducedMotion: "reduce",
    locale: language === "id" ? "id-ID" : "en-GB",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(
    ([chosenLanguage, chosenTheme]) => {
      localStorage.setItem("language", chosenLanguage);
      localStorage.setItem("theme", chosenTheme);
      window.cspReports = [];
      window.presses = 0;
      document.addEventListener("securitypolicyviolation", (event) =>
        window.cspReports?.push(
          `${event.violatedDirective} ${event.blockedURI}`,
        ),
      );
      document.addEventListener("mousedown", () => {
        window.presses = (window.presses ?? 0) + 1;
      });
    },
    [language, theme] as const,
  );
  return context;
}

/** Everything that a page says on its console, throws, or opens by itself. */
export function listen(page: Page): Complaints {
  const complaints: Complaints = { said: [] };
  const say = (what: string) => complaints.said.push(`${page.url()} ${what}`);
  page.on("console", (message) => say(message.text()));
  page.on("pageerror", (error) => say(error.message));
  page.on("dialog", (dialog) => {
    if (dialog.type() === "beforeunload") {
      // The sign-in library would rather have a token renewed before one
      // leaves. A browser asks only whoever has touched the page.
      void dialog.accept();
      return;
    }
    say(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  return complaints;
}

export const cspReports = (page: Page): Promise<string[]> =>
  page.evaluate(() => window.cspReports ?? []);

/** Opens the page and signs somebody in as they would. */
export async function signIn(
  context: BrowserContext,
  server: TestServer,
  user = "demo-owner",
): Promise<Page> {
  const page = await context.newPage();
  await signInOn(page, server, user);
  return page;
}

export async function signInOn(
  page: Page,
  server: TestServer,
  user = "demo-owner",
): Promise<void> {
  await page.goto(await makeLink(server.admin, user));
  await page.getByRole("button", { name: /^(Continue|Lanjutkan)$/ }).click();
  await page.waitForURL(/\/w\/demo\/contacts/);
  await page.getByRole("navigation").first().waitFor();
}
