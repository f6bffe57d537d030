/** What a lead form asks, in its order. */
import { MAX_FORM_FIELDS } from "../../../../src/lib/leads/form";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Icon } from "../../ui/Icon";
import { Select } from "../../ui/Select";
import { movedUp } from "./lines";
import { blankField, FIELD_TYPES, type FieldDraft } from "./leadForm";

interface FieldProps {
  field: FieldDraft;
  onChange: (field: FieldDraft) => void;
}

function Actions({
  label,
  onUp,
  onRemove,
}: {
  label: string;
  /** Undefined for the first. */
  onUp: (() => void) | undefined;
  /** Undefined for the only one. */
  onRemove: (() => void) | undefined;
}) {
  const { t } = useScreenTexts();
  const texts = t.settings.forms;
  return (
    <span className="row-actions">
      {onUp && (
        <button
          className="icon-button"
          type="button"
          aria-label={texts.up(label)}
          onClick={onUp}
        >
          <Icon name="up" />
        </button>
      )}
      {onRemove && (
        <button
          className="icon-button"
          type="button"
          aria-label={texts.remove(label)}
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

function Inputs({ field, onChange }: FieldProps) {
  const { t } = useScreenTexts();
  const texts = t.settings.forms;
  return (
    <>
      <div className="form-field-line">
        <label className="field">
          <span>{texts.label}</span>
          <input
            className="input"
            required
            maxLength={256}
            value={field.label}
            onChange={({ target }) =>
              onChange({ ...field, label: target.value })
            }
          />
        </label>
        <Select
          label={texts.type}
          value={field.type}
          onChange={(value) => {
            const type = FIELD_TYPES.find((known) => known === value);
            onChange({ ...field, ...(type && { type }) });
          }}
          options={FIELD_TYPES.map((type) => [type, texts.types[type]])}
        />
      </div>
      {field.type === "choice" && (
        <label className="field">
          <span>{t.settings.fields.choices}</span>
          <textarea
            className="input"
            required
            value={field.choices}
            onChange={({ target }) =>
              onChange({ ...field, choices: target.value })
            }
          />
        </label>
      )}
      <label className="check-line">
        <input
          className="checkbox"
          type="checkbox"
          checked={field.required}
          onChange={({ target }) =>
            onChange({ ...field, required: target.checked })
          }
        />
        {texts.required}
      </label>
    </>
  );
}

export function LeadFormFields({
  fields,
  onChange,
}: {
  fields: readonly FieldDraft[];
  onChange: (fields: readonly FieldDraft[]) => void;
}) {
  const { t } = useScreenTexts();
  const texts = t.settings.forms;
  const add = () => {
    const id = Math.max(...fields.map((field) => field.id)) + 1;
    onChange([...fields, blankField(id)]);
  };
  return (
    <div className="form-fields">
      {fields.map((field, index) => (
        <fieldset key={field.id} className="panel form-field">
          <legend className="hidden-text">{texts.fieldNo(index + 1)}</legend>
          <div className="section-head">
            <b className="small muted" aria-hidden="true">
              {texts.fieldNo(index + 1)}
            </b>
            <Actions
              label={
                field.label === "" ? texts.fieldNo(index + 1) : field.label
              }
              onUp={
                index > 0 ? () => onChange(movedUp(fields, index)) : undefined
              }
              onRemove={
                fields.length > 1
                  ? () => onChange(fields.filter(({ id }) => id !== field.id))
                  : undefined
              }
            />
          </div>
          <Inputs
            field={field}
            onChange={(changed) => onChange(fields.with(index, changed))}
          />
        </fieldset>
      ))}
      {fields.length < MAX_FORM_FIELDS && (
        <button className="button" type="button" onClick={add}>
          <Icon name="plus" />
          {texts.addField}
        </button>
      )}
    </div>
  );
}
