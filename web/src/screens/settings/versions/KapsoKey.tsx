/** The key that the workspace reads Kapso with; it is never shown again. */
import { useAction } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { type FormEvent, useState } from "react";
import { api } from "../../../../../convex/_generated/api";
import { useAct } from "../../../app/useAct";
import { useMembership } from "../../../app/workspace";
import { useScreenTexts } from "../../../text/useScreenTexts";

type Key = FunctionReturnType<typeof api.settings.status>["key"];

export function KapsoKey({ source, key_end: end }: Key) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const setKey = useAction(api.settings.setKapsoKey);
  const { act, isBusy } = useAct();
  const [typed, setTyped] = useState("");
  const texts = t.versions.kapso;
  const save = async (api_key: string | null) => {
    const workspace_id = workspace._id;
    if (await act(() => setKey({ workspace_id, api_key }))) {
      setTyped("");
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void save(typed.trim());
  };
  return (
    <form className="form" onSubmit={onSubmit}>
      <p>{texts.keyOf[source](end ?? "")}</p>
      <label className="field">
        <span>{texts.key}</span>
        <input
          className="input"
          type="password"
          autoComplete="off"
          required
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <small className="muted">{texts.keyHelp}</small>
      </label>
      <div className="form-actions">
        <button className="button" type="submit" disabled={isBusy}>
          {texts.saveKey}
        </button>
        {source === "workspace" && (
          <button
            className="button quiet"
            type="button"
            disabled={isBusy}
            onClick={() => void save(null)}
          >
            {texts.dropKey}
          </button>
        )}
      </div>
    </form>
  );
}
