/** The page must be quick on a phone: its first screen's scripts have a budget. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { preparePage } from "../../../scripts/local/pageBuild";
import { assetSizes, firstRouteSize } from "../../../scripts/local/pageSize";

const FIRST_ROUTE_BYTES = 215_000;
const CSS_BYTES = 15_000;

describe("the page as it is built", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await preparePage();
  });

  it("sends at most 215 kB of scripts before the list of contacts", async () => {
    expect(await firstRouteSize(folder)).toBeLessThan(FIRST_ROUTE_BYTES);
  });

  it("sends at most 15 kB of styles, all screens together", async () => {
    const styles = Object.entries(await assetSizes(folder)).filter(([name]) =>
      name.endsWith(".css"),
    );
    const sum = styles.reduce((total, [, size]) => total + size, 0);
    expect(sum).toBeLessThan(CSS_BYTES);
  });
});

describe("the size of the first route", () => {
  let folder: string;
  /** Nothing makes them smaller. */
  const put = (name: string, bytes: number) =>
    writeFile(path.join(folder, "assets", name), randomBytes(bytes));
  const putHtml = (html: string) =>
    writeFile(path.join(folder, "index.html"), html);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-size-"));
    await mkdir(path.join(folder, "assets"));
    await Promise.all([
      put("index-AAAAAAAA.js", 4000),
      put("part-AAAAAAAA.js", 2000),
      put("later-AAAAAAAA.js", 9000),
      put("id-AAAAAAAA.js", 800),
      put("en-AAAAAAAA.js", 700),
    ]);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("counts what the HTML names and the longer dictionary", async () => {
    await putHtml(
      `<script type="module" src="/assets/index-AAAAAAAA.js"></script>
       <link rel="modulepreload" href="/assets/part-AAAAAAAA.js">
       <link rel="stylesheet" href="/assets/index-AAAAAAAA.css">`,
    );
    const size = await firstRouteSize(folder);
    expect(size).toBeGreaterThan(6800);
    expect(size).toBeLessThan(7000);
  });

  it("is not taken for none where the HTML names no script", async () => {
    await putHtml("<p>Nothing</p>");
    await expect(firstRouteSize(folder)).rejects.toThrow("names 0 scripts");
  });
});
