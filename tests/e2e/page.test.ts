/** The page in a real browser, on data that came through the real webhook. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runScenario } from "../../scripts/sim/run";
import { axeViolations, overflow } from "../support/page/axe";
import { pressEarly } from "../support/page/latePopups";
import { erase, meet, mergeWith, saveFile } from "../support/page/person";
import {
  addField,
  changeColumns,
  dragEdge,
  headsWithMessages,
  widthOf,
} from "../support/page/columns";
import {
  compareBySuspicion,
  foldDetails,
  giveEmail,
  turnUnread,
  walkMessages,
} from "../support/page/contact";
import {
  exportTwo,
  filterBySheet,
  pressCellMenus,
} from "../support/page/filters";
import {
  leaveAndComeBack,
  moveSheet,
  workByKeyboard,
} from "../support/page/keyboard";
import { chosenNames, hold, PHONE } from "../support/page/phone";
import { problemsOf, screensOf, signInProblems } from "../support/page/screens";
import {
  cspReports,
  launchBrowser,
  listen,
  newVisitor,
  signIn,
  signInOn,
  type Visit,
} from "../support/page/browser";
import { arrive, LONG_NAME, NAMES, say, somebody } from "../support/page/say";
import {
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

/** Past this something hangs, however busy the machine. */
const HANG_MS = 20 * 60_000;
const ANN = "ann@example.com";
const LANGUAGES = ["id", "en"] as const;
let server: TestServer;
let browser: Browser;
/** Contacts by how they are looked for. */
const ids = new Map<string, string>();

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startTestServer();
  await runScenario({
    scenario: "day",
    url: server.webhook,
    secret: server.secret,
    seed: 7,
    people: 15,
    timeFactor: 0.01,
    senders: 8,
    isBuffered: false,
    fixtures: "fixtures/kapso",
    now: Date.now(),
  });
  for (const [index, name] of NAMES.entries()) {
    await say(server, { ...somebody(90 + index), name }, `Halo dari ${name}`);
  }
  await say(server, somebody(1), "Ukuran XL warna sage ready?");
  await server.settle();
  const { contacts = [] } = await server.readTables(["contacts"]);
  for (const { _id, phone_normalized, name } of contacts) {
    ids.set(String(name), String(_id));
    ids.set(String(phone_normalized), String(_id));
  }
});
afterAll(async () => {
  await browser.close();
  await disposeServers();
});

const idOf = (name: string): string => {
  const id = ids.get(name);
  if (id === undefined) {
    throw new Error(`nobody is called ${name}`);
  }
  return id;
};
const address = (path: string) => new URL(path, server.web).href;
const contactPath = (name: string) => `/w/demo/contacts/${idOf(name)}`;
const row = (page: Page, name: string) =>
  page.getByRole("link", { name, exact: true });

describe("every screen, in both themes, at three widths", () => {
  it("has nothing that axe, the console or the CSP objects to", async () => {
    const pages: Page[] = [];
    const problems: string[] = [];
    // One after the other: a new link makes the one before it void.
    for (const language of LANGUAGES) {
      problems.push(...(await signInProblems(browser, server, language)));
      pages.push(await signIn(await newVisitor(browser, { language }), server));
    }
    const screens = screensOf(idOf);
    const found = await Promise.all(
      pages.map(async (page) => {
        const { said } = listen(page);
        const seen: string[] = [];
        for (const screen of screens) {
          seen.push(...(await problemsOf(page, screen, server)));
        }
        await page.context().close();
        return [...seen, ...said];
      }),
    );
    expect([...problems, ...found.flat()]).toEqual([]);
  });
});

/** A signed-in page of somebody's own. */
async function visit(
  path: string,
  how: Visit = {},
  user?: string,
): Promise<{ page: Page; visitor: BrowserContext }> {
  const visitor = await newVisitor(browser, how);
  const page = await signIn(visitor, server, user);
  await page.goto(address(path));
  await page.locator("h1").first().waitFor();
  return { page, visitor };
}

const note = (page: Page, text: string) =>
  page.locator(".toast").filter({ hasText: text }).first();

it("finds, opens, tags, notes, edits and undoes by the keyboard alone", async () => {
  const { page, visitor } = await visit("/w/demo/contacts");
  await workByKeyboard(page);
  expect(await page.evaluate(() => window.presses)).toBe(0);
  await visitor.close();
});

it("loses no key while menus and comboboxes are on their way", async () => {
  const { page, visitor } = await visit("/w/demo/contacts");
  const contact = address(contactPath("Pelanggan 1"));
  expect(await pressEarly(page, page.url(), contact)).toBe("00001");
  await visitor.close();
});

