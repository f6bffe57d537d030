/** Frames and subscriptions on the sync socket that no client would send. */
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { WebSocket } from "ws";
import { eachOf, type Family, type Scene } from "../family";
import { HOSTILE_ADDRESS, openSocket, requireLoopback } from "../http";

const MIB = 2 ** 20;
/** Asks for an answer after everything else: who gives it goes on. */
const LAST_REQUEST = 999_999_999;
const PATIENCE_MS = 10 * 60 * 1000;

type Frame = string | Buffer;
/** How a server ends or goes on after what it was sent. */
type End = "closed" | "refused" | "served";

const toFrame = (message: object): string => JSON.stringify(message);
const CONNECT = toFrame({
  type: "Connect",
  sessionId: "5f0c2b1e-6f0b-4d8e-9a57-1d2f3a4b5c6d",
  connectionCount: 0,
  lastCloseReason: null,
  clientTs: 0,
});
const LAST = toFrame({
  type: "Mutation",
  requestId: LAST_REQUEST,
  udfPath: "nowhere:none",
  args: [{}],
});

function provoke(api: URL, frames: readonly Frame[]): Promise<End> {
  requireLoopback(api);
  const url = new URL("/api/1.48.0/sync", api);
  url.protocol = "ws:";
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    ...(HOSTILE_ADDRESS === undefined ? {} : { localAddress: HOSTILE_ADDRESS }),
  });
  return new Promise((resolve) => {
    const end = (how: End) => {
      clearTimeout(timer);
      resolve(how);
      socket.terminate();
    };
    const timer = setTimeout(() => end("served"), PATIENCE_MS);
    socket.on("error", () => end("closed"));
    socket.on("close", () => end("closed"));
    socket.on("message", (data: Buffer) => {
      const text = data.toString("utf8");
      if (text.includes('"FatalError"')) {
        end("refused");
      } else if (text.includes(`"requestId":${LAST_REQUEST}`)) {
        end("served");
      }
    });
    socket.on("open", () => {
      for (const frame of [...frames, LAST]) {
        socket.send(frame);
      }
    });
  });
}

const subscribe = (from: number, count: number, baseVersion = from) =>
  toFrame({
    type: "ModifyQuerySet",
    baseVersion,
    newVersion: baseVersion + 1,
    modifications: Array.from({ length: count }, (_, i) => ({
      type: "Add",
      queryId: from + i,
      udfPath: "workspaces:listMine",
      args: [{}],
    })),
  });

const letters = (bytes: number) => "x".repeat(bytes);
const call = (type: string, requestId: unknown, args: unknown) =>
  toFrame({ type, requestId, udfPath: "workspaces:listMine", args });
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** What has to end the connection, by its name. */
const EXCESSES: readonly [string, () => Frame[]][] = [
  ["1.5 MiB before Connect", () => [letters(1.5 * MIB)]],
  ["32 MiB before Connect", () => [letters(32 * MIB)]],
  ["32 MiB of bytes", () => [Buffer.alloc(32 * MIB)]],
  ["1.5 MiB unauthenticated", () => [CONNECT, letters(1.5 * MIB)]],
  ["20,000 subscriptions", () => [CONNECT, subscribe(0, 20_000)]],
  ["1,001 subscriptions", () => [CONNECT, subscribe(0, 1_001)]],
  [
    "5,000 subscriptions, one a frame",
    () => [CONNECT, ...times(5_000, (i) => subscribe(i, 1))],
  ],
  [
    "subscriptions 100 a frame",
    () => [CONNECT, ...times(50, (i) => subscribe(100 * i, 100, i))],
  ],
];

