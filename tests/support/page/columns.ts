/** Choosing the columns of the list, as a person would. */
import type { Page } from "playwright-core";

/** Opens what they are chosen in. */
export const openColumns = (page: Page) =>
  page.getByRole("button", { name: /^(Columns|Kolom)$/ }).click();

/** What stands over the columns, from the left, once messages are among them. */
export async function headsWithMessages(page: Page): Promise<string[]> {
  const heads = page.locator("[role=columnheader]");
  await heads.filter({ hasText: "Messages" }).waitFor();
  return await heads.allInnerTexts();
}

/** Hides phone numbers, adds messages, and puts the owner before the tags. */
export async function changeColumns(page: Page): Promise<void> {
  await openColumns(page);
  await page.getByRole("checkbox", { name: "Phone" }).uncheck();
  await page.getByRole("checkbox", { name: "Messages" }).check();
  await page.getByRole("button", { name: "Move Owner to the left" }).click();
  await page.keyboard.press("Escape");
}
