/**
 * The parser is total: whatever stands in a body, it answers, its events fit
 * their validators to the letter, and nothing in them can hurt the database.
 */
import { validate } from "convex-helpers/validators";
import { convexToJson } from "convex/values";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { vPayloadForm, vWebhookEvent } from "../../../src/lib/crm/events";
import {
  IGNORED_REASONS,
  INVALID_REASONS,
  REJECTED_REASONS,
} from "../../../src/lib/kapso/parsedItem";
import { loadFixtures, type Fixture } from "../../support/fixtures";
import {
  parseDelivery,
  type ParsedDelivery,
} from "../../support/parseDelivery";
import { propertyRuns } from "../../support/propertyRuns";

/** Thousands of runs: a busy machine may take its time over them. */
let fixtures: Fixture[] = [];
beforeAll(async () => {
  fixtures = await loadFixtures();
});

/** Checks everything that holds for any delivery. */
function expectSound(parsed: ParsedDelivery): void {
  expect(validate(vPayloadForm, parsed.form)).toBe(true);
  expect(parsed.eventType).toMatch(/^[a-z][\w.-]*$/i);
  expect(parsed.phoneNumberId ?? "1").toMatch(/^\d{1,32}$/);
  if (parsed.kind === "rejected") {
    expect(REJECTED_REASONS).toContain(parsed.reason);
    return;
  }
  expect(parsed.items.length).toBeGreaterThan(0);
  for (const item of parsed.items) {
    if (item.kind === "ignored") {
      expect(IGNORED_REASONS).toContain(item.reason);
    } else if (item.kind === "invalid") {
      expect(INVALID_REASONS).toContain(item.reason);
    } else {
      validate(vWebhookEvent, item.event, { throw: true });
      // Throws on keys and values that the database refuses.
      convexToJson(item.event);
      expect(faultsOf(item.event)).toEqual([]);
    }
  }
}

/** What no stored value may be, with its path. */
function faultsOf(value: unknown, path = "event"): string[] {
  if (value === undefined) {
    return [`${path}: there, and nothing in it`];
  }
  if (typeof value === "string") {
    const isSafe = !/[\p{Surrogate}\0]/u.test(value);
    return isSafe && value.length <= 32 * 1024 ? [] : [`${path}: text`];
  }
  if (typeof value === "number") {
    return Number.isFinite(value) ? [] : [`${path}: ${value}`];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, part]) =>
        faultsOf(part, `${path}.${key}`),
      )
    : [];
}

/** Values that a field should not have, and some it might. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    " ",
    0,
    -1,
    1e308,
    true,
    [],
    {},
    [null],
    "\ud83d",
    "a\0b",
    "1789352107",
    "2026-09-14T02:15:07Z",
    "ID.1",
    "wamid.X",
    "outbound",
    "reaction",
    "system",
    "x".repeat(300),
    "👋".repeat(5000),
    { __proto__: null, constructor: 1 },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Every place in a JSON value, as a path. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, part]) => [
        [...path, key],
        ...pathsOf(part, [...path, key]),
      ])
    : [];
}

/** A copy with another value at one place; without it for undefined. */
function replaceAt(value: unknown, path: string[], odd: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    return odd;
  }
  if (Array.isArray(value)) {
    return value.map((part: unknown, i) =>
      String(i) === key ? replaceAt(part, rest, odd) : part,
    );
  }
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([name, part]): [string, unknown] => [
      name,
      name === key ? replaceAt(part, rest, odd) : part,
    ]),
  );
}

describe("parseDelivery", () => {
  it("gives sound events for every fixture", () => {
    expect(fixtures).toHaveLength(42);
    for (const { bodyText, headers } of fixtures) {
      expectSound(parseDelivery(bodyText, new Headers(headers)));
    }
  });

  it("survives any value at any place of any fixture", () => {
    const isSmall = ({ bodyText }: Fixture) => bodyText.length < 10_000;
    const bodies = fixtures.filter(isSmall).map(({ bodyText, headers }) => {
      const body: unknown = JSON.parse(bodyText);
      return { body, headers, paths: pathsOf(body) };
    });
    const change = fc.record({
      index: fc.nat(),
      odd: fc.option(oddValue, { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        ({ body, headers, paths }, changes, hasHeaders) => {
          const changed = changes.reduce<unknown>((value, { index, odd }) => {
            const path = paths[index % paths.length] ?? [];
            return replaceAt(value, path, odd);
          }, body);
          const reader = new Headers(hasHeaders ? headers : {});
          const text = JSON.stringify(changed);
          expectSound(parseDelivery(text, reader));
        },
      ),
      { numRuns: propertyRuns(600) },
    );
  });

  it("survives any text, cut bodies and any JSON", () => {
    const cutBody = fc.tuple(fc.nat(41), fc.nat()).map(([index, at]) => {
      const text = fixtures[index]?.bodyText ?? "";
      return text.slice(0, at % (text.length + 1));
    });
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.json(), cutBody),
        (text) => {
          expectSound(parseDelivery(text, new Headers()));
        },
      ),
      { numRuns: propertyRuns(300) },
    );
  });

  it("survives brackets without end", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const texts = [
      deep,
      `{"message":${deep}}`,
      `{"data":${deep}}`,
      `{"message":{"id":"a","timestamp":"1","type":"odd","odd":{"a":${deep}}},"phone_number_id":"1"}`,
      `{"object":"whatsapp_business_account","entry":${deep}}`,
    ];
    for (const text of texts) {
      expectSound(parseDelivery(text, new Headers()));
    }
  });

  it("gives the same answer every time", () => {
    for (const { bodyText, headers } of fixtures) {
      const parse = () => parseDelivery(bodyText, new Headers(headers));
      expect(parse()).toEqual(parse());
    }
  });
});
