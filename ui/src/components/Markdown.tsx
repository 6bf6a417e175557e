import { useEffect, useRef } from "preact/hooks";
import { useLoaded } from "~/components/use_loaded";

const load = () => import("~/components/markdown_dom");

/** A text in Markdown that somebody logged. Until its reader is loaded it is shown as it was written. */
export function Markdown({ text }: { text: string }) {
  return <Rendered text={text} as="markdownFragment" />;
}

/** A piece of HTML that somebody logged, without all that could run, load or restyle the page. */
export function SafeHtml({ html }: { html: string }) {
  return <Rendered text={html} as="htmlFragment" />;
}

interface RenderedProps {
  readonly text: string;
  readonly as: "markdownFragment" | "htmlFragment";
}

function Rendered({ text, as }: RenderedProps) {
  const reader = useLoaded(load);
  const box = useRef<HTMLDivElement>(null);
  const ready = reader !== null && !(reader instanceof Error);
  useEffect(() => {
    if (ready) box.current?.replaceChildren(reader[as](text));
  }, [ready, reader, text, as]);
  if (!ready) return <div class="markdown plain">{text}</div>;
  // Preact is told of no children, so it leaves those alone that are put in here.
  return <div key="rendered" class="markdown" ref={box} />;
}
