/** What people press while menus and comboboxes are still on their way. */
import type { Page } from "playwright-core";

/**
 * Opens an address without the code of its popups.
 *
 * @param marker there once the screen is
 * @returns what lets that code come
 */
async function openWithoutPopups(
  page: Page,
  address: string,
  marker: string,
): Promise<() => void> {
  const released = new EventTarget();
  const isReleased = new Promise((resolve) =>
    released.addEventListener("release", resolve),
  );
  await page.unrouteAll();
  await page.route(/\/assets\/popups-/, async (route) => {
    await isReleased;
    await route.continue();
  });
  await page.goto(address);
  await page.locator(marker).first().waitFor();
  return () => released.dispatchEvent(new Event("release"));
}

/** @returns what stands in the search after the code has come in between */
async function searchesEarly(page: Page, list: string): Promise<string> {
  const release = await openWithoutPopups(page, list, ".row-link");
  const found = page.locator(".search-results").getByRole("option");
  await page.keyboard.press("/");
  await page.keyboard.type("0000");
  release();
  await page.locator(".search-input[role=combobox]").waitFor();
  await page.keyboard.type("1");
  await found.filter({ hasText: "Pelanggan 1" }).first().waitFor();
  return await page.locator(".search-input").inputValue();
}

/** Opens a menu before there is one, and has the focus back after it. */
async function filtersEarly(page: Page, list: string): Promise<void> {
  const release = await openWithoutPopups(page, list, ".row-link");
  await page.getByRole("button", { name: "Filter" }).focus();
  await page.keyboard.press("Enter");
  release();
  await page.getByRole("menuitem", { name: "7 days" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("button:focus", { hasText: "Filter" }).waitFor();
}

/** Types a tag before there is a list of them, and goes on typing in it. */
async function tagsEarly(page: Page, contact: string): Promise<void> {
  const release = await openWithoutPopups(page, contact, ".bubble");
  await page.keyboard.press("t");
  await page.keyboard.type("ecer");
  release();
  await page.getByRole("option", { name: /ecer/ }).waitFor();
  await page.keyboard.type("an");
  await page.getByRole("option", { name: /eceran/ }).waitFor();
}

/**
 * All of these, one after the other.
 *
 * @param list the address of the contacts, among them "Pelanggan 1"
 * @returns what stands in the search after the code has come in between
 */
export async function pressEarly(
  page: Page,
  list: string,
  contact: string,
): Promise<string> {
  const searched = await searchesEarly(page, list);
  await filtersEarly(page, list);
  await tagsEarly(page, contact);
  return searched;
}
