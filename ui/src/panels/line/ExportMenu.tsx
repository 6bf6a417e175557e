import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "~/components/Icon";
import { theme } from "~/lib/theme";
import { exportWish } from "~/panels/full";
import type { Exportable, Format } from "~/panels/line/export";

const FORMATS: readonly { readonly format: Format; readonly label: string }[] = [
  { format: "png", label: "PNG" },
  { format: "png2", label: "PNG, twice the pixels" },
  { format: "svg", label: "SVG" },
  { format: "csv", label: "CSV of what is shown" },
  { format: "points", label: "CSV of all points" },
];

interface ExportMenuProps {
  readonly title: string;
  readonly what: { readonly current: Exportable | null };
}

/** Files of a chart. */
export function ExportMenu({ title, what }: ExportMenuProps) {
  const box = useRef<HTMLDetailsElement>(null);
  useOpenByKey(title, box);
  const [error, setError] = useState("");
  const save = async (format: Format) => {
    if (box.current !== null) box.current.open = false;
    if (what.current === null) return;
    try {
      const { saveChart } = await import("~/panels/line/export");
      await saveChart(what.current, format, theme.peek());
      setError("");
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
  };
  const onFocusOut = (event: FocusEvent) => {
    const inside =
      event.relatedTarget instanceof Node && box.current?.contains(event.relatedTarget);
    if (!inside && box.current !== null) box.current.open = false;
  };
  return (
    <details class="tool-menu" ref={box} onFocusOut={onFocusOut}>
      <summary class="icon-button" aria-label="Export" title="Export">
        <Icon name="download" />
      </summary>
      <div class="tool-menu-box">
        {FORMATS.map(({ format, label }) => (
          <button key={format} type="button" onClick={() => void save(format)}>
            {label}
          </button>
        ))}
        {error !== "" && <p role="alert">{error}</p>}
      </div>
    </details>
  );
}

/** Opens the menu when its panel is the one that somebody wants to export by key. */
function useOpenByKey(title: string, box: { readonly current: HTMLDetailsElement | null }): void {
  useEffect(() => {
    let last = exportWish.peek()?.count ?? 0;
    return exportWish.subscribe((wish) => {
      if (wish === null || wish.count === last) return;
      last = wish.count;
      if (wish.title !== title || box.current === null) return;
      box.current.open = true;
      box.current.querySelector("button")?.focus();
    });
  }, [title, box]);
}
