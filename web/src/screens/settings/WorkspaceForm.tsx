/** The workspace's name, clock and country. */
import { useMutation } from "convex/react";
import type { FunctionArgs } from "convex/server";
import { type FormEvent, useMemo, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Select } from "../../ui/Select";
import { useNotify } from "../../ui/Toasts";
import { namedRegions } from "./regions";

type Change = Omit<FunctionArgs<typeof api.workspaces.update>, "workspace_id">;

const HOURS = [...Array(24).keys()];

/** Saves what differs, and offers the way back. */
function useSave() {
  const { workspace } = useMembership();
  const update = useMutation(api.workspaces.update);
  const notify = useNotify();
  const { t } = useScreenTexts();
  const { act, isBusy } = useAct();
  const workspace_id = workspace._id;
  const save = async (change: Change) => {
    const before = await act(() => update({ workspace_id, ...change }));
    if (before !== undefined) {
      notify(
        t.settings.changed,
        () => void act(() => update({ workspace_id, ...before })),
      );
    }
  };
  return { save, isBusy };
}

/** Countries by their name in the reader's language, and all time zones. */
function usePlacesOfEarth() {
  const { language } = useScreenTexts();
  const { timezone } = useMembership().workspace;
  const regions = useMemo(() => namedRegions(language), [language]);
  const zones = useMemo(
    () => [...new Set([timezone, ...Intl.supportedValuesOf("timeZone")])],
    [timezone],
  );
  return { regions, zones };
}

export function WorkspaceForm() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const { save, isBusy } = useSave();
  const texts = t.settings.workspace;
  const [name, setName] = useState(workspace.name);
  const [timezone, setTimezone] = useState(workspace.timezone);
  const [default_region, setRegion] = useState(workspace.default_region);
  const [hour, setHour] = useState(workspace.digest_hour);
  const { regions, zones } = usePlacesOfEarth();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void save({ name, timezone, default_region, digest_hour: hour });
  };
  return (
    <form className="panel form" onSubmit={onSubmit}>
      <label className="field">
        <span>{texts.name}</span>
        <input
          className="input"
          required
          maxLength={100}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <Select
        label={texts.timezone}
        help={texts.timezoneHelp}
        value={timezone}
        onChange={setTimezone}
        options={zones.map((zone) => [zone, zone.replaceAll("_", " ")])}
      />
      <Select
        label={texts.region}
        help={texts.regionHelp}
        value={default_region}
        onChange={setRegion}
        options={regions.map(({ code, name: text }) => [code, text])}
      />
      <Select
        label={texts.digestHour}
        value={String(hour)}
        onChange={(value) => setHour(Number(value))}
        options={HOURS.map((value) => [
          String(value),
          `${String(value).padStart(2, "0")}.00`,
        ])}
      />
      <p className="muted small">{texts.language}</p>
      <div className="form-actions">
        <button className="button primary" type="submit" disabled={isBusy}>
          {t.save}
        </button>
      </div>
    </form>
  );
}
