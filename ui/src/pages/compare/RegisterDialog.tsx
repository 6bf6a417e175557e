import { useState } from "preact/hooks";
import { FormDialog } from "~/components/FormDialog";
import { Skeleton } from "~/components/Notice";
import type { Run } from "~/data/compare";
import { registry, type Stage, useLineage, useModels } from "~/data/models";
import { links, navigate } from "~/lib/location";

const STAGES: readonly Stage[] = ["None", "Staging", "Production"];

/** Makes a version of a registered model out of what a run logged, and puts it where it shall stand. */
export function RegisterDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const lineage = useLineage(run.id);
  const [chosen, setChosen] = useState("");
  const [name, setName] = useState("");
  const [stage, setStage] = useState<Stage>("None");
  const [reason, setReason] = useState("");
  const made = lineage.data?.outputs.map(({ model }) => model) ?? [];
  const model = made.find((one) => one.id === chosen) ?? made.at(-1);
  const register = async () => {
    const source = `models:/${model?.id ?? ""}`;
    const version = await registry.register({ name: name.trim(), source, stage, reason });
    navigate(links.version(version.model, version.version));
  };
  return (
    <FormDialog
      title={`Register a model of ${run.name}`}
      submit={stage === "None" ? "Register" : `Register in ${stage}`}
      disabled={model === undefined || name.trim() === ""}
      onSubmit={register}
      onClose={onClose}
    >
      {lineage.error && <p class="fail">{lineage.error.message}</p>}
      {lineage.data === undefined && !lineage.error && <Skeleton lines={2} />}
      {lineage.data !== undefined && made.length === 0 && (
        <p class="consequence">
          This run logged no model. mlflow.sklearn.log_model and its kin make one.
        </p>
      )}
      {made.length > 1 && (
        <label class="dialog-field">
          Model
          <select value={model?.id} onChange={(event) => setChosen(event.currentTarget.value)}>
            {made.map((one) => (
              <option key={one.id} value={one.id} selected={one.id === model?.id}>
                {one.step === null ? one.name : `${one.name}, step ${one.step}`}
              </option>
            ))}
          </select>
        </label>
      )}
      <NameField name={name} onChange={setName} />
      <Standing {...{ stage, reason }} onStage={setStage} onReason={setReason} />
    </FormDialog>
  );
}

function NameField({ name, onChange }: { name: string; onChange: (name: string) => void }) {
  const known = useModels("").data?.models ?? [];
  return (
    <label class="dialog-field">
      Registered model, a known one or a new one
      <input
        class="field"
        list="registered-models"
        value={name}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id="registered-models">
        {known.map((model) => (
          <option key={model.id} value={model.name} />
        ))}
      </datalist>
    </label>
  );
}

interface StandingProps {
  readonly stage: Stage;
  readonly reason: string;
  readonly onStage: (stage: Stage) => void;
  readonly onReason: (reason: string) => void;
}

function Standing({ stage, reason, onStage, onReason }: StandingProps) {
  return (
    <>
      <fieldset class="stage-choice">
        <legend>Stage</legend>
        {STAGES.map((one) => (
          <label key={one} class="check">
            <input
              type="radio"
              name="stage"
              checked={one === stage}
              onChange={() => onStage(one)}
            />
            {one === "None" ? "No stage" : one}
          </label>
        ))}
      </fieldset>
      {stage === "Production" && (
        <p class="consequence">The version that is in Production now, if any, will be archived.</p>
      )}
      {stage !== "None" && (
        <label class="dialog-field">
          Why, for the history
          <input
            class="field"
            value={reason}
            onInput={(event) => onReason(event.currentTarget.value)}
          />
        </label>
      )}
    </>
  );
}
