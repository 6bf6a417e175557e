import { Link } from "~/components/Link";
import { useMyViews } from "~/data/saved_views";
import { links } from "~/lib/location";

const SHOWN = 8;

/** The views that one saved, to go back to what one looked at; nothing while there are none. */
export function MyViews() {
  const views = useMyViews().data ?? [];
  if (views.length === 0) return null;
  return (
    <section class="my-views" aria-labelledby="my-views">
      <h2 class="home-title" id="my-views">
        My views
      </h2>
      <ul>
        {views.slice(0, SHOWN).map((view) => (
          <li key={view.id}>
            <Link to={links.view(view.project, view.id)} class="view-chip">
              <span class="clip">{view.name}</span>
              <span class="muted clip">{view.project}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
