/** Values nested deeper than anything needs. */
import type { Family, Scene } from "../family";
import { isNoFailure, isRefused } from "../http";
import { sendSigned } from "../signed";

/** Of a delivery. */
const MAX_BODY_BYTES = 3 * 2 ** 20;
const DEPTHS = [200, 5_000, 100_000, 400_000];

const OPENERS = [
  { name: "lists", open: "[", close: "]" },
  { name: "objects", open: '{"a":', close: "}" },
  { name: "both", open: '[{"a":', close: "}]" },
];

async function run(scene: Scene): Promise<void> {
  const { target, client, tally } = scene;
  for (const depth of DEPTHS) {
    for (const { name, open, close } of OPENERS) {
      const inner = open.repeat(depth);
      const values = [`${inner}1${close.repeat(depth)}`, inner];
      for (const [index, value] of values.entries()) {
        const what = `${depth} ${name}${index === 0 ? "" : ", not closed"}`;
        const body = `{"path":"workspaces:listMine","args":{"x":${value}}}`;
        const answer = await client.send(new URL("/api/query", target.api), {
          headers: { "Content-Type": "application/json" },
          body,
        });
        tally.count(isRefused(answer.status), `${what}: ${answer.status}`);
        const query = new URL("/api/query?path=x", target.api);
        query.searchParams.set("args", value.slice(0, 8_000));
        const asked = await client.send(query, { method: "GET" });
        tally.count(isNoFailure(asked.status), `GET ${what}: ${asked.status}`);
        const signed = await sendSigned(scene, Buffer.from(value));
        const expected = value.length > MAX_BODY_BYTES ? 413 : 200;
        const isHeld = signed.status === expected;
        tally.count(isHeld, `signed ${what}: ${signed.status}`);
      }
    }
  }
}

export const nesting: Family = {
  name: "nesting",
  about: "values nested up to 400,000 deep",
  run,
};
