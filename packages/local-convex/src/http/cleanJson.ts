/** The `json` format of the HTTP API: plain JSON instead of Convex's encoding. */
import { type JSONValue, isJsonObject, readSpecial } from "../values/json";

/** int64 becomes a decimal string, bytes base64, NaN and infinities their names. */
export function toCleanJson(value: JSONValue): JSONValue {
  if (Array.isArray(value)) {
    return value.map(toCleanJson);
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const special = readSpecial(value);
  switch (special?.kind) {
    case undefined:
    case "commitTs":
      break;
    case "int64":
      return String(Buffer.from(special.base64, "base64").readBigInt64LE());
    case "bytes":
      return special.base64;
    case "float64": {
      const number = Buffer.from(special.base64, "base64").readDoubleLE();
      return Number.isFinite(number) ? number : String(number);
    }
  }
  const entries = Object.entries(value).map(
    ([name, field]) => [name, toCleanJson(field)] as const,
  );
  return Object.fromEntries(entries);
}
