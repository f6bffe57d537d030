/** A message's file, from the simulated Kapso over real HTTP. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { faults } from "../../../scripts/sim/api/faults";
import { drawPicture } from "../../../scripts/sim/api/media";
import { MAX_MEDIA_BYTES } from "../../../src/lib/kapso/api/media";
import { inbound, SEKAR } from "../../support/bodies";
import { TEST_SECRET } from "../../support/deliver";
import { useKapso } from "../../support/kapsoApi";
import { deliver } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { addMember, createTenant, type Caller } from "../../support/tenants";

const world = useKapso();

beforeEach(() => {
  vi.stubEnv("KAPSO_WEBHOOK_SECRET", TEST_SECRET);
});

const link = (path: string) => new URL(path, world.api.url).href;
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

interface File {
  url?: string;
  filename?: string;
  content_type?: string;
  byte_size?: number;
}

/** A message with a file; Meta knows it as "meta-1". */
async function sent(file: File, type = "image"): Promise<Doc<"messages">> {
  const told = inbound({ id: "w1", person: SEKAR, at: 10 });
  const { message } = told.body as { message: { kapso: object } };
  const body = {
    ...(told.body as object),
    message: {
      ...message,
      type,
      text: undefined,
      [type]: { id: "meta-1", mime_type: file.content_type },
      kapso: { ...message.kapso, media_data: file },
    },
  };
  await deliver(world.t, { ...told, body });
  for (;;) {
    const [found] = await rowsOf(world.t, "messages");
    if (found !== undefined) {
      return found;
    }
    await turn();
  }
}

const PICTURE = "/blobs/1/photo.jpg";
const picture = () => ({ url: link(PICTURE), content_type: "image/jpeg" });

const get = async (id: string, as: Pick<Caller, "fetch"> = world.asOwner) =>
  await as.fetch(`/media?message_id=${id}`);

async function problemOf(response: Response) {
  const { error } = (await response.json()) as { error: string };
  return [response.status, error];
}

const paths = () => world.api.requests.map(({ path }) => path);

