/** What the page's port answers: files, places, headers, where the functions are. */
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPage, type PageServer } from "../../../scripts/local/page";

const FUNCTIONS = { api: "http://127.0.0.1:1", site: "http://127.0.0.1:2" };

let folder: string;
let page: PageServer;
const get = (location: string) => fetch(new URL(location, page.url));

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-page-"));
  await mkdir(path.join(folder, "assets"));
  await writeFile(path.join(folder, "index.html"), "<title>page</title>");
  await writeFile(path.join(folder, "assets/a-1.js"), "1");
  page = await startPage(0, "127.0.0.1", undefined);
});

afterEach(async () => {
  await page.close();
  await rm(folder, { recursive: true });
});

describe("the page server", () => {
  it("answers 503 until the functions run", async () => {
    const { status, headers } = await get("/");
    expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
  });

  it("serves every place with the page, and missing files with 404", async () => {
    page.serve(folder, FUNCTIONS);
    for (const place of ["/", "/w/demo/contacts?status=spam"]) {
      const response = await get(place);
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toBe("no-cache");
      expect(await response.text()).toContain("<title>page</title>");
    }
    for (const file of ["/assets/gone.js", "/../package.json", "/x.css"]) {
      expect((await get(file)).status).toBe(404);
    }
  });

  it("lets hashed assets be kept for good", async () => {
    page.serve(folder, FUNCTIONS);
    const { headers } = await get("/assets/a-1.js");
    expect(headers.get("cache-control")).toContain("immutable");
  });

  it("says where the functions are", async () => {
    page.serve(folder, FUNCTIONS);
    const response = await get("/config.json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual(FUNCTIONS);
  });

  it("tells a sample day where there is one, and to its own page only", async () => {
    page.serve(folder, FUNCTIONS);
    const ask = async (origin: string, method = "POST") => {
      const headers = { Origin: origin };
      const url = new URL("/sample-day", page.url);
      return (await fetch(url, { method, headers })).status;
    };
    expect(await ask(page.url)).toBe(404);
    const outcomes = ["told", "not_empty"] as const;
    let told = 0;
    page.offerSampleDay(() => Promise.resolve(outcomes[told++] ?? "running"));
    expect(await (await get("/config.json")).json()).toEqual({
      ...{ ...FUNCTIONS, sample_day: true },
    });
    expect(await ask("https://evil.example")).toBe(403);
    expect(await ask(page.url, "GET")).toBe(404);
    expect(told).toBe(0);
    expect(await ask(page.url)).toBe(204);
    expect(await ask(page.url)).toBe(409);
    expect(await ask(page.url)).toBe(409);
  });

  it("allows scripts, styles and calls of its own and the functions' only", async () => {
    page.serve(folder, FUNCTIONS);
    for (const place of ["/", "/assets/a-1.js", "/gone.js", "/config.json"]) {
      const policy = (await get(place)).headers.get("content-security-policy");
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).toContain("style-src 'self';");
      expect(policy).toContain(
        "connect-src 'self' http://127.0.0.1:1 ws://127.0.0.1:1 http://127.0.0.1:2;",
      );
      expect(policy).not.toMatch(/unsafe|\*/);
    }
  });
});
