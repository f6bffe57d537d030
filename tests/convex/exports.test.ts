import type { FunctionArgs } from "convex/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import { readRecords } from "../../src/lib/csv/read";
import { DAY_MS, MINUTE_MS } from "../../src/lib/time/units";
import { useConvexEnvironment } from "../support/environment";
import { checkFile, importFile, type Importing } from "../support/imports";
import { onlyRow, rowsOf } from "../support/rows";
import { drain, passTime, setupDemo } from "../support/setup";
import {
  addMember,
  codeOf,
  createTenant,
  userIdOf,
  type Caller,
} from "../support/tenants";

useConvexEnvironment();

let importing: Importing;
beforeEach(async () => {
  vi.stubEnv("CONVEX_SITE_URL", "https://site.example");
  const { t, workspaceId, asOwner } = await setupDemo();
  importing = { t, workspaceId, as: asOwner };
  await importFile(
    importing,
    'name,phone,email,tags,status\nSekar,081290001111,s@x.id,"solo, vip",customer\n"=1+1",081290002222,,vip,\nAyu,,ayu@x.id,,customer\n',
  );
});

type Wanted = Partial<Pick<Doc<"exports">, "filter" | "columns" | "format">>;

async function exportContacts(
  { filter = {}, columns = ["name", "phone"], format = "csv" }: Wanted,
  as: Caller = importing.as,
): Promise<Id<"exports">> {
  const { export_id } = await as.mutation(api.exports.create, {
    workspace_id: importing.workspaceId,
    filter,
    columns,
    format,
  });
  await drain(importing.t);
  return export_id;
}

const linkOf = (export_id: Id<"exports">, as: Caller = importing.as) =>
  as.action(api.exports.link, {
    workspace_id: importing.workspaceId,
    export_id,
  });

const fetchLink = async (url: string, method = "GET") => {
  const { pathname, search } = new URL(url);
  return await importing.t.fetch(pathname + search, { method });
};

/** With its byte order mark, which `text()` would leave out. */
const textOf = async (url: string) =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    await (await fetchLink(url)).arrayBuffer(),
  );

const download = async (export_id: Id<"exports">) =>
  await textOf((await linkOf(export_id)).url);

const cellsOf = (text: string) =>
  readRecords(text, 1, { delimiter: ",", isLast: true }).records.map(
    ({ cells }) => cells,
  );

