/** What an admin does with a whole person, from the menu of a contact. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import type { Person } from "../bodies";
import type { TestServer } from "../server";
import { say } from "./say";

/** @returns where somebody is shown who has just written for the first time */
export async function meet(
  server: TestServer,
  person: Person,
  text: string,
): Promise<string> {
  await say(server, person, text);
  await server.settle();
  const { contacts = [] } = await server.readTables(["contacts"]);
  const met = contacts.find(({ name }) => name === person.name);
  return `/w/demo/contacts/${String(met?._id)}`;
}

const choose = async (page: Page, entry: string) => {
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: entry }).click();
};

/** @returns the file that the browser saves */
export async function saveFile(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    choose(page, "Export this person"),
  ]);
  return await readFile(await download.path(), "utf8");
}

/** Picks somebody to merge with; the comparison of the two is open then. */
export async function mergeWith(page: Page, name: string): Promise<void> {
  await choose(page, "Merge with…");
  await page.keyboard.type(name);
  await page.getByRole("option", { name }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/duplicates\?a=\w+&b=\w+/);
  await page.locator(".comparison").first().waitFor();
}

/** @returns whether the button was there to be pressed before the name was whole */
export async function erase(page: Page, name: string): Promise<boolean> {
  await choose(page, "Erase…");
  const button = page.getByRole("button", { name: "Erase for good" });
  const field = page.getByRole("dialog").getByRole("textbox");
  await field.fill(name.slice(0, -1));
  const wasEnabled = await button.isEnabled();
  await field.fill(name);
  await button.click();
  await page.waitForURL(/contacts$/);
  return wasEnabled;
}