it("keeps the rows in place while 100 messages arrive, then shows them", async () => {
  const { page, visitor } = await visit("/w/demo/contacts");
  const rows = page.locator(".row-link");
  await rows.first().waitFor();
  const shown = async () => ({
    names: await rows.allTextContents(),
    top: (await rows.first().boundingBox())?.y,
  });
  const before = await shown();
  await arrive(server, 1000);
  await page.getByRole("button", { name: "50+ new contacts" }).waitFor();
  expect(await shown()).toEqual(before);
  await page.keyboard.press(".");
  await rows
    .filter({ hasText: /^Pelanggan 10\d\d$/ })
    .first()
    .waitFor();
  expect((await shown()).names[0]).toMatch(/^Pelanggan 10\d\d$/);
  await visitor.close();
});

it("comes back to the filter, the place and the row that was left", async () => {
  const { page, visitor } = await visit("/w/demo/contacts");
  const { left, now } = await leaveAndComeBack(page);
  expect(left.scrollTop).toBeGreaterThan(0);
  expect(now).toEqual(left);
  await visitor.close();
});

it("filters by a sheet on a phone, by a cell on a desk, and takes out what is chosen", async () => {
  const phone = await visit("/w/demo/contacts", PHONE);
  expect(await filterBySheet(phone.page)).toEqual({
    filter: { status: '["none"]', owner: "none", waiting: "true" },
    problems: [],
  });
  await phone.visitor.close();
  const { page, visitor } = await visit("/w/demo/contacts");
  const { filter, name, copied, ...menu } = await pressCellMenus(page);
  expect(filter).toMatch(/^\["\w+"\]$/);
  expect(copied).toBe(name);
  const { lines, ...dialog } = await exportTwo(page);
  expect(lines).toHaveLength(3);
  expect([...menu.problems, ...dialog.problems]).toEqual([]);
  await visitor.close();
});

it("folds panes, walks through messages, and leads to a suspected duplicate", async () => {
  await say(server, somebody(1), "Warna lain ada?");
  const { page, visitor } = await visit(contactPath("Pelanggan 1"));
  await foldDetails(page);
  await turnUnread(page);
  const [newest, older, again] = await walkMessages(page);
  expect(again).toBe(newest);
  expect(older).not.toBe(newest);
  await giveEmail(page, "sama@example.com");
  await page.goto(address(contactPath(NAMES[1] ?? "")));
  await giveEmail(page, "sama@example.com");
  await compareBySuspicion(page);
  expect(await axeViolations(page)).toEqual([]);
  await visitor.close();
});

it("moves a sheet through the list, and Escape closes the topmost thing only", async () => {
  const { page, visitor } = await visit("/w/demo/contacts");
  await moveSheet(page);
  await visitor.close();
});

it("changes all that match, not all that are shown, and takes it back", async () => {
  // More than the list loads at once.
  await arrive(server, 2000);
  await server.settleLeads();
  const contacts = async () => {
    const { contacts: rows = [] } = await server.readTables(["contacts"]);
    return rows;
  };
  const statuses = async () =>
    new Map((await contacts()).map((row) => [row["_id"], row["lead_status"]]));
  const waiting = (await contacts())
    .filter(({ waiting_since }) => waiting_since !== undefined)
    .map(({ _id }) => _id);
  expect(waiting.length).toBeGreaterThan(100);
  const before = await statuses();
  const { page, visitor } = await visit("/w/demo/contacts?waiting=true");
  await page.locator(".row-link").first().waitFor();
  await page.keyboard.press("x");
  await page
    .getByRole("button", { name: `Select all ${waiting.length} that match` })
    .click();
  await page.getByRole("button", { name: "Change status" }).click();
  await page.getByRole("option", { name: /^Customer/ }).click();
  const changed = note(page, `${waiting.length} contacts changed`);
  await changed.waitFor();
  const after = new Map(waiting.map((id) => [id, "customer"]));
  expect(await statuses()).toEqual(new Map([...before, ...after]));
  await changed.getByRole("button", { name: "Undo" }).click();
  await note(page, "Undone").waitFor();
  await expect.poll(statuses, { timeout: HANG_MS }).toEqual(before);
  await visitor.close();
});

it("shows the columns that one chose, as wide as one made them, also after a reload", async () => {
  const { page, visitor } = await visit(contactPath("Pelanggan 1"));
  await addField(page, "Kota", "Bandung");
  // At the top of the list, where rows are drawn.
  await say(server, somebody(1), "Masih ada?");
  await page.goto(address("/w/demo/contacts"));
  await changeColumns(page);
  await page.reload();
  expect((await headsWithMessages(page)).join()).toMatch(
    /^,Contact,Status,.*,Time,Owner,Tags,Messages,Kota$/,
  );
  expect(await widthOf(page, "Status")).toBe(200);
  await dragEdge(page, "Status", 60);
  await page.reload();
  await headsWithMessages(page);
  expect(await widthOf(page, "Status")).toBe(260);
  await page.getByRole("gridcell", { name: "Bandung" }).waitFor();
  await visitor.close();
});

