"""Every screen of the interface: its address, and what is to be seen when it is there."""

from typing import NamedTuple

from tests.server_process import ServerProcess


class Screen(NamedTuple):
    """A screen of the demo's project ``vision``."""

    name: str
    path: str
    """Behind the server's address; ``{best}`` and the like are ids of runs."""
    ready: str
    """A selector of what is there when all of it is."""
    is_pictured: bool = False


RUN, COMPARE = "/p/vision/runs/{best}", "/p/vision/compare?runs={best}.{slow}.{middle}"
LINES = ".chart-lines"

SCREENS = (
    Screen("home", "/", "text=Reading digits", is_pictured=True),
    Screen("project", "/p/vision", "text=Best runs", is_pictured=True),
    Screen("runs", "/p/vision/runs", LINES, is_pictured=True),
    Screen("runs-table", "/p/vision/runs?view=table", "text=mlp-lr0.1"),
    Screen("charts", "/p/vision/runs?view=charts&by=param.optimizer.name", LINES),
    Screen("runs-no-match", "/p/vision/runs?q=param.lr+%3E+99", "text=No run matches"),
    Screen("run", f"{RUN}/overview", ".lineage-node", is_pictured=True),
    Screen("run-failed", "/p/vision/runs/{failed}/overview", "text=Traceback"),
    Screen("run-charts", f"{RUN}/charts", LINES, is_pictured=True),
    Screen("run-system", f"{RUN}/system", "text=system/cpu.percent"),
    Screen("run-logs", f"{RUN}/logs", "text=epoch 15", is_pictured=True),
    Screen("run-config", f"{RUN}/config", "text=momentum"),
    Screen("run-code", f"{RUN}/code", ".diff-line.added", is_pictured=True),
    Screen("run-environment", f"{RUN}/environment", "text=numpy"),
    Screen("run-files", f"{RUN}/files?file=README.md", "text=of unseen digits"),
    Screen("run-media", f"{RUN}/media", "img[alt*='wrong']", is_pictured=True),
    Screen(
        "run-table",
        f"{RUN}/tables?table=predictions.table.json",
        "[role=gridcell] img",
        is_pictured=True,
    ),
    Screen(
        "run-curves", f"{RUN}/tables?table=precision-recall.table.json", "text=average precision"
    ),
    Screen("run-comments", f"{RUN}/comments", "text=Here it settles"),
    Screen("compare", COMPARE, "th:has-text('optimizer.name')", is_pictured=True),
    Screen("compare-charts", f"{COMPARE}&tab=charts", LINES),
    Screen("compare-config", f"{COMPARE}&tab=config", ".json-leaf.changed"),
    Screen("compare-code", f"{COMPARE}&tab=code", ".split-table", is_pictured=True),
    Screen("compare-environment", f"{COMPARE}&tab=environment", "text=Packages"),
    Screen("compare-artifacts", f"{COMPARE}&tab=artifacts", "text=README.md"),
    Screen("models", "/models", "text=digit-reader"),
    Screen("model", "/models/digit-reader", "text=val/loss fell by a half", is_pictured=True),
    Screen("version", "/models/digit-reader/3", ".lineage-node.here", is_pictured=True),
    Screen("nowhere", "/p/vision/nothing", "text=There is no such page"),
)

NAMES = {"best": "mlp-lr0.1", "middle": "mlp-lr0.03", "slow": "mlp-lr0.003", "failed": "mlp-lr30.0"}


def ids_of(server: ServerProcess) -> dict[str, str]:
    """The ids that the addresses of screens name."""
    asked = {"query": "project = 'vision'", "limit": 50}
    found = server.json("POST", "/api/v1/runs/search", asked)["runs"]
    runs = {run["name"]: run["id"] for run in found}
    return {word: runs[name] for word, name in NAMES.items()}
