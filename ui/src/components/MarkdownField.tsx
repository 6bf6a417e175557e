import { useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Markdown } from "~/components/Markdown";
import { Segments } from "~/components/Segments";

interface MarkdownFieldProps {
  readonly label: string;
  readonly start: string;
  readonly rows: number;
  readonly action: string;
  readonly placeholder?: string;
  /** Keeps the text; what it throws is shown, and the text stays. */
  readonly save: (text: string) => Promise<void>;
  readonly cancel?: () => void;
}

const SIDES = [
  { value: "write", label: "Write" },
  { value: "preview", label: "Preview" },
] as const;

/** A text in Markdown that is written, looked at and kept. Ctrl+Enter keeps it. */
export function MarkdownField(props: MarkdownFieldProps) {
  const [text, setText] = useState(props.start);
  const [side, setSide] = useState<"write" | "preview">("write");
  const [fault, setFault] = useState("");
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      await props.save(text);
      setText("");
      setSide("write");
      setFault("");
    } catch (reason) {
      setFault(reason instanceof Error ? reason.message : String(reason));
    } finally {
      setSaving(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
    if (event.key === "Escape") props.cancel?.();
  };
  return (
    <div class="markdown-field">
      {side === "write" ? (
        <textarea
          aria-label={props.label}
          rows={props.rows}
          placeholder={props.placeholder}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      ) : (
        <div class="markdown-preview">
          {text.trim() ? <Markdown text={text} /> : <p class="faint">Nothing to show yet.</p>}
        </div>
      )}
      <div class="markdown-actions">
        <Segments name="Write or preview" value={side} choices={SIDES} onChange={setSide} />
        {fault && (
          <span class="fail clip" role="alert" title={fault}>
            {fault}
          </span>
        )}
        <span class="toolbar-gap" />
        {props.cancel && <Button onClick={props.cancel}>Cancel</Button>}
        <Button tone="primary" disabled={saving} title="Ctrl+Enter" onClick={() => void save()}>
          {props.action}
        </Button>
      </div>
    </div>
  );
}
