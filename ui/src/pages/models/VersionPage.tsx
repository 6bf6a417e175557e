import { useMemo, useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { Skeleton } from "~/components/Notice";
import { NotFound, PageFailure } from "~/components/whole_page";
import {
  type ModelVersion,
  type Origin,
  registry,
  useModel,
  useOrigin,
  useVersion,
  useVersions,
} from "~/data/models";
import { isMissing } from "~/data/query";
import { formatMoment, formatNumber } from "~/lib/format";
import { toNumber } from "~/lib/json";
import { links } from "~/lib/location";
import { formatValue } from "~/lib/values";
import { About } from "~/pages/models/About";
import { AliasDialog, DeleteVersion, PromoteDialog } from "~/pages/models/dialogs";
import { LoggedModelBlocks, SourceFiles } from "~/pages/models/ModelFiles";
import { madeWith } from "~/pages/models/made_with";
import { AliasChip, StageMark } from "~/pages/models/marks";
import { metricKeys } from "~/pages/models/measures";
import { Comments } from "~/panels/comments/Comments";
import { LineagePanel } from "~/panels/lineage/LineagePanel";

interface VersionPageProps {
  readonly model: string;
  readonly version: string;
}

/** One version of a model: what it is, where it stands, and where it comes from. */
export function VersionPage({ model, version: number }: VersionPageProps) {
  const version = useVersion(model, number);
  const origin = useOrigin(version.data?.run ?? null).data;
  if (version.error && isMissing(version.error)) return <NoVersion model={model} number={number} />;
  if (version.error) {
    return <PageFailure what="The version" error={version.error} retry={version.retry} />;
  }
  return (
    <main class="registry-page">
      <header class="registry-head">
        <Link to={links.model(model)} class="back">
          <Icon name="chevronLeft" />
          {model}
        </Link>
        <h1>Version {number}</h1>
        {version.data !== undefined && <Standing version={version.data} />}
      </header>
      {version.data === undefined ? (
        <Skeleton lines={10} />
      ) : (
        <VersionBody version={version.data} origin={origin} />
      )}
    </main>
  );
}

/** Says which of the two is not there. */
function NoVersion({ model, number }: { model: string; number: string }) {
  const found = useModel(model);
  if (found.error && isMissing(found.error)) {
    const near = { to: links.models(), text: "Registered models" };
    return <NotFound title={`There is no registered model ${model}`} near={near} />;
  }
  const near = { to: links.model(model), text: `Versions of ${model}` };
  return (
    <NotFound title={`${model} has no version ${number}`} near={near}>
      <p>It may have been deleted, or its address is mistyped: versions are numbered from 1.</p>
    </NotFound>
  );
}

function Standing({ version }: { version: ModelVersion }) {
  const [open, setOpen] = useState<"stage" | "alias" | "delete" | null>(null);
  const model = useModel(version.model).data;
  const versions = useVersions(version.model).data ?? [];
  const close = () => setOpen(null);
  return (
    <>
      <StageMark stage={version.stage} />
      {version.aliases.map((alias) => (
        <AliasChip key={alias} alias={alias} />
      ))}
      <span class="registry-actions">
        <Button tone="primary" onClick={() => setOpen("stage")}>
          Promote…
        </Button>
        <Button icon="tag" onClick={() => setOpen("alias")}>
          Alias…
        </Button>
        <Button icon="trash" onClick={() => setOpen("delete")}>
          Delete…
        </Button>
      </span>
      {open === "stage" && <PromoteDialog version={version} versions={versions} onClose={close} />}
      {open === "alias" && model !== undefined && (
        <AliasDialog model={model} version={version} onClose={close} />
      )}
      {open === "delete" && <DeleteVersion version={version} onClose={close} />}
    </>
  );
}

interface BodyProps {
  readonly version: ModelVersion;
  readonly origin: Origin | undefined;
}

function VersionBody({ version, origin }: BodyProps) {
  const run = origin?.run;
  const start = useMemo(
    () => ({ model: version.model, version: version.version }),
    [version.model, version.version],
  );
  const beside = useMemo(
    () => (origin === undefined ? null : madeWith(origin.run, origin.captures)),
    [origin],
  );
  return (
    <div class="registry-grid">
      <div class="stack">
        <LineagePanel start={start} beside={beside} />
        {run !== undefined && <RunValues run={run} />}
        {version.logged_model !== null && <LoggedModelBlocks model={version.logged_model} />}
        {version.logged_model === null && (
          <SourceFiles
            version={version}
            to={run === undefined ? null : links.run(run.project, run.id, "files")}
          />
        )}
      </div>
      <div class="stack">
        <About
          what={`${version.model} version ${version.version}`}
          text={version.description}
          tags={version.tags}
          onSave={(description) =>
            registry.describeVersion(version.model, version.version, { description })
          }
        />
        <Facts version={version} origin={origin} />
        <VersionComments version={version} />
      </div>
    </div>
  );
}

/** What people say about the version. */
function VersionComments({ version: { model, version } }: { version: ModelVersion }) {
  const about = useMemo(() => ({ kind: "version", model, version }) as const, [model, version]);
  return (
    <div class="block of-comments">
      <Comments about={about} />
    </div>
  );
}

function Facts({ version, origin }: BodyProps) {
  const run = origin?.run;
  const uri = `models:/${version.model}/${version.version}`;
  return (
    <section class="block">
      <header class="block-head">
        <h2>Version</h2>
        <CopyButton text={uri} label="Copy address" />
      </header>
      <dl class="facts">
        <div>
          <dt>Run</dt>
          <dd>
            {run === undefined ? (
              (version.run ?? "not known")
            ) : (
              <Link to={links.run(run.project, run.id)} class="version-link">
                {run.name}
              </Link>
            )}
          </dd>
        </div>
        <Fact name="Project" value={run?.project ?? ""} />
        <Fact name="Source" value={version.source} />
        <Fact name="Link" value={version.run_link} />
        <Fact name="Registered" value={formatMoment(version.created_at)} />
        <Fact name="By" value={version.user} />
        <Fact name="Changed" value={formatMoment(version.updated_at)} />
        <Fact name="Status" value={version.status} />
      </dl>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  if (value === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const SHOWN = 12;

/** What the run that made the version was given and reached. */
function RunValues({ run }: { run: Origin["run"] }) {
  const keys = metricKeys([run]);
  const params = Object.entries(run.params);
  return (
    <div class="registry-halves">
      <section class="block">
        <h2>Metrics of the run</h2>
        {keys.length === 0 && <p class="faint">None were logged.</p>}
        <dl class="facts">
          {keys.slice(0, SHOWN).map((key) => (
            <div key={key}>
              <dt title={key}>{key}</dt>
              <dd class="number">{formatNumber(toNumber(run.metrics[key]?.last), 6)}</dd>
            </div>
          ))}
        </dl>
        <More count={keys.length} to={links.run(run.project, run.id)} />
      </section>
      <section class="block">
        <h2>Config of the run</h2>
        {params.length === 0 && <p class="faint">None was logged.</p>}
        <dl class="facts">
          {params.slice(0, SHOWN).map(([key, value]) => (
            <div key={key}>
              <dt title={key}>{key}</dt>
              <dd class="number">{formatValue(value)}</dd>
            </div>
          ))}
        </dl>
        <More count={params.length} to={links.run(run.project, run.id, "config")} />
      </section>
    </div>
  );
}

function More({ count, to }: { count: number; to: string }) {
  return count > SHOWN ? <Link to={to}>{count - SHOWN} more</Link> : null;
}
