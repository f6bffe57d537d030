/**
 * A mailed or printed link was opened: signs in once the person presses the
 * button, so that neither a mail scanner nor the mere link spends it.
 */
import { useAuthActions } from "@convex-dev/auth/react";
import { useState } from "react";
import { useTexts } from "../../text/TextProvider";
import { Mark } from "../../ui/Icon";

export function OpenLink() {
  const { t } = useTexts();
  const { signIn } = useAuthActions();
  const [state, setState] = useState<"asking" | "opening" | "failed">("asking");
  const url = new URL(window.location.href);
  const code = url.searchParams.get("code") ?? "";

  async function open() {
    setState("opening");
    const { signingIn } = await signIn("link", { code }).catch(() => ({
      signingIn: false,
    }));
    if (!signingIn) {
      setState("failed");
      return;
    }
    url.searchParams.delete("code");
    window.location.replace(url.pathname + url.search);
  }

  return (
    <main className="alone">
      <Mark />
      <h1>{t.signIn.continueTitle}</h1>
      {state === "failed" ? (
        <>
          <p role="alert">{t.signIn.failed}</p>
          <a className="button" href="/">
            {t.signIn.title}
          </a>
        </>
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
