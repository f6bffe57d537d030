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

/**
 * Filters, goes down thirty rows, opens one, and goes back.
 *
 * @returns which row was focused and how far the list was scrolled, before and after
 */
export async function leaveAndComeBack(page: Page) {
  await page.locator(".row-link").first().waitFor();
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("menuitem", { name: "7 days" }).click();
  await page.waitForURL(/days=7/);
  await page.locator(".row-link").first().waitFor();
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press("j");
  }
  const focused = page.locator(".row-link:focus");
  const place = async () => ({
    name: await focused.textContent(),
    scrollTop: await page
      .locator(".grid-scroll")
      .evaluate(({ scrollTop }) => scrollTop),
  });
  await focused.waitFor();
  const left = await place();
  await page.keyboard.press("Shift+Enter");
  await page.waitForURL(/contacts\/[a-z0-9]+$/);
  await page.locator(".bubble").first().waitFor();
  await page.goBack();
  await page.waitForURL(/days=7/);
  await focused.filter({ hasText: left.name ?? "" }).waitFor();
  return { left, now: await place() };
}

/** Opens a contact beside the list, goes on and back, picks nothing, closes it. */
export async function moveSheet(page: Page): Promise<void> {
  await page.locator(".row-link").first().waitFor();
  await page.keyboard.press("j");
  await page.locator(".row-link:focus").waitFor();
  await page.keyboard.press("Enter");
  const heading = page.locator(".sheet-pane h2.contact-name");
  await heading.waitFor();
  const first = await heading.textContent();
  await page.keyboard.press("]");
  await page.waitForFunction(
    (name) =>
      document.querySelector(".sheet-pane h2.contact-name")?.textContent !==
      name,
    first,
  );
  await page.keyboard.press("[");
  await heading.filter({ hasText: first ?? "" }).waitFor();
  await page.keyboard.press("s");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  // The sheet is still there: only one thing was closed.
  await heading.filter({ hasText: first ?? "" }).waitFor();
  await page.keyboard.press("Escape");
  await heading.waitFor({ state: "detached" });
}
