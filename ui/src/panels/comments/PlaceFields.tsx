import type { Place } from "~/panels/comments/place";

interface PlaceFieldsProps {
  /** Charts to choose from; none where the chart is settled. */
  readonly metrics: readonly string[];
  readonly place: Place;
  readonly onChange: (place: Place) => void;
}

/** Chooses the chart, and the step on it, that a comment is about. */
export function PlaceFields({ metrics, place, onChange }: PlaceFieldsProps) {
  return (
    <div class="comment-where">
      {metrics.length > 0 && (
        <label>
          About
          <select
            value={place.key}
            onChange={(event) => onChange({ key: event.currentTarget.value, step: "" })}
          >
            <option value="">the run</option>
            {metrics.map((metric) => (
              <option key={metric} value={metric}>
                {metric}
              </option>
            ))}
          </select>
        </label>
      )}
      {place.key !== "" && (
        <label>
          {metrics.length > 0 ? "at step" : "At step"}
          <input
            class="field small"
            inputMode="numeric"
            placeholder="any"
            value={place.step}
            onInput={(event) => onChange({ ...place, step: event.currentTarget.value })}
          />
        </label>
      )}
    </div>
  );
}
