/**
 * Files of messages as Kapso gives them: a link that opens without a key and
 * leads to a storage. Pictures are drawn from their name, so that each is one.
 */
import { createHash } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";

/** Where the links of simulated messages lead; the API puts itself there. */
export const MEDIA_ORIGIN = "https://media.invalid";
const BLOBS = "/blobs/";
const STORAGE = "/storage/";
const META = "/meta/whatsapp/v24.0/";

const WIDTH = 320;
const HEIGHT = 240;
const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A picture of three stripes in colours of the name, as PNG. */
export function drawPicture(name: string): Buffer {
  const colours = createHash("sha256").update(name).digest();
  const rows = Array.from({ length: HEIGHT }, (_, y) => {
    const stripe = Math.floor((y * 3) / HEIGHT) * 3;
    const colour = colours.subarray(stripe, stripe + 3);
    // Each row begins with its filter: none.
    return Buffer.concat([Buffer.alloc(1), Buffer.alloc(WIDTH * 3, colour)]);
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  // Eight bits of red, green and blue each.
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

export interface MediaAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

const json = (value: unknown): MediaAnswer => ({
  status: 200,
  headers: { "Content-Type": "application/json" },
  body: Buffer.from(JSON.stringify(value)),
});

/** The answer to a path outside of the read API; null for one of nothing. */
export function answerMedia(
  path: string,
  origin: string,
  hasKey: boolean,
): MediaAnswer | null {
  if (path.startsWith(META)) {
    const name = path.slice(META.length);
    return hasKey
      ? json({
          url: "https://meta.invalid/needs-a-key",
          download_url: `${origin}${STORAGE}${name}`,
        })
      : { ...json({ error: "Invalid API key" }), status: 401 };
  }
  if (path.startsWith(BLOBS)) {
    const to = `${origin}${STORAGE}${path.slice(BLOBS.length)}`;
    return { status: 302, headers: { Location: to }, body: Buffer.alloc(0) };
  }
  if (!path.startsWith(STORAGE)) {
    return null;
  }
  const name = path.slice(STORAGE.length);
  const isPicture = !/\.(pdf|ogg)$/.test(name);
  return {
    status: 200,
    headers: {
      "Content-Type": isPicture ? "image/png" : "application/octet-stream",
    },
    body: isPicture ? drawPicture(name) : Buffer.from(`simulated ${name}\n`),
  };
}
