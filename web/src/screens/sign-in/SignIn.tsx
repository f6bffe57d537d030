/** Asks for a link by e-mail, or leads to the company's own sign-in. */
import { useAuthActions } from "@convex-dev/auth/react";
import { useQuery } from "convex/react";
import { type FormEvent, useId, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useTexts } from "../../text/TextProvider";
import { Mark } from "../../ui/Icon";

type State =
  { kind: "asking" | "sending" | "failed" } | { kind: "sent"; email: string };

export function SignIn() {
  const { t } = useTexts();
  const { signIn } = useAuthActions();
  const [state, setState] = useState<State>({ kind: "asking" });
  const problemId = useId();

  async function ask(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const email = new FormData(event.currentTarget).get("email");
    if (typeof email !== "string") {
      return;
    }
    setState({ kind: "sending" });
    try {
      await signIn("link", { email, redirectTo: window.location.pathname });
      setState({ kind: "sent", email });
    } catch {
      // Whether somebody is known here is nobody's business.
      setState({ kind: "failed" });
    }
  }

  return (
    <main className="alone">
      <Mark />
      <h1>{t.signIn.title}</h1>
      {state.kind === "sent" ? (
        <p role="status">{t.signIn.sent(state.email)}</p>
      ) : (
        <form onSubmit={(event) => void ask(event)}>
          <p className="muted">{t.signIn.intro}</p>
          <label className="field">
            <span>{t.signIn.email}</span>
            <input
              className="input"
              name="email"
              type="email"
              autoComplete="email"
              required
              autoFocus
              aria-describedby={problemId}
            />
          </label>
          <p className="problem" id={problemId} role="alert">
            {state.kind === "failed" ? t.signIn.askFailed : ""}
          </p>
          <button
            className="button primary"
            type="submit"
            disabled={state.kind === "sending"}
          >
            {t.signIn.send}
          </button>
        </form>
      )}
      <CompanySignIn />
    </main>
  );
}

/** Nothing where no provider is set up. */
function CompanySignIn() {
  const { t } = useTexts();
  const { signIn } = useAuthActions();
  const methods = useQuery(api.auth.methods);
  return methods?.company === true ? (
    <button
      className="button"
      type="button"
      onClick={() => void signIn("company", { redirectTo: "/?via=company" })}
    >
      {t.signIn.company}
    </button>
  ) : null;
}
