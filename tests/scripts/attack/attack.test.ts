/** The parts of `npm run attack` that need no server. */
import { describe, expect, it } from "vitest";
import {
  HostileClient,
  requireLoopback,
  sendBytes,
  statusOf,
} from "../../../scripts/attack/http";
import { formatAttack } from "../../../scripts/attack/table";
import { Tally } from "../../../scripts/attack/tally";

describe("what is attacked", () => {
  it.each(["http://127.0.0.1:1", "http://127.8.9.1", "http://[::1]:2"])(
    "may be %s",
    (url) => {
      expect(() => requireLoopback(new URL(url))).not.toThrow();
    },
  );

  it.each([
    "http://127.0.0.1.evil.test",
    "http://10.0.0.1",
    "http://192.168.0.1",
    "http://[::ffff:10.0.0.1]",
    "http://example.test",
    "http://0.0.0.0",
  ])("is never %s", (url) => {
    const other = new URL(url);
    const refusal = "is not this machine: it is never attacked.";
    expect(() => new HostileClient(1).send(other)).toThrow(refusal);
    expect(() => sendBytes(other, "GET / HTTP/1.1\r\n\r\n")).toThrow(refusal);
  });
});

it("counts what held and tells ten ways in which the rest broke", () => {
  const tally = new Tally();
  tally.count(true, "fine");
  for (let way = 0; way < 12; way += 1) {
    tally.count(false, `way ${way}`);
    tally.count(false, `way ${way}`);
  }
  expect([tally.tried, tally.held]).toEqual([25, 1]);
  expect(tally.broken).toHaveLength(10);
  expect(tally.broken[0]).toBe("2 x way 0");
});

it("reads the status of an answer as it came", () => {
  expect(statusOf("HTTP/1.1 400 Bad Request\r\n\r\n")).toBe(400);
  expect(statusOf("")).toBe(0);
  expect(statusOf("SSH-2.0")).toBe(0);
});

it("prints a line for each family, and below how it broke", () => {
  const result = {
    name: "slow",
    about: "dripping requests",
    tried: 12,
    held: 11,
    signed: 3,
    slowestMs: 41.6,
    seconds: 2.4,
    broken: ["1 x goes on"],
  };
  expect(formatAttack([result], 80).split("\n")).toEqual([
    "FAMILY  TRIED  HELD  SIGNED  SLOWEST  TIME  WHAT",
    "slow       12    11       3    42 ms   2 s  dripping requests",
    "",
    "Did not hold:",
    "slow: 1 x goes on",
  ]);
  const whole = { ...result, held: 12, broken: [] };
  expect(formatAttack([whole], 80).split("\n")).toHaveLength(2);
});
