/** A whole number with its unit, label and what it is for. */
export function NumberField({
  label,
  help,
  unit,
  value,
  least,
  most,
  isOptional = false,
  onChange,
}: {
  label: string;
  help?: string;
  unit: string;
  /** As it is typed, so that it can be emptied on the way. */
  value: string;
  least: number;
  most: number;
  isOptional?: boolean;
  onChange: (value: string) => void;
}) {
  return (
    <label className="field">
      <span>{label}</span>
      <span className="field-line">
        <input
          className="input number-input"
          type="number"
          required={!isOptional}
          step={1}
          min={least}
          max={most}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
        <span className="muted">{unit}</span>
      </span>
      {help !== undefined && <small className="muted">{help}</small>}
    </label>
  );
}
