/** Bodies that no provider would send, signed: kept or refused, never a failure. */
import { eachOf, type Family, type Scene } from "../family";
import { sendSigned } from "../signed";

const MIB = 2 ** 20;
const MAX_BODY_BYTES = 3 * MIB;

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
const spaces = (bytes: number) => Buffer.alloc(bytes, " ");

/** Texts that are JSON, or nearly. */
const TEXTS = [
  "",
  " ",
  "null",
  "true",
  "0",
  "-0",
  "1e999",
  "NaN",
  '""',
  "[]",
  "{}",
  "{",
  "}",
  "[,]",
  '{"a":1,}',
  "{'a':1}",
  '{"a":1}{"b":2}',
  "\ufeff{}",
  "\u0000",
  '{"a":"\u0000"}',
  '{"a":"\\u0000"}',
  '{"a":"\\ud800"}',
  '{"a":"\\udc00\\ud800"}',
  '{"\\u0000":1}',
  '{"":1}',
  '{"$a":1}',
  '{"_id":1}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"valueOf":1,"then":1}',
  '{"message":null,"conversation":null}',
  '{"message":[],"conversation":[]}',
  '{"message":{"id":{}},"conversation":{"id":[]}}',
  '{"batch":true,"data":null}',
  '{"batch":true,"data":{"length":1e9}}',
  '{"type":"x","batch":true,"data":[null,0,"",[],{}]}',
  '{"object":"whatsapp_business_account","entry":null}',
  '{"object":"whatsapp_business_account","entry":[{"changes":[{}]}]}',
  `{"a":${"9".repeat(100_000)}}`,
  `{"a":"${"\\u0041".repeat(100_000)}"}`,
  `{${'"k":1,'.repeat(200_000)}"k":1}`,
  `[${"0,".repeat(1_000_000)}0]`,
  `[${'{"a":1},'.repeat(200_000)}{}]`,
];

/** Bytes that are no text. */
const BYTES = [
  Buffer.from([0xff, 0xfe, 0xfd]),
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
  Buffer.alloc(100_000),
  Buffer.alloc(100_000, 0xff),
  utf16('{"message":{}}'),
  spaces(MAX_BODY_BYTES),
];

const TYPES = [
  "application/json",
  "application/json; charset=utf-16",
  "text/plain",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "",
];

async function run(scene: Scene): Promise<void> {
  const { tally, fixtures } = scene;
  const bodies = [...TEXTS.map((text) => Buffer.from(text)), ...BYTES];
  await eachOf(bodies, async (body) => {
    const { status } = await sendSigned(scene, body);
    tally.count(status === 200, `body ${bodies.indexOf(body)}: ${status}`);
  });
  await eachOf([1, MIB, 16 * MIB], async (beyond) => {
    const { status } = await sendSigned(scene, spaces(MAX_BODY_BYTES + beyond));
    // A sender that goes on and on is cut off.
    const isHeld = status === 413 || status === 0;
    tally.count(isHeld, `${beyond} bytes too many: ${status}`);
  });
  for (const type of TYPES) {
    for (const { name, body, headers } of fixtures) {
      const { status } = await sendSigned(scene, body, {
        ...headers,
        "Content-Type": type,
        "X-Idempotency-Key": `${name} as ${type}`,
      });
      tally.count(status === 200, `${name} as ${type}: ${status}`);
    }
  }
}

export const bodies: Family = {
  name: "bodies",
  about: "signed bodies that are no JSON, no text, or far too large",
  run,
};
