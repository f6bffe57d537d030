/** Malformed requests, and request smuggling: one that means two things. */
import type { Random } from "../../sim/random";
import { eachOf, type Family, type Scene } from "../family";
import { isNoFailure, sendBytes, statusOf } from "../http";

const HEAD = "Host: 127.0.0.1\r\nConnection: close\r\n";
const many = (text: string, times: number) => text.repeat(times);

/** Request lines and headers that are wrong in one way each. */
const MALFORMED = [
  "",
  "\r\n\r\n",
  "\n\n\n",
  "GET\r\n\r\n",
  "GET /\r\n\r\n",
  `GET // HTTP/1.1\r\n${HEAD}\r\n`,
  `GET /// HTTP/1.1\r\n${HEAD}\r\n`,
  `GET //[ HTTP/1.1\r\n${HEAD}\r\n`,
  `GET http://[ HTTP/1.1\r\n${HEAD}\r\n`,
  `GET http:// HTTP/1.1\r\n${HEAD}\r\n`,
  `GET http://a:b@c:d/ HTTP/1.1\r\n${HEAD}\r\n`,
  `GET http://evil.test/health HTTP/1.1\r\n${HEAD}\r\n`,
  `GET /%zz HTTP/1.1\r\n${HEAD}\r\n`,
  `GET /%00 HTTP/1.1\r\n${HEAD}\r\n`,
  `GET /%ff%fe HTTP/1.1\r\n${HEAD}\r\n`,
  `GET /../../etc/passwd HTTP/1.1\r\n${HEAD}\r\n`,
  `GET /..%2f..%2fetc/passwd HTTP/1.1\r\n${HEAD}\r\n`,
  `GET /api/query?path=%00&args=%7b HTTP/1.1\r\n${HEAD}\r\n`,
  `GET /api/query?path=__proto__:constructor&args={} HTTP/1.1\r\n${HEAD}\r\n`,
  `GET /api/query?args=%ff HTTP/1.1\r\n${HEAD}\r\n`,
  `GET /webhooks/kapso?hub.challenge=%0d%0aSet-Cookie:a=b HTTP/1.1\r\n${HEAD}\r\n`,
  `GET * HTTP/1.1\r\n${HEAD}\r\n`,
  `OPTIONS * HTTP/1.1\r\n${HEAD}\r\n`,
  `CONNECT 127.0.0.1:22 HTTP/1.1\r\n${HEAD}\r\n`,
  `TRACE / HTTP/1.1\r\n${HEAD}\r\n`,
  `PURGE / HTTP/1.1\r\n${HEAD}\r\n`,
  `BREW /pot HTTP/1.1\r\n${HEAD}\r\n`,
  `get / HTTP/1.1\r\n${HEAD}\r\n`,
  `GET / HTTP/0.9\r\n${HEAD}\r\n`,
  `GET / HTTP/9.9\r\n${HEAD}\r\n`,
  `GET / FTP/1.1\r\n${HEAD}\r\n`,
  "GET / HTTP/1.1\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
  "GET / HTTP/1.1\r\nHost:\r\n\r\n",
  `GET / HTTP/1.1\r\nno colon\r\n${HEAD}\r\n`,
  `GET / HTTP/1.1\r\n: no name\r\n${HEAD}\r\n`,
  `GET / HTTP/1.1\r\nsp ace: x\r\n${HEAD}\r\n`,
  `GET / HTTP/1.1\r\nnull: \u0000\r\n${HEAD}\r\n`,
  `GET / HTTP/1.1\r\nx: a\r\n b\r\n${HEAD}\r\n`,
  `GET / HTTP/1.1\r\nx: ${many("y", 200_000)}\r\n${HEAD}\r\n`,
  `GET / HTTP/1.1\r\n${many("x: y\r\n", 20_000)}${HEAD}\r\n`,
  `GET /${many("a", 200_000)} HTTP/1.1\r\n${HEAD}\r\n`,
  `GET /health HTTP/1.1\r\n${HEAD}Expect: 100-continue\r\n\r\n`,
  `GET /health HTTP/1.1\r\n${HEAD}Expect: the unexpected\r\n\r\n`,
  `GET /health HTTP/1.1\r\n${HEAD}Upgrade: websocket\r\nConnection: upgrade\r\n\r\n`,
  `GET /api/1/sync HTTP/1.1\r\n${HEAD}Upgrade: websocket\r\nConnection: upgrade\r\n\r\n`,
  `GET /api//sync HTTP/1.1\r\n${HEAD}Upgrade: h2c\r\nConnection: upgrade\r\n\r\n`,
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
];

/** Two lengths, or a wrong one: what one server reads as a second request. */
const BODIES = [
  "Content-Length: -1\r\n\r\n",
  "Content-Length: 1e9\r\n\r\n",
  "Content-Length: 99999999999999999999\r\n\r\n",
  "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
  "Content-Length: 5, 5\r\n\r\nhello",
  "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
  "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
  "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
  "Transfer-Encoding:\tchunked\r\n\r\nzz\r\n\r\n",
  "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
  "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n\r\n",
  "Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
  `Transfer-Encoding: chunked\r\n\r\n1;${many("e", 100_000)}\r\nx\r\n0\r\n\r\n`,
  `Transfer-Encoding: chunked\r\n\r\n0\r\n${many("t: x\r\n", 20_000)}\r\n`,
  `${many("1\r\nx\r\n", 1000)}`,
];

/** Of a request line that did not hold. */
const MAX_SHOWN = 60;

const PATHS = ["/webhooks/kapso", "/api/query", "/http/webhooks/kapso", "/"];

/** A request with some of its bytes changed, cut, doubled or put in. */
function mutate(random: Random, text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  const at = random.integer(0, Math.max(0, bytes.length - 1));
  const some = Buffer.from(
    Array.from({ length: random.integer(1, 6) }, () => random.integer(0, 255)),
  );
  const rest = bytes.subarray(at + random.pick([0, some.length]));
  const changed = Buffer.concat([bytes.subarray(0, at), some, rest]);
  return random.chance(0.2) ? Buffer.concat([changed, changed]) : changed;
}

async function run({ target, tally, random, runs }: Scene): Promise<void> {
  const posts = PATHS.flatMap((path) =>
    BODIES.map((body) => `POST ${path} HTTP/1.1\r\n${HEAD}${body}`),
  );
  const known = [...MALFORMED, ...posts];
  const tried = function* () {
    yield* known.map((text) => Buffer.from(text, "latin1"));
    for (let run = 0; run < runs; run += 1) {
      yield mutate(random, random.pick(known));
    }
  };
  for (const port of ["api", "site", "web"] as const) {
    await eachOf(tried(), async (bytes) => {
      const status = statusOf(await sendBytes(target[port], bytes));
      const [line = ""] = bytes.toString("latin1").split("\r\n");
      const shown = JSON.stringify(line.slice(0, MAX_SHOWN));
      tally.count(isNoFailure(status), `${port}, ${shown}: ${status}`);
    });
  }
}

export const requests: Family = {
  name: "requests",
  about: "malformed and ambiguous requests on raw sockets, all three ports",
  run,
};
