import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { ANYWHERE, GO } from "~/app/actions";
import { keepEarlyKeys } from "~/app/commands/early_keys";
import { LiveBadge } from "~/app/LiveBadge";
import { Logo } from "~/app/Logo";
import { Outlet } from "~/app/Outlet";
import { type Route, routeOf } from "~/app/routes";
import { IconButton } from "~/components/Button";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { lazy } from "~/components/lazy";
import { type Shortcut, ShortcutHelp, toggleHelp, useShortcuts } from "~/components/shortcuts";
import { hash, links, path } from "~/lib/location";
import { theme, toggleTheme } from "~/lib/theme";

const CommandPalette = lazy(
  async () => (await import("~/app/commands/CommandPalette")).CommandPalette,
);

const finding = signal(false);

function openPalette(): void {
  finding.value = true;
}

function closePalette(): void {
  finding.value = false;
}

/** What surrounds every page: where one is, whether news arrive, light or dark. */
export function Shell() {
  const route = routeOf(path.value, hash.value);
  useShellKeys();
  const project = route !== null && "project" in route ? route.project : null;
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
        <Crumbs route={route} />
        <SearchButton onClick={openPalette} />
        <Link
          to={links.models()}
          class="top-link"
          current={route !== null && (route.page === "models" || "model" in route)}
        >
          Models
        </Link>
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
      {finding.value && <CommandPalette project={project} close={closePalette} />}
    </div>
  );
}

function Crumbs({ route }: { route: Route | null }) {
  return (
    <nav class="crumbs" aria-label="Where you are">
      {route !== null && "project" in route && (
        <>
          <span>
            <Icon name="chevronRight" />
            <Link to={links.project(route.project)}>{route.project}</Link>
          </span>
          {route.page !== "project" && (
            <span>
              <Icon name="chevronRight" />
              <Link to={links.runs(route.project)}>Runs</Link>
            </span>
          )}
        </>
      )}
      {route !== null && "model" in route && (
        <span>
          <Icon name="chevronRight" />
          <Link to={links.model(route.model)}>{route.model}</Link>
        </span>
      )}
    </nav>
  );
}

/** On a Mac the key is another one. */
const PALETTE_KEYS = /mac/i.test(window.navigator.platform) ? "⌘K" : "Ctrl K";

function SearchButton({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" class="search-button" title="Search and commands" onClick={onClick}>
      <Icon name="search" />
      <span class="search-words">Search runs, metrics, actions…</span>
      <kbd>{PALETTE_KEYS}</kbd>
    </button>
  );
}

const PALETTE: Shortcut = { key: PALETTE_KEYS, label: "Search and commands", run: openPalette };

function useShellKeys(): void {
  const anywhere = useMemo<Shortcut[]>(() => [PALETTE, ...ANYWHERE], []);
  useShortcuts(GO, "Go to");
  useShortcuts(anywhere, "Anywhere");
}

keepEarlyKeys({
  isPending: () => finding.peek() && document.querySelector("dialog.commands[open]") === null,
  close: closePalette,
});

// With a modifier it is no single key: it works in text fields too, and cannot be turned off.
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  openPalette();
});
