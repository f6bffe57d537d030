/** 24 hours as a line; readers hear the smallest, the largest and the last. */
import { useScreenTexts } from "../../text/useScreenTexts";

const WIDTH = 120;
const HEIGHT = 28;
/** Room for the line's own width. */
const EDGE = 2;

export function Sparkline({
  values,
  write,
}: {
  /** Oldest first; null where there is none. */
  values: readonly (number | null)[];
  write: (value: number) => string;
}) {
  const { t } = useScreenTexts();
  const known = values.filter((value) => value !== null);
  if (known.length === 0) {
    return null;
  }
  const [min, max] = [Math.min(...known), Math.max(...known)];
  const step = (WIDTH - 2 * EDGE) / Math.max(1, values.length - 1);
  const y = (value: number) =>
    max === 0
      ? HEIGHT - EDGE
      : HEIGHT - EDGE - (value / max) * (HEIGHT - 2 * EDGE);
  const points = values.flatMap((value, index) =>
    value === null ? [] : [`${EDGE + index * step},${y(value)}`],
  );
  const now = known.at(-1) ?? 0;
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t.health.spark(write(min), write(max), write(now))}
    >
      <polyline points={points.join(" ")} />
    </svg>
  );
}
