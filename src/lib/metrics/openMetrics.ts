/**
 * Writes gauges as OpenMetrics 1.0 text
 * (github.com/prometheus/OpenMetrics, specification/OpenMetrics.md).
 */

export const OPEN_METRICS_TYPE =
  "application/openmetrics-text; version=1.0.0; charset=utf-8";

export interface Sample {
  labels?: Readonly<Record<string, string>>;
  value: number;
}

export interface Gauge {
  /** Letters, digits and underscores; ends in its unit, if it has one. */
  name: string;
  unit?: "seconds" | "bytes";
  help: string;
  samples: readonly Sample[];
}

/** A sample of each value, told apart by one label. */
export const samplesBy = (
  label: string,
  values: Readonly<Record<string, number>>,
): Sample[] =>
  Object.entries(values).map(([key, value]) => ({
    labels: { [label]: key },
    value,
  }));

export function toOpenMetrics(gauges: readonly Gauge[]): string {
  const families = gauges.map(({ name, unit, help, samples }) =>
    [
      `# TYPE ${name} gauge`,
      ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
      `# HELP ${name} ${escape(help)}`,
      ...samples.map(
        ({ labels, value }) =>
          `${name}${labelsOf(labels)} ${value === Infinity ? "+Inf" : value}`,
      ),
    ].join("\n"),
  );
  return `${[...families, "# EOF"].join("\n")}\n`;
}

function labelsOf(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escape(value)}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escape(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll('"', '\\"');
}
