/** `npm run screenshots`: docs/images/, pictures of the page with a sample day. */
import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { api } from "../convex/_generated/api";
import { readArguments } from "./cli/options";
import { runCommand } from "./cli/command";
import { ROOT } from "./checks/processes";
import {
  type DemoPage,
  type Look,
  openSignedIn,
  startDemoPage,
} from "./page/demoPage";

const USAGE = `npm run screenshots     pictures of the page into docs/images/,
                        from a server of its own with a sample day`;
const FOLDER = path.join(ROOT, "docs/images");

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const LOOKS: readonly (Look & { name: string })[] = [
  { name: "desk-id", language: "id", theme: "light", ...DESK },
  { name: "desk-en", language: "en", theme: "dark", ...DESK },
  { name: "phone-id", language: "id", theme: "dark", ...PHONE },
  { name: "phone-en", language: "en", theme: "light", ...PHONE },
];

/** What a team would have written down by the end of the day. */
async function workTheDay({ client }: DemoPage): Promise<string> {
  const [mine] = await client.query(api.workspaces.listMine, {});
  if (mine === undefined) {
    throw new Error("the demo's owner has no workspace");
  }
  const workspace_id = mine.workspace._id;
  const { user_id } = await client.query(api.me.get, {});
  await client.mutation(api.me.update, { name: "Ratna Wibowo" });
  await client.mutation(api.workspaces.update, {
    ...{ workspace_id, name: "Sinar Kain" },
  });
  const { page } = await client.query(api.contacts.list, {
    ...{ workspace_id, paginationOpts: { numItems: 40, cursor: null } },
  });
  const statuses = ["customer", "qualified", "unqualified"] as const;
  const tags = ["grosir", "Bandung", "reseller", "katalog"];
  for (const [index, { _id: contact_id }] of page.entries()) {
    const lead_status = statuses[index % 4];
    const tag = tags[index % 5];
    await client.mutation(api.contacts.update, {
      contact_id,
      change: {
        ...(lead_status && { lead_status }),
        ...(tag !== undefined && { tags: { add: [tag] } }),
        ...(index % 3 === 0 && { owner_id: user_id }),
      },
    });
  }
  const waiting = page.find(({ waiting_since }) => waiting_since !== undefined);
  const shown = waiting ?? page[0];
  if (shown === undefined) {
    throw new Error("the day brought nobody");
  }
  await client.mutation(api.notes.add, {
    contact_id: shown._id,
    text: "Acara kantor 5 Des, butuh 40 potong dua warna. Tawarkan harga grosir.",
  });
  return shown._id;
}

async function takeLook(
  demo: DemoPage,
  { name, ...look }: (typeof LOOKS)[number],
  contactId: string,
): Promise<string[]> {
  const page = await openSignedIn(demo, look);
  const shots = [
    { file: `contacts-${name}.png`, at: "contacts", marker: ".row-link" },
    {
      file: `contact-${name}.png`,
      at: `contacts/${contactId}`,
      marker: ".bubble",
    },
  ];
  for (const { file, at, marker } of shots) {
    await page.goto(new URL(`/w/demo/${at}`, demo.web).href);
    await page.locator(marker).first().waitFor();
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.screenshot({ path: path.join(FOLDER, file) });
  }
  await page.context().close();
  return shots.map(({ file }) => file);
}

async function main(args: readonly string[]): Promise<void> {
  readArguments(args, { command: "npm run screenshots --" });
  const demo = await startDemoPage((what) =>
    process.stderr.write(`... ${what}\n`),
  );
  try {
    await mkdir(FOLDER, { recursive: true });
    const contactId = await workTheDay(demo);
    for (const look of LOOKS) {
      for (const file of await takeLook(demo, look, contactId)) {
        const { size } = await stat(path.join(FOLDER, file));
        process.stdout.write(
          `docs/images/${file}  ${Math.ceil(size / 1000)} kB\n`,
        );
      }
    }
  } finally {
    await demo.close();
  }
}

await runCommand({ usage: USAGE, main });