describe("a picture", () => {
  it("is passed on by Kapso's redirect, as a picture and nothing else", async () => {
    const { _id } = await sent(picture());
    const response = await get(_id);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/png",
      "content-disposition": "inline",
      "content-security-policy": "default-src 'none'; sandbox",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "access-control-allow-origin": "*",
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(
      drawPicture("1/photo.jpg"),
    );
    expect(paths()).toEqual([PICTURE, "/storage/1/photo.jpg"]);
  });

  it("never shows its link to the page", async () => {
    const { conversation_id, media } = await sent(picture());
    expect(media?.url).toContain("/blobs/");
    const page = await world.asOwner.query(api.messages.listByConversation, {
      conversation_id,
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(page.page[0]?.media).toEqual({ content_type: "image/jpeg" });
    expect(JSON.stringify(page)).not.toContain("/blobs/");
  });
});

describe("any other file", () => {
  it("is for download, under a type that no browser runs", async () => {
    const { _id } = await sent(
      { url: link("/blobs/2/a.pdf"), content_type: "text/html" },
      "document",
    );
    const response = await get(_id);
    expect(response.headers.get("content-type")).toBe(
      "application/octet-stream",
    );
    expect(response.headers.get("content-disposition")).toBe("attachment");
    expect(await response.text()).toBe("simulated 2/a.pdf\n");
  });
});

describe("who may see it", () => {
  it("is every member of its workspace, and nobody else", async () => {
    const { _id } = await sent(picture());
    const viewer = await addMember(world.t, world.workspaceId, "viewer");
    expect((await get(_id, viewer)).status).toBe(200);
    const { asOwner: stranger } = await createTenant(world.t, "other");
    expect(await problemOf(await get(_id, stranger))).toEqual([
      404,
      "not_found",
    ]);
    expect(await problemOf(await get(_id, world.t))).toEqual([
      401,
      "unauthenticated",
    ]);
    expect(await problemOf(await get("no-id"))).toEqual([404, "not_found"]);
    const contact = await onlyRow(world.t, "contacts");
    expect(await problemOf(await get(contact._id))).toEqual([404, "not_found"]);
  });

  it("is nobody any more once its person is erased or it is deleted", async () => {
    const { _id, contact_id } = await sent(picture());
    await world.t.run(async (ctx) => {
      await ctx.db.patch("messages", _id, { revoked_at: 1 });
    });
    expect((await get(_id)).status).toBe(404);
    await world.t.run(async (ctx) => {
      await ctx.db.patch("messages", _id, { revoked_at: undefined });
    });
    expect((await get(_id)).status).toBe(200);
    const { name = "" } = await onlyRow(world.t, "contacts");
    // Its steps come later: the file is out of reach from the first on.
    await world.asOwner.mutation(api.contacts.erase, {
      contact_id,
      confirm_name: name,
    });
    expect((await get(_id)).status).toBe(404);
  });
});

describe("a file that cannot be had", () => {
  it("is too large by what Kapso says, without being asked for", async () => {
    const { _id } = await sent({
      ...picture(),
      byte_size: MAX_MEDIA_BYTES + 1,
    });
    expect(await problemOf(await get(_id))).toEqual([422, "media_too_large"]);
    expect(paths()).toEqual([]);
  });

  it("is too large by what its storage announces", async () => {
    const { _id } = await sent(picture());
    world.api.queue.push((_request, response) => {
      response.writeHead(200, {
        "Content-Length": String(MAX_MEDIA_BYTES + 1),
        "Content-Type": "image/png",
      });
      response.write("x");
      return true;
    });
    expect(await problemOf(await get(_id))).toEqual([422, "media_too_large"]);
  });

  it("breaks off where it grows too large on the way", async () => {
    const { _id } = await sent(picture());
    world.api.queue.push(faults.endless());
    await expect(
      (async () => await (await get(_id)).arrayBuffer())(),
    ).rejects.toThrow();
  });

  it("is looked for at Meta when Kapso's copy is gone", async () => {
    const { _id } = await sent(picture());
    world.api.queue.push(faults.refusing(404));
    const response = await get(_id);
    expect(response.status).toBe(200);
    expect(paths()).toEqual([
      PICTURE,
      "/meta/whatsapp/v24.0/meta-1",
      "/storage/meta-1",
    ]);
  });

  it("is gone when neither has it", async () => {
    const { _id } = await sent(picture());
    world.api.queue.push(faults.refusing(403), faults.refusing(404));
    expect(await problemOf(await get(_id))).toEqual([410, "media_gone"]);
  });

  it.each([
    ["502", faults.failing(502)],
    ["a broken connection", faults.hangUp()],
  ])("may come later after %s", async (_name, fault) => {
    const { _id } = await sent(picture());
    world.api.queue.push(fault);
    expect(await problemOf(await get(_id))).toEqual([502, "media_unavailable"]);
  });
});

describe("a link that leads elsewhere", () => {
  it("is not followed to a host that is not Kapso's", async () => {
    const { _id } = await sent({
      url: "http://169.254.169.254/latest/meta-data",
    });
    vi.stubEnv("KAPSO_API_KEY", "");
    const fetched = vi.spyOn(globalThis, "fetch");
    expect(await problemOf(await get(_id))).toEqual([410, "media_gone"]);
    expect(fetched).not.toHaveBeenCalled();
  });

  it("is not followed where Kapso leads to a private address", async () => {
    const { _id } = await sent(picture());
    vi.stubEnv("KAPSO_API_KEY", "");
    world.api.queue.push(faults.redirecting("http://10.0.0.1/secret"));
    const fetched = vi.spyOn(globalThis, "fetch");
    expect(await problemOf(await get(_id))).toEqual([410, "media_gone"]);
    expect(fetched.mock.calls.map(([address]) => address)).toEqual([
      link(PICTURE),
    ]);
  });

  it("ends after a few redirects", async () => {
    const { _id } = await sent(picture());
    vi.stubEnv("KAPSO_API_KEY", "");
    world.api.usual = faults.redirecting(link("/again"));
    expect(await problemOf(await get(_id))).toEqual([410, "media_gone"]);
    expect(paths()).toHaveLength(4);
  });
});

it("answers a browser's preflight", async () => {
  const response = await world.t.fetch("/media", { method: "OPTIONS" });
  expect(response.status).toBe(204);
  expect(response.headers.get("access-control-allow-headers")).toBe(
    "authorization",
  );
});
