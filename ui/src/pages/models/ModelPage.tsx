import { useState } from "preact/hooks";
import { Ago } from "~/components/Ago";
import { Button } from "~/components/Button";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { NotFound, PageFailure } from "~/components/whole_page";
import { type RegisteredModel, registry, useModel, useVersions } from "~/data/models";
import { isMissing } from "~/data/query";
import { formatMoment } from "~/lib/format";
import { links } from "~/lib/location";
import { About } from "~/pages/models/About";
import { AliasList } from "~/pages/models/AliasList";
import { DeleteModel, RollbackDialog } from "~/pages/models/dialogs";
import { HistoryBlock } from "~/pages/models/HistoryBlock";
import { VersionsBlock } from "~/pages/models/VersionsBlock";

/** One registered model: its versions, where they stand, and how they came there. */
export function ModelPage({ model: name }: { model: string }) {
  const model = useModel(name);
  const versions = useVersions(name);
  if (model.error && isMissing(model.error)) return <NoModel name={name} />;
  if (model.error) return <PageFailure what="The model" error={model.error} retry={model.retry} />;
  return (
    <main class="registry-page">
      <header class="registry-head">
        <Link to={links.models()} class="back">
          <Icon name="chevronLeft" />
          Models
        </Link>
        <h1>{name}</h1>
        {model.data !== undefined && <Actions model={model.data} />}
      </header>
      {model.data === undefined ? (
        <Skeleton lines={10} />
      ) : (
        <div class="registry-grid">
          <div class="stack">
            {versions.error && (
              <Failure what="The versions" error={versions.error} retry={versions.retry} />
            )}
            {versions.data?.length === 0 && (
              <Notice title="No versions yet">
                <p>mlflow.register_model("runs:/…/model", "{name}") makes the first.</p>
              </Notice>
            )}
            {versions.data !== undefined && versions.data.length > 0 && (
              <VersionsBlock model={model.data} versions={versions.data} />
            )}
            <HistoryBlock model={name} />
          </div>
          <Side model={model.data} />
        </div>
      )}
    </main>
  );
}

function NoModel({ name }: { name: string }) {
  const near = { to: links.models(), text: "Registered models" };
  return (
    <NotFound title={`There is no registered model ${name}`} near={near}>
      <p>It may have been renamed or deleted, or its address is mistyped.</p>
    </NotFound>
  );
}

function Actions({ model }: { model: RegisteredModel }) {
  const [open, setOpen] = useState<"rollback" | "delete" | null>(null);
  const close = () => setOpen(null);
  const isServed = model.latest.some((version) => version.stage === "Production");
  return (
    <span class="registry-actions">
      {isServed && (
        <Button icon="reset" onClick={() => setOpen("rollback")}>
          Roll back…
        </Button>
      )}
      <Button icon="trash" onClick={() => setOpen("delete")}>
        Delete…
      </Button>
      {open === "rollback" && <RollbackDialog model={model} onClose={close} />}
      {open === "delete" && <DeleteModel model={model} onClose={close} />}
    </span>
  );
}

function Side({ model }: { model: RegisteredModel }) {
  return (
    <div class="stack">
      <About
        what={model.name}
        text={model.description}
        tags={model.tags}
        onSave={(description) => registry.describe(model.name, { description })}
      />
      <AliasList model={model} />
      <section class="block">
        <h2>Registered</h2>
        <dl class="facts">
          <div>
            <dt>Made</dt>
            <dd>{formatMoment(model.created_at)}</dd>
          </div>
          <div>
            <dt>Changed</dt>
            <dd>
              <Ago moment={model.updated_at} />
            </dd>
          </div>
        </dl>
      </section>
    </div>
  );
}
