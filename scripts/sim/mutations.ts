/** Bodies and headers that no provider would send, grown from ones it does. */
import fc from "fast-check";

export interface FuzzedDelivery {
  body: Buffer;
  headers: Record<string, string>;
  /** Whether to sign the body as it is. */
  isSigned: boolean;
}

type Json = unknown;

/** Values that break assumptions about a field. */
const strangeValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1e308,
    "",
    " ",
    "0",
    "NaN",
    "\u0000",
    "\ud83d",
    "__proto__",
    [],
    {},
    [null],
    "9".repeat(400),
    "wamid.",
    "99999999999999",
    "-1789352107",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Every place in a value, as paths of keys. */
function listPaths(value: Json, prefix: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) {
    return [prefix];
  }
  const inner = Object.entries(value).flatMap(([key, item]) =>
    listPaths(item, [...prefix, key]),
  );
  return [prefix, ...inner];
}

/** The value with another one at a path; undefined takes the key away. */
function replaceAt(value: Json, path: readonly string[], other: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) {
    return other;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      String(index) === key ? replaceAt(item, rest, other) : (item as Json),
    );
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === key ? replaceAt(item, rest, other) : (item as Json),
    ]),
  );
}

const encode = (value: Json) => Buffer.from(JSON.stringify(value) ?? "");

/** A real body with one to four fields replaced, emptied or taken away. */
function changedFields(text: string): fc.Arbitrary<Buffer> {
  const original: Json = JSON.parse(text);
  const change = fc.tuple(
    fc.constantFrom(...listPaths(original)),
    fc.oneof(strangeValue, fc.constant(undefined)),
  );
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) =>
      encode(
        changes.reduce(
          (value: Json, [path, other]) => replaceAt(value, path, other),
          original,
        ),
      ),
    );
}

/** A real body with bytes flipped, cut off, or pasted in. */
function changedBytes(text: string): fc.Arbitrary<Buffer> {
  const original = Buffer.from(text);
  return fc
    .tuple(
      fc.nat(original.length - 1),
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom("flip", "cut", "paste"),
    )
    .map(([at, bytes, how]) => {
      if (how === "cut") {
        return original.subarray(0, at);
      }
      const end = how === "flip" ? at + bytes.length : at;
      return Buffer.concat([
        original.subarray(0, at),
        bytes,
        original.subarray(end),
      ]);
    });
}

const headerText = fc.string({
  unit: fc.constantFrom(...'abcXYZ019.-_=:;,/"\\ é\u00ff'),
  maxLength: 60,
});
const strangeHeaders = fc.record(
  {
    "X-Webhook-Event": headerText,
    "X-Idempotency-Key": fc.oneof(headerText, fc.constant("k".repeat(5000))),
    "X-Webhook-Payload-Version": fc.constantFrom("v1", "v2", "v3", "", "2"),
    "X-Webhook-Batch": fc.constantFrom("true", "false", "1", ""),
    "X-Batch-Size": headerText,
    "Content-Type": fc.oneof(headerText, fc.constant("text/html")),
    Authorization: fc.oneof(
      headerText,
      fc.constantFrom("Bearer x.y.z", "Convex x", "Basic eDp5"),
    ),
    "X-Hub-Signature-256": headerText,
    "X-Forwarded-For": headerText,
  },
  { requiredKeys: [] },
);

/** Signatures that do not fit. */
const wrongSignature = fc.oneof(
  fc.constant(undefined),
  headerText,
  fc.string({
    unit: fc.constantFrom(..."0123456789abcdefABCDEF"),
    maxLength: 70,
  }),
  fc.constant("0".repeat(64)),
);

/** @param texts bodies of documented deliveries */
export function fuzzedDelivery(
  texts: readonly string[],
): fc.Arbitrary<FuzzedDelivery> {
  const grown = fc.constantFrom(...texts);
  const body = fc.oneof(
    { weight: 6, arbitrary: grown.chain(changedFields) },
    { weight: 2, arbitrary: grown.chain(changedBytes) },
    { weight: 1, arbitrary: fc.jsonValue().map(encode) },
    {
      weight: 1,
      arbitrary: fc
        .uint8Array({ maxLength: 200 })
        .map((bytes) => Buffer.from(bytes)),
    },
  );
  return fc
    .tuple(body, strangeHeaders, wrongSignature, fc.boolean())
    .map(([bytes, headers, signature, isSigned]) => ({
      body: bytes,
      headers: {
        ...headers,
        ...(isSigned || signature === undefined
          ? {}
          : { "X-Webhook-Signature": signature }),
      },
      isSigned,
    }));
}
