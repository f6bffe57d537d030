/** Signed in, but a member of no workspace. */
import { useAuthActions } from "@convex-dev/auth/react";
import { useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { useCopy } from "../../people/copy";
import { useTexts } from "../../text/TextProvider";

export function NoWorkspace() {
  const { t } = useTexts();
  const { signOut } = useAuthActions();
  const copy = useCopy();
  const email = useQuery(api.me.get)?.email;
  return (
    <main className="alone">
      <h1>{t.signIn.noWorkspace}</h1>
      {email !== undefined && (
        <>
          <p>{t.signIn.noWorkspaceHelp(email)}</p>
          <button
            className="button primary"
            type="button"
            onClick={() => copy(email)}
          >
            {t.contacts.copyCell(email)}
          </button>
        </>
      )}
      <button className="button" type="button" onClick={() => void signOut()}>
        {t.nav.signOut}
      </button>
    </main>
  );
}
