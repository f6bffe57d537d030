/** What the list is narrowed to. */
import { useState } from "react";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";
import { clockTime } from "../../text/times";
import { type DeliverySearch, FORMS, STATUSES } from "./search";

interface FiltersProps {
  search: DeliverySearch;
  onSearch: (search: DeliverySearch) => void;
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string | undefined;
  options: readonly (readonly [value: string, text: string])[];
  onChange: (value: string) => void;
}) {
  const { t } = useScreenTexts();
  return (
    <label className="field-line">
      <span>{label}</span>
      <select
        className="input"
        value={value ?? ""}
        onChange={({ target }) => onChange(target.value)}
      >
        <option value="">{t.all}</option>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Toggle({
  text,
  isOn,
  onTurn,
}: {
  text: string;
  isOn: boolean;
  onTurn: (isOn: boolean) => void;
}) {
  return (
    <button
      type="button"
      className={isOn ? "button" : "button quiet"}
      aria-pressed={isOn}
      onClick={() => onTurn(!isOn)}
    >
      {text}
    </button>
  );
}

function Toggles({ search, onSearch }: FiltersProps) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const texts = t.deliveries;
  return (
    <>
      <Toggle
        text={texts.failures}
        isOn={search.failures === true}
        onTurn={(isOn) =>
          onSearch({ ...search, failures: isOn ? true : undefined })
        }
      />
      <Toggle
        text={texts.repeats}
        isOn={search.repeats === true}
        onTurn={(isOn) =>
          onSearch({ ...search, repeats: isOn ? true : undefined })
        }
      />
      {search.from !== undefined && search.until !== undefined && (
        <Toggle
          text={`${clockTime(search.from, clock)}–${clockTime(search.until, clock)}`}
          isOn
          onTurn={() =>
            onSearch({ ...search, from: undefined, until: undefined })
          }
        />
      )}
    </>
  );
}

/** @param known events and endpoints that the list shows */
export function Filters({
  search,
  onSearch,
  known,
}: FiltersProps & {
  known: { events: readonly string[]; endpoints: readonly string[] };
}) {
  const { t } = useScreenTexts();
  const { deliveries: texts } = t;
  const one = (value: string): [string, string] => [value, value];
  const withOwn = (all: readonly string[], own: string | undefined) =>
    [...new Set(own === undefined ? all : [...all, own])].sort().map(one);
  return (
    <div className="delivery-filters">
      <Choice
        label={texts.columns.status}
        value={search.status}
        options={STATUSES.map((name) => [name, texts.status[name]])}
        onChange={(value) =>
          onSearch({
            ...search,
            status: STATUSES.find((name) => name === value),
          })
        }
      />
      <Choice
        label={texts.columns.event}
        value={search.event}
        options={withOwn(known.events, search.event)}
        onChange={(value) =>
          onSearch({ ...search, event: value === "" ? undefined : value })
        }
      />
      <Choice
        label={texts.columns.form}
        value={search.form}
        options={FORMS.map(one)}
        onChange={(value) =>
          onSearch({ ...search, form: FORMS.find((name) => name === value) })
        }
      />
      <Choice
        label={texts.endpoint}
        value={search.endpoint}
        options={withOwn(known.endpoints, search.endpoint)}
        onChange={(value) =>
          onSearch({ ...search, endpoint: value === "" ? undefined : value })
        }
      />
      <Toggles search={search} onSearch={onSearch} />
    </div>
  );
}

/** Takes anything; Enter looks for it, and nothing in it shows the list again. */
export function FindLine({ search, onSearch }: FiltersProps) {
  const { t } = useScreenTexts();
  const [text, setText] = useState(search.find ?? "");
  return (
    <form
      role="search"
      className="find-line"
      onSubmit={(event) => {
        event.preventDefault();
        const find = text.trim() === "" ? undefined : text.trim();
        onSearch({ ...search, find, open: undefined });
      }}
    >
      <input
        className="input"
        type="search"
        aria-label={t.deliveries.search}
        placeholder={t.deliveries.searchHint}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          if (target.value === "" && search.find !== undefined) {
            onSearch({ ...search, find: undefined });
          }
        }}
      />
      <button className="button" type="submit">
        {t.deliveries.search}
      </button>
    </form>
  );
}
