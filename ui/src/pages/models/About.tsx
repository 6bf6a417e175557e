import { useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Markdown } from "~/components/Markdown";
import { Tags } from "~/pages/models/marks";

interface AboutProps {
  readonly what: string;
  readonly text: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly onSave: (text: string) => Promise<unknown>;
}

/** What somebody wrote of a model or a version, in Markdown, and its labels. */
export function About({ what, text, tags, onSave }: AboutProps) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <section class="block">
      <header class="block-head">
        <h2>About</h2>
        {draft === null && <Button onClick={() => setDraft(text)}>Edit</Button>}
      </header>
      {draft === null ? (
        <div class="registry-text">
          {text === "" ? <p class="faint">Nobody described it yet.</p> : <Markdown text={text} />}
        </div>
      ) : (
        <Editor
          what={what}
          draft={draft}
          onDraft={setDraft}
          onSave={() => onSave(draft)}
          onDone={() => setDraft(null)}
        />
      )}
      {Object.keys(tags).length > 0 && (
        <p class="chips">
          <Tags tags={tags} />
        </p>
      )}
    </section>
  );
}

interface EditorProps {
  readonly what: string;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onSave: () => Promise<unknown>;
  readonly onDone: () => void;
}

function Editor({ what, draft, onDraft, onSave, onDone }: EditorProps) {
  const [error, setError] = useState("");
  const save = (event: Event) => {
    event.preventDefault();
    onSave().then(onDone, (reason: unknown) =>
      setError(reason instanceof Error ? reason.message : String(reason)),
    );
  };
  return (
    <form class="notes-form" onSubmit={save}>
      <textarea
        rows={10}
        aria-label={`Description of ${what}, in Markdown`}
        value={draft}
        onInput={(event) => onDraft(event.currentTarget.value)}
      />
      {error !== "" && (
        <p class="fail" role="alert">
          {error}
        </p>
      )}
      <span class="chips">
        <button type="submit" class="button primary">
          Save
        </button>
        <Button onClick={onDone}>Cancel</Button>
      </span>
    </form>
  );
}
