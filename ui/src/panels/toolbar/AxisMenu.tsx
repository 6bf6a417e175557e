import { Popover } from "~/components/Popover";
import type { XAxis } from "~/lib/series";
import { PickList } from "~/panels/toolbar/PickList";

interface AxisMenuProps {
  readonly axis: XAxis;
  readonly metrics: readonly string[];
  readonly onChange: (axis: XAxis) => void;
}

/** Any logged metric as x: epoch, samples, tokens. */
export function AxisMenu({ axis, metrics, onChange }: AxisMenuProps) {
  const metric = typeof axis === "string" ? null : axis.metric;
  return (
    <Popover label={metric === null ? "Metric…" : `x: ${metric}`}>
      {(close) => (
        <PickList
          label="Metric on the x axis"
          names={metrics}
          chosen={metric === null ? [] : [metric]}
          onPick={(name) => {
            onChange({ metric: name });
            close();
          }}
        />
      )}
    </Popover>
  );
}
