import { useRef } from "preact/hooks";
import { Ago } from "~/components/Ago";
import { Link } from "~/components/Link";
import { Notice, Skeleton } from "~/components/Notice";
import { Snippet } from "~/components/Snippet";
import { PageFailure } from "~/components/whole_page";
import { MODELS_SHOWN, type ModelVersion, type RegisteredModel, useModels } from "~/data/models";
import { formatCount } from "~/lib/format";
import { links, navigate, search } from "~/lib/location";
import { AliasChip, Tags } from "~/pages/models/marks";

const SNIPPET = `import runlore.mlflow as mlflow

with mlflow.start_run():
    mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")`;

/** All registered models. */
export function Models() {
  const text = search.value.get("q") ?? "";
  const answer = useModels(text);
  // While a text does not parse, or its answer is on the way, what was found before stays.
  const last = useRef(answer.data);
  if (answer.data !== undefined) last.current = answer.data;
  const found = answer.data ?? last.current;
  if (answer.error && text === "") {
    return <PageFailure what="The models" error={answer.error} retry={answer.retry} />;
  }
  return (
    <main class="page models">
      <header class="models-head">
        <h1>Models</h1>
        <span class="muted number" aria-live="polite">
          {found && formatCount(found.total)}
        </span>
        <input
          class="field"
          type="search"
          placeholder="Find by name, or tag.team = 'nlp'"
          aria-label="Find models"
          value={text}
          onInput={(event) => find(event.currentTarget.value)}
        />
      </header>
      {answer.error && (
        <p class="query-fault" role="alert">
          {answer.error.message}
        </p>
      )}
      {found === undefined && !answer.error && <Skeleton lines={8} />}
      {found !== undefined && <Found {...found} text={text} />}
    </main>
  );
}

interface FoundProps {
  readonly models: readonly RegisteredModel[];
  readonly total: number;
  readonly text: string;
}

function Found({ models, total, text }: FoundProps) {
  if (total === 0) return <Nothing text={text} />;
  return (
    <>
      <ModelsTable models={models} />
      {total > MODELS_SHOWN && (
        <p class="faint">
          The first {MODELS_SHOWN} of {formatCount(total)}; the search narrows them.
        </p>
      )}
    </>
  );
}

function find(text: string): void {
  navigate(text === "" ? links.models() : `${links.models()}?${new URLSearchParams({ q: text })}`, {
    replace: true,
  });
}

function Nothing({ text }: { text: string }) {
  if (text !== "") {
    return (
      <Notice title={`No model matches “${text}”`}>
        <button type="button" class="link" onClick={() => find("")}>
          Show all models
        </button>
      </Notice>
    );
  }
  return (
    <Notice title="No models yet">
      <p>A registered model is a name with numbered versions. This makes the first one:</p>
      <Snippet code={SNIPPET} />
    </Notice>
  );
}

function ModelsTable({ models }: { models: readonly RegisteredModel[] }) {
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">Newest</th>
          <th scope="col">Production</th>
          <th scope="col">Staging</th>
          <th scope="col">Aliases</th>
          <th scope="col">Tags</th>
          <th scope="col">Changed</th>
        </tr>
      </thead>
      <tbody>
        {models.map((model) => (
          <ModelRow key={model.id} model={model} />
        ))}
      </tbody>
    </table>
  );
}

function ModelRow({ model }: { model: RegisteredModel }) {
  const newest = model.latest.toSorted((a, b) => b.version - a.version)[0];
  const inStage = (stage: ModelVersion["stage"]) => model.latest.find((one) => one.stage === stage);
  return (
    <tr>
      <td>
        <Link to={links.model(model.name)} class="row-link">
          {model.name}
        </Link>
        <span class="faint models-about">{firstLine(model.description)}</span>
      </td>
      <VersionCell version={newest} />
      <VersionCell version={inStage("Production")} />
      <VersionCell version={inStage("Staging")} />
      <td>
        <span class="chips">
          {Object.entries(model.aliases).map(([alias, version]) => (
            <Link key={alias} to={links.version(model.name, version)}>
              <AliasChip alias={`${alias} → v${version}`} />
            </Link>
          ))}
        </span>
      </td>
      <td>
        <span class="chips">
          <Tags tags={model.tags} />
        </span>
      </td>
      <td class="muted">
        <Ago moment={model.updated_at} />
      </td>
    </tr>
  );
}

function VersionCell({ version }: { version: ModelVersion | undefined }) {
  if (version === undefined) return <td class="faint">—</td>;
  return (
    <td>
      <Link to={links.version(version.model, version.version)} class="version-link">
        v{version.version}
      </Link>
    </td>
  );
}

/** The first words of a description, without what marks headings and lists in Markdown. */
function firstLine(text: string): string {
  const line = text.split("\n").find((one) => one.trim() !== "") ?? "";
  return line.replace(/^[#>\-*\s]+/, "").slice(0, 90);
}
