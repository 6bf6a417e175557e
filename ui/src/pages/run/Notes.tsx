import { useState } from "preact/hooks";
import { Button } from "~/components/Button";
import type { Run } from "~/data/projects";
import { changeRun } from "~/data/run_list";

/** Notes of a run; anybody who may write can change them in place. */
export function Notes({ run }: { run: Run }) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState("");
  const save = async () => {
    try {
      await changeRun(run.id, { notes: draft ?? "" });
      setDraft(null);
      setError("");
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
    }
  };
  return (
    <section class="block">
      <header class="block-head">
        <h2>Notes</h2>
        {draft === null && (
          <button type="button" class="link" onClick={() => setDraft(run.notes)}>
            {run.notes === "" ? "Write" : "Edit"}
          </button>
        )}
      </header>
      {draft === null ? (
        <div class={run.notes ? "notes" : "notes faint"}>{run.notes || "No notes."}</div>
      ) : (
        <div class="notes-form">
          <textarea
            aria-label="Notes"
            rows={6}
            value={draft}
            onInput={(event) => setDraft(event.currentTarget.value)}
          />
          <div class="notice-actions">
            <Button tone="primary" onClick={() => void save()}>
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
      )}
    </section>
  );
}
