/**
 * Whether memory grows with calls that fail: one way of failing after the other,
 * the heap after a collection every so many calls.
 */
import { formatColumns } from "../cli/columns";
import { Wire, type Request } from "../sim/wire";
import {
  growthOf,
  mebibytes,
  readMemory,
  withMemoryServer,
  type MemoryServer,
  type Reading,
} from "./memory";

const SENDERS = 16;
/** The first reading is left out: until then caches fill. */
const READINGS = 6;

export interface FailingOptions {
  /** Calls in each way. */
  calls: number;
}

export interface FailingReport {
  ways: {
    way: string;
    /** How often each status was answered; 0 is no answer. */
    statuses: Record<string, number>;
    readings: Reading[];
    /** Of the heap by call (least squares), bytes. */
    growth: number;
  }[];
}

interface Way {
  name: string;
  url: (server: MemoryServer) => string;
  /** @param at distinguishes one call from the others */
  request: (server: MemoryServer, at: number) => Request;
}

const json = (body: unknown, headers = {}): Request => ({
  body: Buffer.from(JSON.stringify(body)),
  headers: { "Content-Type": "application/json", ...headers },
});

const call = (name: string, kind: string, request: Way["request"]): Way => ({
  name,
  url: ({ info }) => new URL(`/api/${kind}`, info.api).href,
  request,
});

const NOBODY = "1".repeat(32);

/** What anybody may send who reaches the ports. */
export const WAYS: readonly Way[] = [
  call("no such function", "mutation", (_server, at) =>
    json({ path: `nothing:at${at}`, args: {} }),
  ),
  call("an internal function", "mutation", () =>
    json({ path: "webhooks/sweep:sweep", args: {} }),
  ),
  call("arguments of a wrong shape", "query", (_server, at) =>
    json({ path: "contacts:list", args: { [`field${at}`]: at } }),
  ),
  call("nobody signed in", "query", () =>
    json({ path: "me:workspaces", args: { at: NOBODY } }),
  ),
  call("a token that is none", "query", (_server, at) =>
    json(
      { path: "me:get", args: {} },
      {
        Authorization: `Bearer ${Buffer.from(`token ${at}`).toString("base64url")}.e30.x`,
      },
    ),
  ),
  call("an action that throws", "action", (_server, at) =>
    json({ path: "auth:signIn", args: { provider: `provider${at}` } }),
  ),
  call("a body that is no JSON", "query", (_server, at) => ({
    body: Buffer.from(`{"path": "me:get", "args": {${at}`),
    headers: { "Content-Type": "application/json" },
  })),
  call("a caller who goes before the answer", "query", () => ({
    ...json({ path: "me:get", args: {} }),
    isAnswerDropped: true,
  })),
  {
    name: "a webhook with a wrong signature",
    url: ({ info }) => info.webhook,
    request: (_server, at) =>
      json({ at }, { "X-Webhook-Signature": "0".repeat(64) }),
  },
  {
    name: "no such route",
    url: ({ info }) => new URL("/nothing", info.site).href,
    request: (_server, at) => json({ at }),
  },
];

async function measureWay(
  server: MemoryServer,
  { name, url, request }: Way,
  calls: number,
): Promise<FailingReport["ways"][number]> {
  const wire = new Wire(url(server), SENDERS);
  const statuses: Record<string, number> = {};
  const readings: Reading[] = [];
  let sent = 0;
  const sendUntil = async (count: number) => {
    while (sent < count) {
      sent += 1;
      const { status } = await wire.post(request(server, sent));
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  for (let reading = 1; reading <= READINGS; reading += 1) {
    const count = Math.ceil((calls * reading) / READINGS);
    await Promise.all(Array.from({ length: SENDERS }, () => sendUntil(count)));
    readings.push({ deliveries: count, ...(await readMemory(server.child)) });
  }
  wire.close();
  return { way: name, statuses, readings, growth: growthOf(readings.slice(1)) };
}

/** @param note says what is measured now */
export async function benchFailing(
  { calls }: FailingOptions,
  note: (text: string) => void,
): Promise<FailingReport> {
  return await withMemoryServer(async (server) => {
    const ways: FailingReport["ways"] = [];
    for (const way of WAYS) {
      note(`${calls} times ${way.name}`);
      ways.push(await measureWay(server, way, calls));
    }
    return { ways };
  });
}

export function formatFailing({ ways }: FailingReport): string {
  const columns = [
    { title: "way" },
    { title: "answers" },
    ...["heap at first", "at the end", "bytes a call"].map((title) => ({
      title,
      align: "right" as const,
    })),
  ];
  const rows = ways.map(({ way, statuses, readings, growth }) => [
    way,
    Object.entries(statuses)
      .map(([status, count]) => `${count} ${status === "0" ? "none" : status}`)
      .join(", "),
    mebibytes(readings[1]?.heapUsed),
    mebibytes(readings.at(-1)?.heapUsed),
    growth.toFixed(1),
  ]);
  return `MiB after a collection\n${formatColumns(columns, rows, Infinity)}`;
}
