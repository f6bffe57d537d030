/** A salesperson's work without a mouse, from the list. */
import type { Page } from "playwright-core";

const note = (page: Page, text: string) =>
  page.locator(".toast").filter({ hasText: text }).first();

/** Finds Pelanggan 1, tags, notes, edits, undoes, copies, and goes elsewhere. */
export async function workByKeyboard(page: Page): Promise<void> {
  await page.locator(".row-link").first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("081");
  await page.getByText("four at least").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("four at least").waitFor({ state: "detached" });
  await page.keyboard.type("00001");
  await page.getByRole("option", { name: /Pelanggan 1/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/contacts\/[a-z0-9]+$/);
  await page.locator(".bubble").first().waitFor();
  await page.keyboard.press("t");
  await page.keyboard.type("grosir");
  await page.getByRole("option", { name: /grosir/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".facts .tag").filter({ hasText: "grosir" }).waitFor();
  await note(page, "Saved").waitFor();
  await page.keyboard.press("n");
  await page.keyboard.type("Butuh 40 potong");
  await page.keyboard.press("Control+Enter");
  await page.locator(".note").filter({ hasText: "Butuh 40" }).waitFor();
  await page.keyboard.press("e");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Salah ketik");
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "Pelanggan 1" }).waitFor();
  await page.keyboard.press("e");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Ibu Pelanggan");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Ibu Pelanggan" }).waitFor();
  await note(page, "Saved").waitFor();
  await page.keyboard.press("Control+z");
  await page.getByRole("heading", { name: "Pelanggan 1" }).waitFor();
  await page.keyboard.press("c");
  await note(page, "+6281155500001").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await page.keyboard.type("Deliver");
  await page.getByRole("option", { name: /Deliveries/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/deliveries/);
}
