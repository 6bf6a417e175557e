interface SegmentsProps<T extends string> {
  readonly name: string;
  readonly value: T;
  readonly choices: readonly {
    readonly value: T;
    readonly label: string;
    readonly title?: string;
  }[];
  readonly onChange: (value: T) => void;
}

/** One of a few choices, all in sight. */
export function Segments<T extends string>({ name, value, choices, onChange }: SegmentsProps<T>) {
  return (
    <fieldset class="segments" aria-label={name}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          title={choice.title ?? choice.label}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  );
}
