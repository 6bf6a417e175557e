import { useState } from "preact/hooks";
import { Markdown } from "~/components/Markdown";
import { MarkdownField } from "~/components/MarkdownField";
import { changeProject, type Project } from "~/data/projects";

/** Notes of a project in Markdown; whoever may write can change them in place. */
export function ProjectNotes({ project }: { project: Project }) {
  const [editing, setEditing] = useState(false);
  return (
    <section class="block">
      <header class="block-head">
        <h2>Notes</h2>
        {!editing && (
          <button type="button" class="link" onClick={() => setEditing(true)}>
            {project.notes === "" ? "Write" : "Edit"}
          </button>
        )}
      </header>
      {editing ? (
        <MarkdownField
          label="Notes"
          placeholder="What is this project about? Markdown works."
          start={project.notes}
          rows={10}
          action="Save"
          save={async (notes) => {
            await changeProject(project.name, { notes });
            setEditing(false);
          }}
          cancel={() => setEditing(false)}
        />
      ) : (
        <Shown notes={project.notes} />
      )}
    </section>
  );
}

function Shown({ notes }: { notes: string }) {
  if (notes.trim() !== "") return <Markdown text={notes} />;
  return <p class="faint">No notes yet: say what the project is about, and what was learned.</p>;
}
