import type { ChartSettings } from "~/panels/settings";
import { BANDS, type Band, CENTRES, type Centre } from "~/series/kinds";

const BAND_NAMES: Record<Band, string> = {
  minmax: "min to max",
  std: "± std. dev.",
  stderr: "± std. error",
  ci95: "95 % confidence",
  quartiles: "quartiles",
  none: "no band",
};

const CENTRE_NAMES: Record<Centre, string> = { mean: "Mean", median: "Median", each: "Every run" };

interface GroupingControlProps {
  readonly settings: ChartSettings;
  readonly onChange: (change: Partial<ChartSettings>) => void;
}

/** What is drawn of a group: its middle, and how far its runs spread. */
export function GroupingControl({ settings: { grouping }, onChange }: GroupingControlProps) {
  const set = (change: Partial<typeof grouping>) =>
    onChange({ grouping: { ...grouping, ...change } });
  return (
    <span class="grouping">
      <select
        class="field small"
        aria-label="Line of a group"
        value={grouping.centre}
        onChange={({ currentTarget: { value } }) =>
          set({ centre: CENTRES.find((one) => one === value) ?? "mean" })
        }
      >
        {CENTRES.map((centre) => (
          <option key={centre} value={centre}>
            {CENTRE_NAMES[centre]}
          </option>
        ))}
      </select>
      <select
        class="field small"
        aria-label="Band of a group"
        disabled={grouping.centre === "each"}
        value={grouping.band}
        onChange={({ currentTarget: { value } }) =>
          set({ band: BANDS.find((one) => one === value) ?? "minmax" })
        }
      >
        {BANDS.map((band) => (
          <option key={band} value={band}>
            {BAND_NAMES[band]}
          </option>
        ))}
      </select>
    </span>
  );
}
