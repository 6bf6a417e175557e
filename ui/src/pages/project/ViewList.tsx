import { Link } from "~/components/Link";
import { Failure } from "~/components/Notice";
import { useSavedViews } from "~/data/saved_views";
import { links } from "~/lib/location";

/** The saved views of a project, and which of them its runs open with. */
export function ViewList({ project }: { project: string }) {
  const views = useSavedViews(project);
  return (
    <section class="block">
      <h2>Saved views</h2>
      {views.error && <Failure what="The views" error={views.error} retry={views.retry} />}
      {views.data?.length === 0 && (
        <p class="faint">Save what you look at among the runs, and it stands here for everybody.</p>
      )}
      <ul class="view-list">
        {views.data?.map((view) => (
          <li key={view.id}>
            <Link to={links.view(project, view.id)} class="row-link clip">
              {view.name}
            </Link>
            {view.default && <span class="tag-mark">opens first</span>}
            <span class="faint clip">{view.owner}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
