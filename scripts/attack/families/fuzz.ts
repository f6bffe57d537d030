/** Deliveries, calls and frames that are invented, so many of each. */
import fc from "fast-check";
import { fuzzedDelivery } from "../../sim/mutations";
import { eachOf, type Family, type Scene } from "../family";
import { FUNCTION_FAILED, isRefused } from "../http";
import { sendSigned } from "../signed";

/** Invented at once: all of them would not fit into memory. */
const BATCH = 2_000;

/** The huge text would make most of the traffic and shows nothing new here. */
const isHandy = ({ length }: Buffer) => length < 100_000;

/** So many of an arbitrary's values, the same for a seed. */
function* invent<T>(
  arbitrary: fc.Arbitrary<T>,
  { random }: Scene,
  count: number,
): Generator<T> {
  for (let left = count; left > 0; left -= BATCH) {
    const numRuns = Math.min(left, BATCH);
    yield* fc.sample(arbitrary, { numRuns, seed: random.integer(0, 2 ** 31) });
  }
}

async function deliver(scene: Scene): Promise<void> {
  const { target, client, tally, fixtures, runs } = scene;
  const texts = fixtures
    .filter(({ body }) => isHandy(body))
    .map(({ body }) => body.toString("utf8"));
  const deliveries = invent(fuzzedDelivery(texts), scene, runs);
  await eachOf(deliveries, async ({ body, headers, isSigned }) => {
    if (isSigned) {
      const { status } = await sendSigned(scene, body, headers);
      tally.count(status === 200, `signed: ${status}`);
    } else {
      const { status } = await client.send(target.webhook, { body, headers });
      const isHeld = status === 401 || status === 429;
      tally.count(isHeld, `unsigned: ${status}`);
    }
  });
}

const path = fc.oneof(
  fc.constantFrom(
    "workspaces:listMine",
    "contacts:list",
    "ops:seedDemo",
    "_system/cli/tableData",
    "contacts:list:again",
    "__proto__:constructor",
    "../ops:counts",
    "health",
    "",
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
);
const envelope = fc.record(
  {
    path: fc.oneof(path, fc.jsonValue({ maxDepth: 2 })),
    args: fc.oneof(fc.constant({}), fc.jsonValue({ maxDepth: 4 })),
    format: fc.constantFrom("json", "convex_encoded_json", "xml", "", null),
    componentPath: fc.constantFrom(null, "", "rateLimiter", "nowhere"),
  },
  { requiredKeys: [] },
);
const call = fc.tuple(
  fc.constantFrom(
    "/api/query",
    "/api/mutation",
    "/api/action",
    "/api/function",
    "/api/query_at_ts",
    "/api/run/workspaces/listMine",
    "/api/nowhere",
  ),
  fc.oneof(
    envelope.map((value) => JSON.stringify(value)),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.string({ unit: "binary", maxLength: 200 }),
  ),
  fc.constantFrom(undefined, "Convex x", "Bearer x.y.z", "Basic eDp5", ""),
);

async function callFunctions(scene: Scene): Promise<void> {
  const { target, client, tally, runs } = scene;
  await eachOf(invent(call, scene, runs), async ([route, body, key]) => {
    const { status } = await client.send(new URL(route, target.api), {
      headers: {
        "Content-Type": "application/json",
        ...(key === undefined ? {} : { Authorization: key }),
      },
      body: Buffer.from(body),
    });
    // A function that refuses, or a query of nobody's that is empty.
    const isHeld =
      isRefused(status) || status === FUNCTION_FAILED || status === 200;
    tally.count(isHeld, `${route}: ${status}`);
  });
}

export const fuzz: Family = {
  name: "fuzz",
  about: "invented deliveries, signed and not, and function calls",
  async run(scene) {
    await deliver(scene);
    await callFunctions(scene);
  },
};
