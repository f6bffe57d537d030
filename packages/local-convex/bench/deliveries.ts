/**
 * Load on a running server that serves the fixture app: each delivery is an
 * HTTP action that runs a mutation (two inserts) and schedules another.
 *
 *   tsx bench/deliveries.ts <site url> <api url> [seconds per step] [1,16,64]
 */
import { Agent, request } from "node:http";

const [siteUrl, apiUrl, secondsText = "5", steps = "1,16,64"] =
  process.argv.slice(2);
const SECONDS = Number(secondsText);
const CONCURRENCIES = steps.split(",").map(Number);

/** Milliseconds one POST took; throws unless the answer is a success. */
function post(agent: Agent, url: string, body: string): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: "POST",
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        },
      },
      (response) => {
        response.resume();
        response.on("end", () => {
          const { statusCode = 0 } = response;
          if (statusCode < 300) resolve(performance.now() - start);
          else reject(new Error(`${url} answered ${statusCode}`));
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

async function run(concurrency: number, url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const times: number[] = [];
  const start = performance.now();
  const end = start + SECONDS * 1000;
  const worker = async (name: number) => {
    for (let i = 0; performance.now() < end; i++) {
      const key = `c${concurrency}-${name}-${i}`;
      times.push(await post(agent, url, JSON.stringify({ key })));
    }
  };
  await Promise.all(
    Array.from({ length: concurrency }, (_, name) => worker(name)),
  );
  const elapsed = (performance.now() - start) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const line = {
    concurrency,
    perSecond: Math.round(times.length / elapsed),
    p50: Number(percentile(times, 0.5).toFixed(1)),
    p99: Number(percentile(times, 0.99).toFixed(1)),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  return times.length;
}

/** Waits until every scheduled mutation has run; they are part of the load. */
async function drained(origin: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${origin}/api/query`, {
      method: "POST",
      body: JSON.stringify({ path: "events:pendingJobs", args: {} }),
    });
    const text = await response.text();
    if (text.includes('"value":0')) return;
  }
}

if (siteUrl === undefined || apiUrl === undefined) {
  process.stderr.write(
    "usage: deliveries.ts <site url> <api url> [seconds] [steps]\n",
  );
  process.exit(2);
}
for (const concurrency of CONCURRENCIES) {
  const start = performance.now();
  const count = await run(concurrency, `${siteUrl}/events`);
  await drained(apiUrl);
  const seconds = (performance.now() - start) / 1000;
  const withJobs = Math.round(count / seconds);
  process.stdout.write(`${JSON.stringify({ concurrency, withJobs })}\n`);
}
