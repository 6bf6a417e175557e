import { NotFound } from "~/components/whole_page";
import { path } from "~/lib/location";

/** An address that no page has. */
export function NoPage() {
  const project = /^\/p\/([^/]+)\//.exec(path.value)?.[1];
  return (
    <NotFound
      title="There is no such page"
      {...(project !== undefined && {
        near: { to: `/p/${project}/runs`, text: "Runs of the project" },
      })}
    >
      <p>
        Nothing is at <code>{path.value}</code>. The address may be mistyped or cut short.
      </p>
    </NotFound>
  );
}
