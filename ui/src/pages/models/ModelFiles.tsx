import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { Failure, Skeleton } from "~/components/Notice";
import {
  type Artifact,
  type ModelVersion,
  modelFileUrl,
  useLoggedModel,
  useModelFiles,
  useModelText,
} from "~/data/models";
import { formatBytes, formatNumber } from "~/lib/format";
import { toNumber } from "~/lib/json";
import { readSignature, type SignatureField } from "~/pages/models/signature";

const SHOWN = 200;

/** The logged model that a version is: its files, signature, params and what was measured on it. */
export function LoggedModelBlocks({ model }: { model: string }) {
  const logged = useLoggedModel(model);
  const files = useModelFiles(model);
  if (logged.error) return <Failure what="The model" error={logged.error} retry={logged.retry} />;
  const described = files.data?.find((file) => /(^|\/)MLmodel$/.test(file.path));
  return (
    <>
      {described !== undefined && <SignatureBlock model={model} path={described.path} />}
      {logged.data !== undefined && (
        <>
          <Values title="Params of the model" values={Object.entries(logged.data.params)} />
          <Values
            title="Measured on the model"
            values={logged.data.metrics.map((point) => [
              point.dataset === "" ? point.key : `${point.key} on ${point.dataset}`,
              formatNumber(toNumber(point.value), 6),
            ])}
          />
        </>
      )}
      <Files model={model} files={files.data} error={files.error} retry={files.retry} />
    </>
  );
}

function SignatureBlock({ model, path }: { model: string; path: string }) {
  const text = useModelText(model, path);
  const signature = text.data === undefined ? undefined : readSignature(text.data);
  return (
    <section class="block">
      <h2>Signature</h2>
      {text.error && <Failure what="The signature" error={text.error} retry={text.retry} />}
      {signature === null && <p class="faint">The model was logged without one.</p>}
      {signature && (
        <div class="signature">
          <Fields title="Inputs" fields={signature.inputs} />
          <Fields title="Outputs" fields={signature.outputs} />
          <Fields title="Params" fields={signature.params} />
        </div>
      )}
    </section>
  );
}

function Fields({ title, fields }: { title: string; fields: readonly SignatureField[] }) {
  if (fields.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <dl>
        {fields.map((field) => (
          <div key={field.name}>
            <dt>{field.name}</dt>
            <dd>
              <code>{field.type}</code>
              {!field.isRequired && <span class="faint"> optional</span>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Values(props: { title: string; values: readonly (readonly [string, string])[] }) {
  if (props.values.length === 0) return null;
  return (
    <section class="block">
      <h2>{props.title}</h2>
      <dl class="facts">
        {props.values.slice(0, SHOWN).map(([key, value], i) => (
          <div key={`${key} ${i}`}>
            <dt title={key}>{key}</dt>
            <dd class="number">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface FilesProps {
  readonly model: string;
  readonly files: readonly Artifact[] | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

function Files({ model, files, error, retry }: FilesProps) {
  const total = files?.reduce((sum, file) => sum + file.size, 0) ?? 0;
  return (
    <section class="block">
      <header class="block-head">
        <h2>
          Files <span class="count">{files?.length ?? ""}</span>
        </h2>
        {files !== undefined && <span class="faint">{formatBytes(total)}</span>}
      </header>
      {error && <Failure what="The files" error={error} retry={retry} />}
      {files === undefined && !error && <Skeleton lines={4} />}
      {files?.length === 0 && <p class="faint">No files are kept.</p>}
      {files?.slice(0, SHOWN).map((file) => (
        <a key={file.path} class="model-file" href={modelFileUrl(model, file.path)} download>
          <Icon name="file" />
          <span class="clip">{file.path}</span>
          <code class="faint">{file.sha256.slice(0, 10)}</code>
          <span class="faint number">{formatBytes(file.size)}</span>
          <Icon name="download" />
        </a>
      ))}
    </section>
  );
}

/** Where files are when the version is no logged model: among those of the run that it names. */
export function SourceFiles({ version, to }: { version: ModelVersion; to: string | null }) {
  return (
    <section class="block">
      <h2>Files</h2>
      <p class="faint">
        The version was registered from <code>{version.source}</code>.
      </p>
      {to !== null && <Link to={to}>Files of the run</Link>}
    </section>
  );
}
