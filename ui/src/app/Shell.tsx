import { useMemo } from "preact/hooks";
import { LiveBadge } from "~/app/LiveBadge";
import { Logo } from "~/app/Logo";
import { Outlet } from "~/app/Outlet";
import { routeOf } from "~/app/routes";
import { IconButton } from "~/components/Button";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { type Shortcut, ShortcutHelp, toggleHelp, useShortcuts } from "~/components/shortcuts";
import { togglePause } from "~/data/live";
import { hash, links, path } from "~/lib/location";
import { theme, toggleTheme } from "~/lib/theme";

/** What surrounds every page: where one is, whether news arrive, light or dark. */
export function Shell() {
  const route = routeOf(path.value, hash.value);
  useShellKeys();
  return (
    <div class="shell">
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="top">
        <Link to={links.home()} class="brand" title="All projects">
          <Logo />
          Runlore
        </Link>
        <nav class="crumbs" aria-label="Where you are">
          {route !== null && "project" in route && (
            <span>
              <Icon name="chevronRight" />
              <Link to={links.runs(route.project)}>{route.project}</Link>
            </span>
          )}
        </nav>
        <LiveBadge />
        <IconButton name="Keyboard shortcuts (?)" icon="keyboard" onClick={toggleHelp} />
        <IconButton
          name={theme.value === "dark" ? "Light theme (t)" : "Dark theme (t)"}
          icon={theme.value === "dark" ? "sun" : "moon"}
          onClick={toggleTheme}
        />
      </header>
      <div id="content" class="content" tabIndex={-1}>
        <Outlet route={route} />
      </div>
      <ShortcutHelp />
    </div>
  );
}

function useShellKeys(): void {
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { key: "?", label: "Keyboard shortcuts", run: toggleHelp },
      { key: "t", label: "Light or dark", run: toggleTheme },
      { key: "L", label: "Pause or resume live updates", run: togglePause },
    ],
    [],
  );
  useShortcuts(shortcuts);
}
