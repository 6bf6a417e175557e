"""Asks axe-core what of a page keeps people out."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "ui/node_modules/axe-core/axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
COLOURS = ("color-contrast",)
"""All that another theme can break."""


def barriers(page: Page, only: tuple[str, ...] = RULES) -> list[str]:
    """What breaks a rule of WCAG 2.2 AA, or one of these, on the page as it is now, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        """async (runOnly) => {
            const { violations } = await axe.run(document, { runOnly });
            const where = (nodes) => nodes.slice(0, 3).map((node) => node.html).join(" | ");
            return violations.map(({ id, nodes }) => `${id}: ${where(nodes)}`);
        }""",
        list(only),
    )
    return [str(one) for one in found]
