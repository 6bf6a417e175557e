import { useState } from "preact/hooks";
import { FormDialog } from "~/components/FormDialog";
import { makeProject } from "~/data/projects";
import { links, navigate } from "~/lib/location";

/** A project begins with its first experiment; the first run goes there by the snippet on its page. */
export function NewProject({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const make = async () => {
    await makeProject(name.trim());
    navigate(links.runs(name.trim()));
  };
  return (
    <FormDialog
      title="New project"
      submit="Make project"
      disabled={name.trim() === ""}
      onSubmit={make}
      onClose={onClose}
    >
      <label class="dialog-field">
        Name
        <input
          class="field"
          value={name}
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type this.
          autoFocus
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <p class="faint">
        The first <code>runlore.init(project=…)</code> makes it too. One that is there already is
        opened.
      </p>
    </FormDialog>
  );
}