it("begins to choose on a phone where a finger stays on a row", async () => {
  const { page, visitor } = await visit("/w/demo/contacts", PHONE);
  const name = await hold(page, page.locator(".row-link").nth(1));
  await page.getByText("1 selected").waitFor();
  expect(await chosenNames(page)).toEqual([name]);
  expect(new URL(page.url()).pathname).toBe("/w/demo/contacts");
  await visitor.close();
});

it("shows names as they are, whatever they hold", async () => {
  const { page, visitor } = await visit("/w/demo/contacts", {}, undefined);
  const complaints = listen(page);
  for (const name of NAMES) {
    await page.goto(address(contactPath(name)));
    await page.getByRole("heading", { name, exact: true }).waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  }
  expect(complaints.said).toEqual([]);
  expect(await cspReports(page)).toEqual([]);
  await visitor.close();
});

describe("two people", () => {
  it("see each other's edits, and none overwrites the other unseen", async () => {
    await server.admin.call("ops:addMember", {
      ...{ workspace: "demo", user: ANN, role: "agent" },
    });
    const path = contactPath(NAMES[0] ?? "");
    const [owner, ann] = await Promise.all([visit(path), visit(path, {}, ANN)]);
    await ann.page.keyboard.press("e");
    await ann.page.keyboard.press("Control+a");
    await ann.page.keyboard.type("Nama dari Ann");
    await owner.page.keyboard.press("e");
    await owner.page.keyboard.press("Control+a");
    await owner.page.keyboard.type("Nama dari pemilik");
    await owner.page.keyboard.press("Enter");
    await note(owner.page, "Saved").waitFor();
    // Ann's words stay while the heading changes above them.
    await ann.page
      .getByRole("heading", { name: "Nama dari pemilik" })
      .waitFor();
    await ann.page.keyboard.press("Enter");
    const conflict = ann.page.getByRole("alert");
    await conflict.filter({ hasText: "Nama dari pemilik" }).waitFor();
    await conflict.getByRole("button", { name: "Use mine" }).click();
    await owner.page.getByRole("heading", { name: "Nama dari Ann" }).waitFor();

    // Ann becomes a viewer, then nobody, while the page is open.
    await server.admin.call("ops:addMember", {
      ...{ workspace: "demo", user: ANN, role: "viewer" },
    });
    await ann.page.locator(".editable").first().waitFor({ state: "detached" });
    await ann.page.locator(".bubble").first().waitFor();
    await server.admin.call("ops:removeMember", {
      ...{ workspace: "demo", user: ANN },
    });
    await ann.page
      .getByRole("heading", { name: /Not found|not a member/ })
      .waitFor();
    await Promise.all([owner.visitor.close(), ann.visitor.close()]);
  });
});

it("saves, merges and erases a whole person from the menu of a contact", async () => {
  const name = "Untuk Dihapus";
  const path = await meet(server, { ...somebody(97), name }, "Hapus saya");
  const { page, visitor } = await visit(path);
  expect(await saveFile(page)).toContain("Hapus saya");
  await mergeWith(page, LONG_NAME.slice(0, 20));
  await page.goBack();
  expect(await erase(page, name)).toBe(false);
  await page.goto(address(path));
  await page.locator("#content .empty").waitFor();
  await visitor.close();
});

it("loses nothing of what was typed when the session ends", async () => {
  const path = contactPath(NAMES[1] ?? "");
  const { page, visitor } = await visit(path);
  await page.locator(".bubble").first().waitFor();
  await page.keyboard.press("n");
  await page.keyboard.type("Belum disimpan");
  const other = await visitor.newPage();
  await other.goto(address("/w/demo/usage"));
  await other.getByRole("button", { name: /Demo owner/ }).click();
  await other.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signInOn(page, server);
  await page.goto(address(path));
  const field = page.getByRole("textbox", { name: "Write a note" });
  await field.waitFor();
  expect(await field.inputValue()).toBe("Belum disimpan");
  await visitor.close();
});

it("goes on after kill -9 and a start of the server, without a reload", async () => {
  const { page, visitor } = await visit("/w/demo/contacts");
  await page.locator(".row-link").first().waitFor();
  let loads = 0;
  page.on("load", () => (loads += 1));
  const before = await page.locator(".row-link").count();
  await server.child.kill();
  await page.getByText(/^Disconnected since/).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  expect(await page.locator(".row-link").count()).toBe(before);
  const portOf = (url: string) => new URL(url).port;
  server = await startTestServer({
    data: server.data,
    args: [
      `--port=${portOf(server.api)}`,
      `--site-port=${portOf(server.site)}`,
      `--web-port=${portOf(server.web)}`,
    ],
  });
  await page.getByText(/^Disconnected since/).waitFor({ state: "detached" });
  await say(server, somebody(2), "Sudah kembali?");
  await page.getByRole("button", { name: /new contact/ }).waitFor();
  await page.keyboard.press(".");
  await row(page, "Pelanggan 2").waitFor();
  expect(loads).toBe(0);
  await visitor.close();
});
