"""Asks axe-core what of a page keeps people out."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "ui/node_modules/axe-core/axe.min.js"


def barriers(page: Page) -> list[str]:
    """What breaks a rule of WCAG 2.2 AA on the page as it is now, with where."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        """async () => {
            const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
            const { violations } = await axe.run(document, { runOnly });
            const where = (nodes) => nodes.slice(0, 3).map((node) => node.html).join(" | ");
            return violations.map(({ id, nodes }) => `${id}: ${where(nodes)}`);
        }"""
    )
    return [str(one) for one in found]
