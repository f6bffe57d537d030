/** Choosing the columns of the list, as a person would. */
import type { Page } from "playwright-core";

/** Opens what they are chosen in. */
export const openColumns = (page: Page) =>
  page.getByRole("button", { name: /^(Columns|Kolom)$/ }).click();

const head = (page: Page, name: string) =>
  page.getByRole("columnheader", { name, exact: true });

/** What stands over the columns, from the left, once messages are among them. */
export async function headsWithMessages(page: Page): Promise<string[]> {
  await head(page, "Messages").waitFor();
  return await page.locator("[role=columnheader]").allInnerTexts();
}

/** Px. */
export const widthOf = (page: Page, name: string): Promise<number> =>
  head(page, name).evaluate((element) => element.getBoundingClientRect().width);

/** Takes the right edge of a column and lets it go so many px to the right. */
export async function dragEdge(
  page: Page,
  name: string,
  px: number,
): Promise<void> {
  const { x, y, width } = (await head(page, name).boundingBox()) ?? NOWHERE;
  await page.mouse.move(x + width - 3, y + 5);
  await page.mouse.down();
  await page.mouse.move(x + width - 3 + px, y + 5, { steps: 3 });
  await page.mouse.up();
}
const NOWHERE = { x: 0, y: 0, width: 0 };

/** A field of the workspace, and its value of the contact that is shown. */
export async function addField(
  page: Page,
  label: string,
  value: string,
): Promise<void> {
  const contact = page.url();
  await page.goto(new URL("/w/demo/settings?tab=fields", contact).href);
  await page.getByRole("button", { name: "Add a field" }).click();
  await page.getByRole("textbox", { name: "Label" }).fill(label);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: `Archive ${label}` }).waitFor();
  await page.goto(contact);
  const fact = page.locator(".fact").filter({ hasText: label });
  await fact.getByRole("button").click();
  await fact.getByRole("textbox").fill(value);
  await page.keyboard.press("Enter");
  await fact.getByText(value).waitFor();
}

/**
 * Hides phone numbers, adds messages and a field of the workspace, puts the owner
 * before the tags, and makes the status 200 px wide.
 */
export async function changeColumns(page: Page): Promise<void> {
  await openColumns(page);
  await page.getByRole("checkbox", { name: "Phone" }).uncheck();
  await page.getByRole("checkbox", { name: "Messages" }).check();
  await page.getByRole("checkbox", { name: "Kota" }).check();
  await page.getByRole("button", { name: "Move Owner to the left" }).click();
  await page.getByRole("spinbutton", { name: "Width of Status" }).fill("200");
  await page.keyboard.press("Escape");
}
