/** A strict reader of OpenMetrics 1.0 text, as far as gauges need it. */

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const SAMPLE =
  /^([a-zA-Z_][a-zA-Z0-9_]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)+\})? (\+Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/**
 * Samples by name and labels, as they are written.
 *
 * @throws Error with the line that is against the specification
 */
export function parseOpenMetrics(text: string): Map<string, number> {
  const lines = text.split("\n");
  if (lines.at(-1) !== "" || lines.at(-2) !== "# EOF") {
    throw new Error("it does not end with # EOF and a line break");
  }
  const samples = new Map<string, number>();
  const seen = new Set<string>();
  let family = "";
  for (const line of lines.slice(0, -2)) {
    const [, keyword, name = "", rest = ""] =
      /^# (TYPE|UNIT|HELP) (\S+) (.*)$/.exec(line) ?? [];
    if (keyword === "TYPE") {
      if (!NAME.test(name) || rest !== "gauge" || seen.has(name)) {
        throw new Error(line);
      }
      seen.add(name);
      family = name;
    } else if (keyword !== undefined) {
      // A unit is the end of its metric's name.
      const isUnit = keyword !== "UNIT" || name.endsWith(`_${rest}`);
      if (name !== family || !isUnit) {
        throw new Error(line);
      }
    } else {
      const [, metric, labels = "", value] = SAMPLE.exec(line) ?? [];
      if (metric !== family || samples.has(metric + labels)) {
        throw new Error(line);
      }
      const number = value === "+Inf" ? Infinity : Number(value);
      samples.set(metric + labels, number);
    }
  }
  return samples;
}
