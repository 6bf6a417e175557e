import { useState } from "preact/hooks";
import { Segments } from "~/components/Segments";
import type { FileOf } from "~/data/files";
import { artifactUrl } from "~/data/run";

const ZOOMS = [
  { value: "fit", label: "Fit" },
  { value: "1", label: "100 %" },
  { value: "2", label: "200 %" },
  { value: "4", label: "400 %" },
  { value: "8", label: "800 %" },
] as const;

type Zoom = (typeof ZOOMS)[number]["value"];

/** A picture, as large as there is room or pixel by pixel. */
export function Picture({ run, artifact }: FileOf) {
  const [zoom, setZoom] = useState<Zoom>("fit");
  const [size, setSize] = useState<readonly [number, number] | null>(null);
  const [failed, setFailed] = useState(false);
  if (failed) return <p class="faint centred">This is no picture that the browser can show.</p>;
  const [width, height] = size ?? [0, 0];
  const scale = zoom === "fit" ? null : Number(zoom);
  return (
    <>
      <div class="viewer-bar">
        <Segments name="Zoom" value={zoom} choices={ZOOMS} onChange={setZoom} />
        {size && (
          <span class="muted number">
            {width} × {height} px
          </span>
        )}
      </div>
      <section
        class={zoom === "fit" ? "picture" : "picture zoomed"}
        aria-label={`${artifact.path}, zoomed`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        <img
          src={artifactUrl(run, artifact.path, artifact.step)}
          alt={artifact.path}
          style={scale === null ? {} : { width: `${width * scale}px` }}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setSize([naturalWidth, naturalHeight])
          }
          onError={() => setFailed(true)}
        />
      </section>
    </>
  );
}
