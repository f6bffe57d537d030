/** Signed in, but a member of no workspace. */
import { useAuthActions } from "@convex-dev/auth/react";
import { useTexts } from "../../text/TextProvider";

export function NoWorkspace() {
  const { t } = useTexts();
  const { signOut } = useAuthActions();
  return (
    <main className="alone">
      <h1>{t.signIn.noWorkspace}</h1>
      <button className="button" type="button" onClick={() => void signOut()}>
        {t.nav.signOut}
      </button>
    </main>
  );
}