describe("an export", () => {
  it("holds exactly the filter's contacts and the columns", async () => {
    const id = await exportContacts({
      filter: { tag: "vip" },
      columns: ["phone", "name", "tags", "lead_status", "source"],
    });
    const text = await download(id);
    expect(text.startsWith("\uFEFF")).toBe(true);
    expect(cellsOf(text.slice(1))).toEqual([
      ["phone", "name", "tags", "lead_status", "source"],
      ["+6281290001111", "Sekar", "solo, vip", "customer", "import"],
      ["+6281290002222", "'=1+1", "vip", "none", "import"],
    ]);
    const shown = await importing.as.query(api.exports.get, { export_id: id });
    expect(shown).toMatchObject({
      status: "done",
      row_count: 2,
      filter: { tag: "vip" },
      download_count: 1,
    });
  });

  it.each([
    [{ tags: ["solo", "vip"], tags_match: "all" as const }, ["Sekar"]],
    [{ source: "import" as const, has_number: false }, ["Ayu"]],
    [{ lead_status: ["none" as const] }, ["'=1+1"]],
    [{ owner_id: "mine" as const }, []],
    [{ active_after: 0 }, []],
  ])("takes the filters of lists: %j", async (filter, names) => {
    const id = await exportContacts({ filter, columns: ["name"] });
    const rows = cellsOf((await download(id)).slice(1)).slice(1);
    expect(rows.flat()).toEqual(names);
  });

  it("holds those that are named, and refuses what names nobody", async () => {
    const { t, workspaceId, as } = importing;
    const rows = await rowsOf(t, "contacts");
    const idOf = (name: string) =>
      rows.filter((row) => row.name === name).map(({ _id }) => _id);
    const named = [...idOf("Ayu"), ...idOf("Sekar"), ...idOf("Ayu")];
    const create = (
      wanted: Pick<
        FunctionArgs<typeof api.exports.create>,
        "filter" | "contact_ids"
      >,
    ) =>
      as.mutation(api.exports.create, {
        workspace_id: workspaceId,
        columns: ["name"],
        format: "csv",
        ...wanted,
      });
    const { export_id } = await create({ contact_ids: named });
    await drain(t);
    expect(cellsOf((await download(export_id)).slice(1)).slice(1)).toEqual([
      ["Sekar"],
      ["Ayu"],
    ]);
    expect(await onlyRow(t, "exports")).not.toHaveProperty("contact_ids");
    for (const wanted of [
      {},
      { contact_ids: [] },
      { filter: {}, contact_ids: named },
    ]) {
      expect(await codeOf(create(wanted))).toBe("invalid_selection");
    }
    const other = await createTenant(t, "elsewhere");
    expect(
      await codeOf(
        other.asOwner.mutation(api.exports.create, {
          workspace_id: other.workspaceId,
          contact_ids: named,
          columns: ["name"],
          format: "csv",
        }),
      ),
    ).toBe("not_found");
  });

  it("names owners by the address that imports know them by", async () => {
    const { t } = importing;
    const owner = await userIdOf(t, "demo-owner");
    await t.run(async (ctx) => {
      await ctx.db.patch("users", owner, { email: "ani@example.com" });
    });
    await importFile(importing, "phone,owner\n081290001111,ANI@example.com\n");
    const id = await exportContacts({
      filter: { owner_id: "mine" },
      columns: ["name", "owner"],
    });
    expect(cellsOf((await download(id)).slice(1)).slice(1)).toEqual([
      ["Sekar", "ani@example.com"],
    ]);
  });

  it("is JSON of the same, with values as they are", async () => {
    const id = await exportContacts({
      filter: { lead_status: "customer" },
      columns: ["name", "email", "tags", "message_count", "last_message_at"],
      format: "json",
    });
    expect(JSON.parse(await download(id))).toEqual([
      {
        name: "Sekar",
        email: "s@x.id",
        tags: ["solo", "vip"],
        message_count: 0,
        last_message_at: null,
      },
      {
        name: "Ayu",
        email: "ayu@x.id",
        tags: [],
        message_count: 0,
        last_message_at: null,
      },
    ]);
  });

  it("of nobody is a file all the same", async () => {
    const filter = { tag: "nobody" };
    expect(await download(await exportContacts({ filter }))).toBe(
      "\uFEFFname,phone\r\n",
    );
    const json = await exportContacts({ filter, format: "json" });
    expect(JSON.parse(await download(json))).toEqual([]);
  });

  it("can be imported again and changes nothing", async () => {
    const columns = ["name", "phone", "email", "tags", "lead_status"];
    const text = await download(await exportContacts({ columns }));
    const before = await importing.t.run(
      async (ctx) => await ctx.db.query("contacts").take(10),
    );
    const id = await importFile(importing, text, "take_theirs");
    const shown = await importing.as.query(api.imports.get, { import_id: id });
    expect(shown.results).toMatchObject({ created: 0, updated: 0, failed: 0 });
    const after = await importing.t.run(
      async (ctx) => await ctx.db.query("contacts").take(10),
    );
    expect(after).toEqual(before);
  });

  it("holds each contact once, in several steps, whoever writes meanwhile", async () => {
    const { t, workspaceId } = importing;
    await t.run(async (ctx) => {
      for (let i = 0; i < 1_200; i += 1) {
        await ctx.db.insert("contacts", {
          workspace_id: workspaceId,
          name: `P${i}`,
          field_sources: {},
          lead_status: "none",
          tags: [],
          source: "whatsapp",
          message_count: 0,
          last_message_at: i,
        });
      }
    });
    const { export_id } = await importing.as.mutation(api.exports.create, {
      workspace_id: workspaceId,
      filter: {},
      columns: ["name"],
      format: "csv",
    });
    await t.mutation(internal.exports.steps.run, { export_id, step: 1 });
    await t.run(async (ctx) => {
      for await (const contact of ctx.db.query("contacts")) {
        if (
          contact.last_message_at !== undefined &&
          contact.last_message_at < 50
        ) {
          await ctx.db.patch("contacts", contact._id, {
            last_message_at: 1e12 + contact.last_message_at,
          });
        }
      }
    });
    await drain(t);
    const rows = cellsOf(await download(export_id)).slice(1);
    expect(rows).toHaveLength(1_203);
    expect(new Set(rows.map(([name]) => name)).size).toBe(1_203);
  });

  it.each([[[]], [["boss"]], [["name", "name"]], [["custom_values."]]])(
    "of columns %j is refused",
    async (columns) => {
      expect(await codeOf(exportContacts({ columns }))).toBe("invalid_columns");
    },
  );

  it("goes on where a step got lost", async () => {
    const { t, workspaceId, as } = importing;
    const { export_id } = await as.mutation(api.exports.create, {
      workspace_id: workspaceId,
      filter: {},
      columns: ["name"],
      format: "csv",
    });
    await t.run(async (ctx) => {
      const row = await ctx.db.get("exports", export_id);
      if (row?.step_id !== undefined) {
        await ctx.scheduler.cancel(row.step_id);
      }
    });
    await t.mutation(internal.exports.steps.restartLost, {});
    await drain(t);
    expect(await as.query(api.exports.get, { export_id })).toMatchObject({
      status: "done",
      row_count: 3,
    });
  });

  it("is kept in the list when its rows are gone", async () => {
    const id = await exportContacts({});
    const { t, as, workspaceId } = importing;
    await passTime(t, 2 * DAY_MS);
    await t.mutation(internal.exports.steps.deleteExpired, {});
    await drain(t);
    expect(await t.run((ctx) => ctx.db.query("exportChunks").take(1))).toEqual(
      [],
    );
    expect(await codeOf(linkOf(id))).toBe("not_found");
    const list = await as.query(api.exports.list, {
      workspace_id: workspaceId,
      paginationOpts: { numItems: 5, cursor: null },
    });
    expect(list.page).toMatchObject([{ export_id: id, row_count: 3 }]);
  });

  it("is for agents, of this workspace, so many an hour", async () => {
    const { t, workspaceId } = importing;
    const viewer = await addMember(t, workspaceId, "viewer");
    expect(await codeOf(exportContacts({}, viewer))).toBe("forbidden");
    const id = await exportContacts({});
    const other = await createTenant(t, "other");
    expect(await codeOf(linkOf(id, other.asOwner))).toBe("not_found");
    const foreign = other.asOwner.action(api.exports.link, {
      workspace_id: other.workspaceId,
      export_id: id,
    });
    expect(await codeOf(foreign)).toBe("not_found");
    for (let i = 1; i < 20; i += 1) {
      await exportContacts({});
    }
    expect(await codeOf(exportContacts({}))).toBe("rate_limited");
  });
});

