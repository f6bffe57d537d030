/** Evasion of the rate limit per address: headers that claim another sender. */
import { MINUTE_MS } from "../../../src/lib/time/units";
import { eachOf, type Family, type Scene } from "../family";
import { readTable } from "../../sim/tables";

/** Failed verifications of one address in a minute (docs/endpoint.md). */
const PER_MINUTE = 100;
/** Addresses are counted in buckets: rows do not grow with what senders claim. */
const MAX_NEW_ROWS = 8;
/** More than the limit, so that it has to show. */
const MIN_ATTEMPTS = 3 * PER_MINUTE;

const HEADERS = [
  "X-Forwarded-For",
  "X-Real-IP",
  "X-Client-IP",
  "CF-Connecting-IP",
  "True-Client-IP",
  "Forwarded",
  "X-Forwarded",
  "X-Original-Forwarded-For",
  "Via",
];

function claim(scene: Scene): Record<string, string | string[]> {
  const { random } = scene;
  const part = () => random.integer(1, 254);
  const address = random.pick([
    `10.${part()}.${part()}.${part()}`,
    `203.0.113.${part()}, 198.51.100.${part()}`,
    `2001:db8:${part()}:${part()}::${part()}`,
    `[2001:db8::${part()}]:443`,
    `::ffff:192.0.2.${part()}`,
    `not-an-address-${random.uuid()}`,
    `for=192.0.2.${part()};proto=https`,
  ]);
  const name = random.chance(0.6) ? "X-Forwarded-For" : random.pick(HEADERS);
  const isRepeated = name === "X-Forwarded-For" && random.chance(0.1);
  return { [name]: isRepeated ? [address, "127.0.0.1"] : address };
}

async function run(scene: Scene): Promise<void> {
  const { target, client, tally, runs } = scene;
  const before = await readTable(target.admin, "rateLimits", "rateLimiter");
  const startedAt = Date.now();
  const attempts = Array.from(
    { length: Math.max(MIN_ATTEMPTS, Math.min(runs, 20_000)) },
    () => claim(scene),
  );
  let unlimited = 0;
  await eachOf(attempts, async (headers) => {
    const { status } = await client.send(target.webhook, {
      headers,
      body: "{}",
    });
    unlimited += status === 401 ? 1 : 0;
    tally.count(status === 401 || status === 429, `answered ${status}`);
  });
  // A slow machine needs more minutes and may be told "no" more often.
  const minutes = Math.floor((Date.now() - startedAt) / MINUTE_MS) + 2;
  const isLimited = unlimited <= PER_MINUTE * minutes;
  tally.count(isLimited, `${unlimited} of ${attempts.length} not limited`);
  const after = await readTable(target.admin, "rateLimits", "rateLimiter");
  const rows = after.length - before.length;
  tally.count(rows <= MAX_NEW_ROWS, `${rows} rows for one sender`);
}

export const evasion: Family = {
  name: "evasion",
  about: "headers that claim other addresses, against the limit of failures",
  run,
};
