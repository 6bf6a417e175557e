import { useState } from "preact/hooks";
import { FormDialog } from "~/components/FormDialog";
import {
  type ModelVersion,
  type RegisteredModel,
  registry,
  type Stage,
  useRollback,
} from "~/data/models";
import { links, navigate } from "~/lib/location";
import { StageMark } from "~/pages/models/marks";

const STAGES: readonly Stage[] = ["None", "Staging", "Production", "Archived"];

interface PromoteProps {
  readonly version: ModelVersion;
  /** All versions of the model, or as many as are known. */
  readonly versions: readonly ModelVersion[];
  readonly onClose: () => void;
}

/** Moves a version to a stage, with a reason, and says first who has to go. */
export function PromoteDialog({ version, versions, onClose }: PromoteProps) {
  const [stage, setStage] = useState<Stage>(nextStage(version.stage));
  const [reason, setReason] = useState("");
  const [archive, setArchive] = useState(false);
  const others = versions.filter((one) => one.stage === stage && one.version !== version.version);
  const archives = stage === "Production" || (stage === "Staging" && archive);
  const move = () =>
    registry.move(version.model, version.version, { stage, archive: archives, reason });
  return (
    <FormDialog
      title={`Move ${version.model} v${version.version}`}
      submit={`Move to ${stage}`}
      disabled={stage === version.stage}
      onSubmit={move}
      onClose={onClose}
    >
      <fieldset class="stage-choice">
        <legend>Stage</legend>
        {STAGES.map((one) => (
          <label key={one} class="check">
            <input
              type="radio"
              name="stage"
              checked={one === stage}
              disabled={one === version.stage}
              onChange={() => setStage(one)}
            />
            <StageMark stage={one} />
          </label>
        ))}
      </fieldset>
      <Consequence stage={stage} others={others} archives={archives} />
      {stage === "Staging" && others.length > 0 && (
        <label class="check">
          <input
            type="checkbox"
            checked={archive}
            onChange={(event) => setArchive(event.currentTarget.checked)}
          />
          Archive {numbersOf(others)}
        </label>
      )}
      <Reason value={reason} onChange={setReason} />
    </FormDialog>
  );
}

function nextStage(stage: Stage): Stage {
  if (stage === "None") return "Staging";
  return stage === "Production" ? "Archived" : "Production";
}

function Consequence(props: { stage: Stage; others: readonly ModelVersion[]; archives: boolean }) {
  const { stage, others, archives } = props;
  if (others.length === 0) {
    return stage === "Production" ? <p class="muted">No version is in Production now.</p> : null;
  }
  if (stage === "Archived" || stage === "None") return null;
  const many = others.length > 1;
  return (
    <p class="consequence">
      <strong>{numbersOf(others)}</strong> {many ? "are" : "is"} in {stage} now and{" "}
      {archives ? "will be archived." : "stays there."}
    </p>
  );
}

function numbersOf(versions: readonly ModelVersion[]): string {
  const numbers = versions.map((version) => `v${version.version}`).sort();
  return `${numbers.length > 1 ? "Versions" : "Version"} ${numbers.join(", ")}`;
}

function Reason({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  return (
    <label class="dialog-field">
      Why, for the history
      <input
        class="field"
        value={value}
        placeholder="accuracy up by 2 points"
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

interface ModelDialogProps {
  readonly model: RegisteredModel;
  readonly onClose: () => void;
}

/** Brings the version back that was in Production before. */
export function RollbackDialog({ model, onClose }: ModelDialogProps) {
  const [reason, setReason] = useState("");
  const target = useRollback(model.name);
  const now = model.latest.find((one) => one.stage === "Production");
  return (
    <FormDialog
      title={`Roll back ${model.name}`}
      submit={target.data === undefined ? "Roll back" : `Roll back to v${target.data.version}`}
      disabled={target.data === undefined}
      onSubmit={() => registry.rollBack(model.name, reason)}
      onClose={onClose}
    >
      {target.error && (
        <p class="fail" role="alert">
          {target.error.message}
        </p>
      )}
      {target.data !== undefined && (
        <p class="consequence">
          <strong>Version v{target.data.version}</strong> goes back to Production
          {now === undefined ? "." : `, and v${now.version} will be archived.`}
        </p>
      )}
      <Reason value={reason} onChange={setReason} />
    </FormDialog>
  );
}

/** Deletes a model for good, once its name was typed. */
export function DeleteModel({ model, onClose }: ModelDialogProps) {
  const [typed, setTyped] = useState("");
  const remove = async () => {
    await registry.remove(model.name);
    navigate(links.models());
  };
  return (
    <FormDialog
      title={`Delete ${model.name}`}
      submit="Delete for good"
      tone="danger"
      disabled={typed !== model.name}
      onSubmit={remove}
      onClose={onClose}
    >
      <p>
        The model goes with all its versions and aliases, whatever their stage. This cannot be
        undone; the history keeps what happened. Runs and their files stay.
      </p>
      <label class="dialog-field">
        Type {model.name} to go on
        <input
          class="field"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
    </FormDialog>
  );
}

interface VersionDialogProps {
  readonly version: ModelVersion;
  readonly onClose: () => void;
}

/** Deletes one version for good. */
export function DeleteVersion({ version, onClose }: VersionDialogProps) {
  const remove = async () => {
    await registry.removeVersion(version.model, version.version);
    navigate(links.model(version.model));
  };
  return (
    <FormDialog
      title={`Delete ${version.model} v${version.version}`}
      submit="Delete for good"
      tone="danger"
      onSubmit={remove}
      onClose={onClose}
    >
      <p>
        Its number is not given again.{" "}
        {version.stage === "Production" && "It is in Production now. "}
        The run that made it and its files stay.
      </p>
    </FormDialog>
  );
}

interface AliasDialogProps extends VersionDialogProps {
  readonly model: RegisteredModel;
}

/** Points an alias at a version, wherever it pointed before. */
export function AliasDialog({ model, version, onClose }: AliasDialogProps) {
  const [alias, setAlias] = useState("");
  const [reason, setReason] = useState("");
  const before = model.aliases[alias];
  return (
    <FormDialog
      title={`Alias for ${model.name} v${version.version}`}
      submit={before === undefined ? "Set" : "Move"}
      disabled={alias === "" || before === version.version}
      onSubmit={() => registry.point(model.name, alias, version.version, reason)}
      onClose={onClose}
    >
      <label class="dialog-field">
        Alias
        <input
          class="field"
          list="aliases"
          placeholder="champion"
          value={alias}
          onInput={(event) => setAlias(event.currentTarget.value.trim().replace(/^@/, ""))}
        />
        <datalist id="aliases">
          {Object.keys(model.aliases).map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </label>
      {before !== undefined && (
        <p class="consequence">
          <strong>@{alias}</strong> points to v{before} now
          {before === version.version ? " already." : ` and will point to v${version.version}.`}
        </p>
      )}
      <Reason value={reason} onChange={setReason} />
    </FormDialog>
  );
}

/** Removes an alias; no version changes its stage. */
export function RemoveAlias(props: { model: string; alias: string; onClose: () => void }) {
  const { model, alias, onClose } = props;
  return (
    <FormDialog
      title={`Remove @${alias}`}
      submit="Remove"
      tone="danger"
      onSubmit={() => registry.dropAlias(model, alias)}
      onClose={onClose}
    >
      <p>
        Who loads{" "}
        <code>
          models:/{model}@{alias}
        </code>{" "}
        will find nothing.
      </p>
    </FormDialog>
  );
}