describe("a download link", () => {
  it("works once", async () => {
    const { url } = await linkOf(await exportContacts({}));
    expect((await fetchLink(url)).status).toBe(200);
    const again = await fetchLink(url);
    expect(again.status).toBe(404);
    expect(await again.json()).toMatchObject({ error: "not_found" });
  });

  it("is not used up by whoever only looks at it", async () => {
    const { url } = await linkOf(await exportContacts({}));
    await fetchLink(url, "HEAD");
    expect((await fetchLink(url)).status).toBe(200);
  });

  it("is kept by nobody", async () => {
    const { url } = await linkOf(await exportContacts({}));
    const token = new URL(url).searchParams.get("token");
    const kept = await onlyRow(importing.t, "downloadLinks");
    expect(JSON.stringify(kept)).not.toContain(token);
  });

  it.each(["", "?token=", `?token=${"0".repeat(64)}`, "?token=%00"])(
    "of another token (%s) leads nowhere",
    async (search) => {
      expect((await importing.t.fetch(`/downloads${search}`)).status).toBe(404);
    },
  );

  it("ends after a minute, and with the membership", async () => {
    const id = await exportContacts({});
    const late = await linkOf(id);
    await passTime(importing.t, 2 * MINUTE_MS);
    expect((await fetchLink(late.url)).status).toBe(404);
    const agent = await addMember(importing.t, importing.workspaceId, "agent");
    const { url } = await linkOf(id, agent);
    await importing.t.mutation(internal.ops.removeMember, {
      workspace_id: importing.workspaceId,
      user: `member-agent-${importing.workspaceId}`,
    });
    expect((await fetchLink(url)).status).toBe(404);
  });

  it("gives the lines of an import that failed, to be mended and sent again", async () => {
    const id = await checkFile(
      importing,
      'name,phone\n"Sekar",12\nBudi,081290009999\n"Broken,1\n',
    );
    const { url } = await importing.as.action(api.imports.link, {
      workspace_id: importing.workspaceId,
      import_id: id,
    });
    const text = await textOf(url);
    expect(cellsOf(text.slice(1))).toEqual([
      ["line", "column", "value", "reason", "explanation", "name", "phone"],
      ["2", "phone", "12", "invalid_phone", expect.any(String), "Sekar", "12"],
      ["4", "", "", "broken_quotes", expect.any(String), '"Broken,1'],
    ]);
  });
});
