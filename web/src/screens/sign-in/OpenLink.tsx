/**
 * A mailed or printed link was opened: signs in once the person presses the
 * button, so that neither a mail scanner nor the mere link spends it. What the
 * company's provider sends back goes on by itself: it is good in this browser
 * only, where the person just asked for it.
 */
import { useAuthActions } from "@convex-dev/auth/react";
import { useEffect, useEffectEvent, useState } from "react";
import { useTexts } from "../../text/TextProvider";
import { Mark } from "../../ui/Icon";

export function OpenLink() {
  const { t } = useTexts();
  const { signIn } = useAuthActions();
  const url = new URL(window.location.href);
  const code = url.searchParams.get("code") ?? "";
  const via = url.searchParams.get("via");
  const [state, setState] = useState<"asking" | "opening" | "failed">(
    code === "" ? "failed" : "asking",
  );

  async function open() {
    setState("opening");
    const { signingIn } = await signIn(via ?? "link", { code }).catch(() => ({
      signingIn: false,
    }));
    if (!signingIn) {
      setState("failed");
      return;
    }
    url.searchParams.delete("code");
    url.searchParams.delete("via");
    window.location.replace(url.pathname + url.search);
  }

  const openReturned = useEffectEvent(() => {
    if (via === "company" && state === "asking") {
      void open();
    }
  });
  useEffect(() => openReturned(), []);

  return (
    <main className="alone">
      <Mark />
      <h1>{t.signIn.continueTitle}</h1>
      {state === "failed" ? (
        <Refused via={via} />
      ) : (
        <>
          <p className="muted">{t.signIn.continueText}</p>
          <button
            className="button primary"
            type="button"
            autoFocus
            disabled={state === "opening"}
            onClick={() => void open()}
          >
            {t.signIn.continue}
          </button>
        </>
      )}
    </main>
  );
}

function Refused({ via }: { via: string | null }) {
  const { t } = useTexts();
  return (
    <>
      <p role="alert">
        {via === "company" ? t.signIn.companyRefused : t.signIn.failed}
      </p>
      <a className="button" href="/">
        {t.signIn.title}
      </a>
    </>
  );
}
