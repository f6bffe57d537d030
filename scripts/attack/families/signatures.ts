/** Signatures that do not fit, in every form that the header may have. */
import { createHmac } from "node:crypto";
import { sign } from "../../sim/delivery";
import { eachOf, type Family, type Scene } from "../family";

const SIGNATURE = "X-Webhook-Signature";
/** Names that the header has or had, here or at Meta. */
const NAMES = [
  SIGNATURE,
  "X-Hub-Signature-256",
  "X-Hub-Signature",
  "X-Kapso-Signature",
  "Authorization",
];

const hmac = (hash: string, secret: string, body: Buffer) =>
  createHmac(hash, secret).update(body);

/** What the header says instead of what it should. */
function forge(secret: string, body: Buffer, other: Buffer): string[] {
  const valid = sign(secret, body);
  const flipped = (valid.startsWith("0") ? "1" : "0") + valid.slice(1);
  const raw = Buffer.from(valid, "hex");
  return [
    "",
    " ",
    "null",
    "undefined",
    "true",
    "*",
    flipped,
    valid.slice(1),
    valid.slice(2),
    `${valid}00`,
    `${valid}0`,
    `00${valid}`,
    `${valid},${flipped}`,
    `${flipped},${valid}`,
    `${valid} ${flipped}`,
    `${valid};`,
    `0x${valid}`,
    `"${valid}"`,
    `'${valid}'`,
    `=${valid}`,
    `sha1=${valid}`,
    `sha512=${valid}`,
    `md5=${valid}`,
    `none=${valid}`,
    `sha256=sha256=${valid}`,
    `v1=${valid}`,
    `t=1,v1=${valid}`,
    `Bearer ${valid}`,
    [...valid].reverse().join(""),
    "0".repeat(64),
    "f".repeat(64),
    "z".repeat(64),
    "0".repeat(8192),
    raw.toString("base64"),
    raw.toString("base64url"),
    raw.toString("latin1").replace(/[^\x21-\x7e]/g, "?"),
    encodeURIComponent(`sha256=${flipped}`),
    sign("", body),
    sign("other", body),
    sign(`${secret} `, body),
    sign(secret.slice(0, -1), body),
    sign(secret.toUpperCase(), body),
    sign(secret, other),
    sign(secret, Buffer.from("")),
    sign(secret, Buffer.concat([body, Buffer.from("\n")])),
    sign(secret, Buffer.from(body.toString("base64"))),
    hmac("sha1", secret, body).digest("hex"),
    hmac("sha512", secret, body).digest("hex"),
    hmac("sha512", secret, body).digest("hex").slice(0, 64),
    hmac("md5", secret, body).digest("hex"),
  ];
}

async function run(scene: Scene): Promise<void> {
  const { target, client, tally, fixtures } = scene;
  const [first, second] = fixtures;
  if (first === undefined || second === undefined) {
    throw new Error("there are two fixtures -- invariant");
  }
  const forged = forge(target.secret, first.body, second.body);
  const attempts = NAMES.flatMap((name) =>
    forged.map((value): [string, string] => [name, value]),
  );
  await eachOf(attempts, async ([name, value]) => {
    const { [SIGNATURE]: _valid, ...headers } = first.headers;
    const { status } = await client.send(target.webhook, {
      body: first.body,
      headers: { ...headers, [name]: value },
    });
    const isHeld = status === 401 || status === 429;
    tally.count(isHeld, `${name}, form ${forged.indexOf(value)}: ${status}`);
  });
}

export const signatures: Family = {
  name: "signatures",
  about: "forged signatures in every form of the header",
  run,
};
