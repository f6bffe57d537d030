/** Narrowing the list as a person would: by a sheet, by a cell; and taking it out. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { axeViolations } from "./axe";

/**
 * On a phone: several filters at once.
 *
 * @returns what the address says of them, and what axe says of the sheet
 */
export async function filterBySheet(page: Page) {
  await page.getByRole("button", { name: /^Filter/ }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("checkbox", { name: "Waiting for an answer" }).check();
  await sheet.getByRole("checkbox", { name: "Contact", exact: true }).check();
  await sheet.getByRole("combobox", { name: "Owner" }).selectOption("none");
  const problems = await axeViolations(page);
  await sheet.getByRole("button", { name: /^Show \d+ contacts$/ }).click();
  await page.waitForURL(/waiting=true/);
  await sheet.waitFor({ state: "detached" });
  await page.locator(".row-link").first().waitFor();
  const filter = Object.fromEntries(new URL(page.url()).searchParams);
  return { filter, problems };
}

/** Presses the second button of the mouse on a cell of the first row. */
async function pressCell(page: Page, cell: string): Promise<void> {
  const { x, y } = (await page.locator(cell).first().boundingBox()) ?? NOWHERE;
  await page.mouse.click(x + 12, y + 8, { button: "right" });
}
const NOWHERE = { x: 0, y: 0 };

/**
 * Filters by a status with the mouse, then takes a name from the menu key's menu.
 *
 * @returns the address's filter, what was copied, and what axe says of the menu
 */
export async function pressCellMenus(page: Page) {
  await page.locator(".row-link").first().waitFor();
  await pressCell(page, ".cell-status");
  await page.getByRole("menuitem", { name: /^Only Status/ }).click();
  await page.waitForURL(/status=/);
  await page.locator(".row-link").first().waitFor();
  await page.keyboard.press("j");
  const focused = page.locator(".row-link:focus");
  await focused.waitFor();
  const name = await focused.innerText();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: `Copy ${name}` }).waitFor();
  const problems = await axeViolations(page);
  await page.keyboard.press("Enter");
  await focused.waitFor();
  return {
    filter: new URL(page.url()).searchParams.get("status"),
    ...{ name, problems },
    copied: await page.evaluate(() => navigator.clipboard.readText()),
  };
}

/**
 * Exports the first two rows of the list.
 *
 * @returns the file's lines, and what axe says of the dialog
 */
export async function exportTwo(page: Page) {
  await page.locator(".row-link").first().waitFor();
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByText("2 selected").waitFor();
  await page
    .getByRole("group", { name: "Selection" })
    .getByRole("button", { name: "Export" })
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await dialog.getByRole("button", { name: "Download" }).waitFor();
  const problems = await axeViolations(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download" }).click(),
  ]);
  const file = await readFile(await download.path(), "utf8");
  return { lines: file.trim().split("\r\n"), problems };
}
