"""The first page of each screen, the runs list, and the column picker."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page

from ui.browser import Cpu, Scripts, first_paint, fresh_page, moment, settle, since_click

REPEATS = 3
AT_REST = 4.5
"""Seconds after which a page has fetched all that it will."""

USABLE = "return window.__clickable('.grid-row .run-name');"
ANY_KEY = "return document.querySelector('.picker-list li') !== null;"


SAVES_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"
"""Makes the page fetch what it needs itself, and nothing ahead for the next one."""


def first_page(browser: Browser, address: str, usable: str = "") -> dict[str, float]:
    """Scripts in kB as gzip sends them, first paint, and the moment a test came true.

    ``js_gzip_kb`` is what the page needs; what it fetches for the next one, at rest, is
    ``js_ahead_gzip_kb``.
    """
    paints, moments, sizes = [], [], []
    watches = [("usable", usable)] if usable else []
    for _ in range(REPEATS):
        with fresh_page(browser, *watches) as page:
            scripts = Scripts(page)
            page.goto(address)
            if usable:
                moments.append(moment(page, "usable"))
            settle(page, AT_REST)
            paints.append(first_paint(page))
            sizes.append(scripts.kilobytes)
    own = _own_scripts(browser, address)
    found = {
        "js_gzip_kb": own,
        "js_ahead_gzip_kb": round(max(sizes) - own, 1),
        "first_contentful_paint_ms": round(min(paints)),
    }
    return {**found, "usable_ms": round(min(moments))} if moments else found


def _own_scripts(browser: Browser, address: str) -> float:
    with fresh_page(browser) as page:
        page.add_init_script(SAVES_DATA)
        scripts = Scripts(page)
        page.goto(address)
        settle(page, AT_REST)
        return scripts.kilobytes


def ordering(browser: Browser, address: str, condition: str) -> dict[str, dict[str, float]]:
    """Sort by a column's title, and filter by a condition, until other rows are there."""
    with fresh_page(browser) as page:
        page.goto(address)
        page.locator(".grid-row:visible .run-name").first.wait_for()
        settle(page)
        title = page.locator(".grid-head:not(.pinned) .grid-title").first
        box = page.get_by_role("combobox", name="Filter runs")
        sorts = [_costs(page, title.click, _other_rows(page)) for _ in range(REPEATS)]
        filters = []
        for number in range(REPEATS):
            box.fill(condition if number % 2 == 0 else "")
            page.wait_for_timeout(600)
            other = _other_rows(page)
            filters.append(_costs(page, lambda: box.press("Enter"), other))
        return {"sort": _least(sorts), "filter": _least(filters)}


def _other_rows(page: Page) -> str:
    """JavaScript: the rows in view are not those of now."""
    names = "[...document.querySelectorAll('.grid-row:not([hidden]) .run-name')]"
    names += ".map((one) => one.textContent).sort().join()"
    page.wait_for_timeout(300)
    page.evaluate(f"() => {{ window.__names = {names}; }}")
    return f"const now = {names}; return now !== '' && now !== window.__names;"


def picker(browser: Browser, address: str, wanted: str) -> dict[str, dict[str, float]]:
    """Open the column picker, the first time and again, and search it."""
    with fresh_page(browser) as page:
        page.goto(address)
        page.locator(".grid-row:visible .run-name").first.wait_for()
        settle(page)
        button = page.get_by_role("button", name="Columns", exact=True)
        search = page.get_by_label("Search columns")
        found = "return [...document.querySelectorAll('.picker-list li')].some("
        found += f"(one) => one.textContent.includes({wanted!r}));"
        opens = [_costs(page, button.click, ANY_KEY)]
        searches = []
        for _ in range(REPEATS):
            searches.append(_costs(page, lambda: search.fill(wanted), found))
            page.keyboard.press("Escape")
            page.wait_for_timeout(300)
            opens.append(_costs(page, button.click, ANY_KEY))
        return {"open_first": opens[0], "open": _least(opens[1:]), "search": _least(searches)}


def _costs(page: Page, act: Callable[[], object], test: str) -> dict[str, float]:
    cpu = Cpu()
    wall = since_click(page, act, test)
    return {"ms": round(wall), "cpu_ms": round(cpu.ms())}


def _least(some: list[dict[str, float]]) -> dict[str, float]:
    return {name: min(one[name] for one in some) for name in some[0]}
