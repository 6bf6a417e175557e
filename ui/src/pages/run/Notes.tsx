import { useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Markdown } from "~/components/Markdown";
import { Segments } from "~/components/Segments";
import type { Run } from "~/data/projects";
import { changeRun } from "~/data/run_list";

/** Notes of a run in Markdown; anybody who may write can change them in place. */
export function Notes({ run }: { run: Run }) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <section class="block" aria-label="Notes">
      <header class="block-head">
        <h2>Notes</h2>
        {draft === null && (
          <button type="button" class="link" onClick={() => setDraft(run.notes)}>
            {run.notes === "" ? "Write" : "Edit"}
          </button>
        )}
      </header>
      {draft === null ? (
        <div class={run.notes ? "notes" : "notes faint"}>
          {run.notes ? <Markdown text={run.notes} /> : "No notes."}
        </div>
      ) : (
        <NotesForm run={run.id} draft={draft} setDraft={setDraft} />
      )}
    </section>
  );
}

interface NotesFormProps {
  readonly run: string;
  readonly draft: string;
  readonly setDraft: (draft: string | null) => void;
}

function NotesForm({ run, draft, setDraft }: NotesFormProps) {
  const [part, setPart] = useState<"write" | "preview">("write");
  const [error, setError] = useState("");
  const save = async () => {
    try {
      await changeRun(run, { notes: draft });
      setDraft(null);
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
  };
  return (
    <div class="notes-form">
      <Segments
        name="Notes as"
        value={part}
        choices={[
          { value: "write", label: "Write" },
          { value: "preview", label: "Preview" },
        ]}
        onChange={setPart}
      />
      {part === "preview" ? (
        <div class="notes-preview">
          {draft.trim() === "" ? <p class="faint">Nothing to show.</p> : <Markdown text={draft} />}
        </div>
      ) : (
        <textarea
          aria-label="Notes"
          placeholder="Markdown"
          rows={Math.min(24, Math.max(8, draft.split("\n").length + 1))}
          value={draft}
          onInput={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={onKey}
        />
      )}
      <div class="notice-actions">
        <Button tone="primary" onClick={() => void save()} title="Ctrl+Enter">
          Save
        </Button>
        <Button onClick={() => setDraft(null)}>Cancel</Button>
        {error && (
          <span class="fail" role="alert">
            {error}
          </span>
        )}
      </div>
    </div>
  );
}
