/** A day of invented customers, for a first look: only where the server has one. */
import { useRouter } from "@tanstack/react-router";
import { useConfig } from "../../app/config";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useNotify } from "../../ui/Toasts";
import { tellDay, useIsTelling } from "./sampleDay";

/**
 * @param isEmpty nobody real has written
 */
export function SampleDay({ isEmpty }: { isEmpty: boolean }) {
  const { t } = useScreenTexts();
  const { slug } = useMembership().workspace;
  const { sample_day: hasDay = false } = useConfig();
  const router = useRouter();
  const notify = useNotify();
  const isTelling = useIsTelling();
  const texts = t.setup.day;
  const run = async () => {
    const params = { slug };
    const telling = tellDay();
    // The steps prove themselves there, while a list would grow row by row.
    await router.navigate({ to: "/w/$slug/start", params });
    const outcome = await telling;
    notify(texts[outcome]);
    // Whoever looks around meanwhile stays where they are.
    const { pathname } = router.state.location;
    if (outcome === "told" && pathname === `/w/${slug}/start`) {
      await router.navigate({ to: "/w/$slug/contacts", params });
    }
  };
  return (
    hasDay &&
    (isEmpty || isTelling) && (
      <section className="panel sample">
        <button
          className="button primary"
          type="button"
          disabled={isTelling}
          onClick={() => void run()}
        >
          {isTelling ? texts.telling : texts.load}
        </button>
        <p className="muted small" role="status">
          {isTelling ? texts.tellingHelp : texts.help}
        </p>
      </section>
    )
  );
}
