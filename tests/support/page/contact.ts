/** A contact's page by its keys: panes, messages, unread, suspected duplicates. */
import type { Page } from "playwright-core";

const toast = (page: Page, text: string) =>
  page.locator(".toast").filter({ hasText: text }).first();

/** Folds the details away, also after a reload; a key needs them and brings them. */
export async function foldDetails(page: Page): Promise<void> {
  await page.locator(".bubble").first().waitFor();
  await page.getByRole("button", { name: "Fold Details" }).click();
  await page.locator(".contact-details").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Show Details" }).waitFor();
  await page.reload();
  await page.locator(".bubble").first().waitFor();
  await page.locator(".contact-details").waitFor({ state: "detached" });
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "Name" }).waitFor();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.locator(".bubble").first().waitFor();
  await page.getByRole("button", { name: "Show Details" }).click();
  await page.locator(".contact-details").waitFor();
}

/** Says something else of the last message, and takes it back. */
export async function turnUnread(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Mark as unread" }).waitFor();
  await page.keyboard.press("u");
  await toast(page, "Marked as unread").waitFor();
  await page.getByRole("button", { name: "Mark as read" }).waitFor();
  await page.keyboard.press("u");
  await page.getByRole("button", { name: "Mark as unread" }).waitFor();
}

/** @returns the messages that had the focus, from the newest up and back */
export async function walkMessages(page: Page): Promise<(string | null)[]> {
  const focused = page.locator("article.bubble:focus");
  const walked: (string | null)[] = [];
  for (const key of ["k", "k", "j"]) {
    await page.keyboard.press(key);
    await focused.waitFor();
    walked.push(await focused.textContent());
  }
  return walked;
}

/** Gives the shown contact an address, as a member would. */
export async function giveEmail(page: Page, email: string): Promise<void> {
  const fact = page.locator(".fact").filter({ hasText: "E-mail" });
  await fact.getByRole("button").click();
  await fact.getByRole("textbox").fill(email);
  await page.keyboard.press("Enter");
  await fact.getByText(email).waitFor();
}

/** From the contact that is said to be somebody else's, by the key. */
export async function compareBySuspicion(page: Page): Promise<void> {
  await page.locator(".suspects").waitFor();
  await page.keyboard.press("d");
  await page.locator(".compared").first().waitFor();
}
