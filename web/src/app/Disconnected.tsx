/** Says since when the page is not connected; it connects again by itself. */
import { useConvexConnectionState } from "convex/react";
import { useEffect, useState } from "react";
import { useTexts } from "../text/TextProvider";

/** A shorter loss is nothing to tell. */
const GRACE_MS = 3000;

export function Disconnected() {
  const { isWebSocketConnected, hasEverConnected } = useConvexConnectionState();
  const { t, language } = useTexts();
  const [lostAt, setLostAt] = useState<number | null>(null);
  useEffect(() => {
    if (isWebSocketConnected || !hasEverConnected) {
      setLostAt(null);
      return;
    }
    const since = Date.now();
    const timer = setTimeout(() => setLostAt(since), GRACE_MS);
    return () => clearTimeout(timer);
  }, [isWebSocketConnected, hasEverConnected]);
  const time =
    lostAt === null
      ? ""
      : new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(
          lostAt,
        );
  return (
    <div role="status">
      {lostAt !== null && (
        <p className="disconnected">{t.connection.lost(time)}</p>
      )}
    </div>
  );
}
