import { useEffect, useMemo, useState } from "preact/hooks";
import { Sparkline } from "~/components/Sparkline";
import { CurveFeed, type FedView, type FeedRequest } from "~/data/curve_feed";
import { formatNumber } from "~/lib/format";
import { seriesName } from "~/lib/series";

/** Buckets of the little curve: as many as it is wide. */
const PIXELS = 96;

const PLAIN: Omit<FeedRequest, "series"> = {
  axis: "step",
  logX: false,
  range: null,
  pixels: PIXELS,
  smoothing: null,
  groups: [],
  grouping: { centre: "mean", band: "none" },
};

interface RunSparkProps {
  readonly run: string;
  readonly metric: string;
}

/** The way of one metric of one run, small, and live. */
export function RunSpark({ run, metric }: RunSparkProps) {
  const [fed, setFed] = useState<FedView | null>(null);
  const series = useMemo(() => [{ run, key: metric }], [run, metric]);
  useEffect(() => {
    // A card without its curve still says what it has to say.
    const feed = new CurveFeed(`run:${run}`, setFed, () => undefined);
    feed.ask({ ...PLAIN, series });
    return () => feed.destroy();
  }, [run, series]);
  const curve = fed?.curves.get(seriesName({ run, key: metric }))?.curve;
  if (curve === undefined || curve.n < 2) return <span class="sparkline" />;
  const last = curve.last[curve.n - 1] ?? Number.NaN;
  const label = `${metric} over ${curve.points} points, last ${formatNumber(last)}`;
  return <Sparkline x={[...curve.x]} y={[...curve.last]} label={label} />;
}
