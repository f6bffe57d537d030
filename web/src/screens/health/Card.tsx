/** One figure: what it is, how it stands, how it went. */
import { Sparkline } from "./Sparkline";

export interface CardProps {
  label: string;
  value: string;
  /** What is usual, or what belongs to it. */
  note?: string | undefined;
  /** Oldest first; null where there is none. */
  values?: readonly (number | null)[];
  write?: (value: number) => string;
}

export function Card({
  label,
  value,
  note,
  values,
  write = String,
}: CardProps) {
  return (
    <div className="panel figure">
      <dt>{label}</dt>
      <dd className="num">{value}</dd>
      {values !== undefined && (
        <dd>
          <Sparkline values={values} write={write} />
        </dd>
      )}
      {note !== undefined && <dd className="muted small">{note}</dd>}
    </div>
  );
}