/** What may be refused or answered, as long as everybody else is served. */
const ODDITIES: readonly [string, () => Frame[]][] = [
  ["nothing", () => [""]],
  ["no JSON", () => ["{"]],
  ["bytes", () => [randomBytes(1_000)]],
  ["null", () => ["null"]],
  ["a list", () => ["[]"]],
  ["no type", () => ["{}"]],
  ["an unknown type", () => [toFrame({ type: "Destroy" })]],
  ["calls before Connect", () => [call("Query", 1, [{}])]],
  ["Connect twice", () => [CONNECT, CONNECT]],
  ["nested", () => [CONNECT, `${"[".repeat(200_000)}`]],
  [
    "nested arguments",
    () => [
      CONNECT,
      `{"type":"Mutation","requestId":1,"udfPath":"a:b","args":[${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}]}`,
    ],
  ],
  [
    "1,000 actions",
    () => [CONNECT, ...times(1_000, (i) => call("Action", i, [{}]))],
  ],
  [
    "1,000 mutations of one number",
    () => [CONNECT, ...times(1_000, () => call("Mutation", 1, [{}]))],
  ],
  ["arguments that are none", () => [CONNECT, call("Mutation", 1, "x")]],
  ["a number that is none", () => [CONNECT, call("Mutation", "1", [{}])]],
  ["a version from nowhere", () => [CONNECT, subscribe(0, 1, 1e9)]],
  ["one query twice", () => [CONNECT, subscribe(0, 1), subscribe(0, 1, 1)]],
  [
    "tokens",
    () => [
      CONNECT,
      ...times(200, (i) =>
        toFrame({
          type: "Authenticate",
          baseVersion: i,
          tokenType: "User",
          value: letters(1_000),
        }),
      ),
    ],
  ],
  [
    "an admin's token",
    () => [
      CONNECT,
      toFrame({
        type: "Authenticate",
        baseVersion: 0,
        tokenType: "Admin",
        value: "guessed|key",
      }),
    ],
  ],
];

const frame = fc.oneof(
  fc
    .record({
      type: fc.constantFrom(
        "Connect",
        "ModifyQuerySet",
        "Mutation",
        "Action",
        "Authenticate",
        "Event",
        "Nothing",
      ),
      baseVersion: fc.oneof(fc.nat(3), fc.jsonValue()),
      newVersion: fc.oneof(fc.nat(3), fc.jsonValue()),
      requestId: fc.oneof(fc.nat(9), fc.jsonValue()),
      modifications: fc.jsonValue(),
      udfPath: fc.oneof(fc.constant("contacts:list"), fc.jsonValue()),
      args: fc.jsonValue({ maxDepth: 3 }),
      value: fc.jsonValue(),
    })
    .map((value) => toFrame(value)),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);
const FRAMES_A_SOCKET = 20;

const UPGRADE =
  "GET /api/1.48.0/sync HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

/** Frames as bytes: not masked, reserved, endless, too long. */
const RAW_FRAMES: readonly [string, Buffer][] = [
  ["not masked", Buffer.from([0x81, 0x02, 0x7b, 0x7d])],
  ["a reserved kind", Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
  ["reserved bits", Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
  ["a long ping", Buffer.from([0x89, 0xfe, 0x10, 0x00, 0, 0, 0, 0])],
  [
    "2^63 bytes",
    Buffer.from([0x81, 0xff, 0x7f, ...times(7, () => 0xff), 0, 0, 0, 0]),
  ],
  ["a continuation of nothing", Buffer.from([0x80, 0x80, 0, 0, 0, 0])],
  ["no UTF-8", Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe])],
  ["pings", Buffer.alloc(60_000, Buffer.from([0x89, 0x80, 0, 0, 0, 0]))],
  [
    "a message in endless parts",
    Buffer.alloc(60_000, Buffer.from([0x00, 0x80, 0, 0, 0, 0])),
  ],
];

/** Whether the server is done with it once the sender has said its last. */
function isEnded(api: URL, bytes: Buffer): Promise<boolean> {
  const socket = openSocket(api);
  socket.resume();
  socket.write(UPGRADE);
  socket.end(bytes);
  return new Promise((resolve) => {
    socket.setTimeout(PATIENCE_MS, () => {
      resolve(false);
      socket.destroy();
    });
    socket.on("close", () => resolve(true));
  });
}

async function invent({ target, tally, random, runs }: Scene): Promise<void> {
  const sockets = Math.ceil(runs / FRAMES_A_SOCKET);
  await eachOf(Array.from({ length: sockets }), async () => {
    const frames = fc.sample(frame, {
      numRuns: FRAMES_A_SOCKET,
      seed: random.integer(0, 2 ** 31),
    });
    const end = await provoke(target.api, [CONNECT, ...frames]);
    frames.forEach(() => tally.count(true, end));
  });
}

export const sockets: Family = {
  name: "sockets",
  about:
    "giant frames, floods of subscriptions and calls, frames that are none",
  async run(scene) {
    const { target, tally } = scene;
    for (const [name, build] of EXCESSES) {
      const end = await provoke(target.api, build());
      tally.count(end !== "served", `${name}: goes on`);
    }
    for (const [name, build] of ODDITIES) {
      const end = await provoke(target.api, build());
      tally.count(true, `${name}: ${end}`);
    }
    for (const [name, bytes] of RAW_FRAMES) {
      tally.count(await isEnded(target.api, bytes), `${name}: stays open`);
    }
    await invent(scene);
  },
};
