import { describe, expect, it } from "vitest";
import {
  mediaAddress,
  metaUrl,
  redirectedAddress,
  servedType,
} from "../../../../src/lib/kapso/api/media";

const LOOPBACK_API = "http://127.0.0.1:3230/platform/v1";

describe("the address of a message's file", () => {
  it.each([
    "https://api.kapso.ai/media/abc/photo.jpg",
    "https://app.kapso.ai/rails/active_storage/blobs/redirect/x/photo.jpg",
    "https://kapso.ai/x?token=1",
  ])("is Kapso's own: %s", (link) => {
    expect(mediaAddress(link, undefined)).toBe(link);
  });

  it.each([
    "http://api.kapso.ai/media/abc",
    "https://api.kapso.ai:8443/media/abc",
    "https://api.kapso.ai.evil.example/media",
    "https://evilkapso.ai/media",
    "https://evil.example/?x=.kapso.ai",
    "https://name:word@api.kapso.ai/media",
    "https://api.kapso.ai@evil.example/media",
    "http://127.0.0.1:3230/media",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]:3210/",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "ftp://api.kapso.ai/x",
    "//api.kapso.ai/x",
    "",
    "no address",
  ])("is none: %j", (link) => {
    expect(mediaAddress(link, undefined)).toBeNull();
  });

  it("may be of the configured API, and of nothing beside it", () => {
    const at = (link: string) => mediaAddress(link, LOOPBACK_API);
    expect(at("http://127.0.0.1:3230/blobs/1")).not.toBeNull();
    expect(at("http://127.0.0.1:3210/blobs/1")).toBeNull();
    expect(at("http://localhost:3230/blobs/1")).toBeNull();
    expect(mediaAddress("http://10.0.0.1/x", "http://10.0.0.1/v1")).toBeNull();
  });
});

describe("where Kapso leads to", () => {
  const FROM = "https://app.kapso.ai/rails/active_storage/blobs/redirect/x";
  const to = (location: string, api?: string) =>
    redirectedAddress(location, FROM, api);

  it("is a public host over https, also as a path of its own", () => {
    expect(to("https://files.some-storage.com/a?signature=b")).toBe(
      "https://files.some-storage.com/a?signature=b",
    );
    expect(to("/storage/a")).toBe("https://app.kapso.ai/storage/a");
  });

  it.each([
    "http://files.some-storage.com/a",
    "https://127.0.0.1/a",
    "https://10.1.2.3/a",
    "https://169.254.169.254/latest/meta-data",
    "https://[fd00::1]/a",
    "https://0x7f000001/a",
    "https://localhost/a",
    "https://db.internal/a",
    "https://10.0.0.1.nip.io/a",
    "https://name@files.some-storage.com/a",
    "file:///etc/passwd",
    "http://",
  ])("is never %s", (location) => {
    expect(to(location)).toBeNull();
  });

  it("may be loopback beside an API on loopback", () => {
    expect(to("http://127.0.0.1:9/a", LOOPBACK_API)).toBe(
      "http://127.0.0.1:9/a",
    );
    expect(to("http://10.0.0.1/a", LOOPBACK_API)).toBeNull();
  });
});

describe("as what a file is passed on", () => {
  it.each([
    [["image/jpeg"], "image/jpeg", true],
    [["IMAGE/PNG; charset=binary"], "image/png", true],
    [["application/octet-stream", "image/webp"], "image/webp", true],
    [["audio/ogg; codecs=opus"], "audio/ogg", false],
    [["application/pdf"], "application/pdf", false],
    // These run scripts, or are what one does not know.
    [["image/svg+xml"], "application/octet-stream", false],
    [["text/html", undefined], "application/octet-stream", false],
    [["application/xhtml+xml"], "application/octet-stream", false],
    [[null, ""], "application/octet-stream", false],
  ])("of %j", (types, contentType, isPicture) => {
    expect(servedType(types)).toEqual({ contentType, isPicture });
  });
});

it("finds Meta's API at the host of the read API", () => {
  expect(metaUrl("https://api.kapso.ai/platform/v1")).toBe(
    "https://api.kapso.ai/meta/whatsapp/v24.0",
  );
});
