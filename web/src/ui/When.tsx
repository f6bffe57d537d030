/** A moment: short to read, exact on hover and for screen readers. */
import { useNow } from "../data/now";
import { useClock } from "../text/useClock";
import { exactTime, listTime } from "../text/times";

export function When({ at }: { at: number }) {
  const clock = useClock();
  const now = useNow();
  return (
    <time
      className="num"
      dateTime={new Date(at).toISOString()}
      title={exactTime(at, clock)}
    >
      {listTime(at, now, clock)}
    </time>
  );
}
