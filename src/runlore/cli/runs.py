"""``runlore runs``: list, show and compare."""

from collections.abc import Sequence

import click

from runlore.cli import words
from runlore.cli.places import store_option
from runlore.cli.remote import Document, Remote, json_option
from runlore.cli.terminal import coloured, print_json, print_table

LISTED_METRICS = 4
"""Metric columns of a list when none are named: more do not fit beside the rest."""

LISTED_PARAMS = 3


@click.group()
def runs() -> None:
    """List, show and compare runs."""


@runs.command("list")
@store_option
@click.option("--project", help="Only this project.")
@click.option("--experiment", "experiments", multiple=True, help="Only these; may be repeated.")
@click.option("-q", "--query", help="Such as: metrics.loss < 0.3 and params.lr = 1e-3")
@click.option("--order-by", multiple=True, help="Such as: metrics.loss.min ASC; may be repeated.")
@click.option("-n", "--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option("--column", "columns", multiple=True, help="metrics.KEY or params.KEY to show.")
@click.option("--deleted", is_flag=True, help="Those in the trash instead.")
@json_option
def list_runs(
    store: str | None, columns: tuple[str, ...], as_json: bool, **asked: str | int | Sequence[str]
) -> None:
    """List runs, newest first, or those that a query finds."""
    search = {key: value for key, value in asked.items() if value not in (None, ())}
    found = list(Remote(store).runs(search))
    if as_json:
        print_json(found)
    elif not found:
        click.echo("No runs.", err=True)
    else:
        shown = list(columns) or _columns_of(found)
        head = ["id", "name", "status", "started", "took", *shown]
        print_table(head, [_row(run, shown) for run in found])


@runs.command("show")
@click.argument("run")
@store_option
@json_option
def show_run(run: str, store: str | None, as_json: bool) -> None:
    """Show one run: RUN is an id, the beginning of one, or a name."""
    found = Remote(store).run(run)
    if as_json:
        print_json(found)
        return
    _show_facts(found)
    _show_section("params", {key: words.value(v) for key, v in found["params"].items()})
    _show_section("tags", found["tags"])
    metrics = found["metrics"]
    if metrics:
        click.echo()
        head = ["metric", "last", "min", "max", "mean", "points"]
        print_table(head, [_statistics(key, metrics[key]) for key in sorted(metrics)])
    if found["failure"]:
        click.echo(f"\n{found['failure']['traceback'] or found['failure']['message']}".rstrip())


@runs.command("compare")
@click.argument("which", nargs=-1, required=True, metavar="RUN RUN...")
@store_option
@click.option("--all", "everything", is_flag=True, help="Also what is the same in all.")
@json_option
def compare_runs(
    which: tuple[str, ...], store: str | None, everything: bool, as_json: bool
) -> None:
    """Put runs side by side: what differs in their params, tags and metrics."""
    if len(which) < 2:
        raise click.UsageError("Comparing takes at least two runs.")
    remote = Remote(store)
    found = [remote.run(one) for one in which]
    lines = _facts_by_name(found)
    differing = {name: row for name, row in lines.items() if everything or len(set(row)) > 1}
    if as_json:
        print_json({"runs": [run["id"] for run in found], "values": differing})
        return
    head = ["", *(run["name"] for run in found)]
    rows = [[name, *(cell or "–" for cell in row)] for name, row in differing.items()]
    print_table(head, [["id", *(run["id"] for run in found)], *rows])


def _columns_of(found: list[Document]) -> list[str]:
    """What tells these runs apart: params that differ, then metrics that most of them have."""
    params = {key for run in found for key in run["params"]}
    differing = [
        f"params.{key}"
        for key in sorted(params)
        if len({words.value(run["params"].get(key)) for run in found}) > 1
    ]
    have = [key for run in found for key in run["metrics"] if not key.startswith("system/")]
    metrics = sorted(set(have), key=lambda key: (-have.count(key), key))[:LISTED_METRICS]
    return differing[:LISTED_PARAMS] + [f"metrics.{key}" for key in metrics]


def _row(run: Document, columns: list[str]) -> list[str]:
    started, took = words.moment(run["started_at"]), words.span(words.duration_of(run))
    cells = [_cell(run, column) for column in columns]
    return [run["id"], run["name"], run["status"], started, took, *cells]


def _cell(run: Document, column: str) -> str:
    kind, _, key = column.partition(".")
    if kind.rstrip("s") == "metric":
        return words.number(run["metrics"][key]["last"]) if key in run["metrics"] else ""
    if kind.rstrip("s") == "param":
        return words.value(run["params"][key]) if key in run["params"] else ""
    raise click.UsageError(f"A column is metrics.KEY or params.KEY, not {column!r}.")


def _show_facts(run: Document) -> None:
    facts = {
        "id": run["id"],
        "in": f"{run['project']} › {run['experiment']}",
        "status": run["status"],
        "started": words.moment(run["started_at"]),
        "took": words.span(words.duration_of(run)),
        "by": f"{run['user']} on {run['host']}",
        "points": f"{run['points']:,}",
        "lost": ", ".join(f"{count:,} ({why})" for why, count in run["lost"].items()),
        "notes": run["notes"],
    }
    click.echo(coloured(run["name"], "bright_white"))
    for name, text in facts.items():
        if text:
            click.echo(f"  {name:<8} {text}")


def _show_section(title: str, values: dict[str, str]) -> None:
    if values:
        click.echo(f"\n{title}")
        width = max(map(len, values))
        for key in sorted(values):
            click.echo(f"  {key:<{width}}  {values[key]}")


def _statistics(key: str, metric: Document) -> list[str]:
    numbers = [words.number(metric[aspect]) for aspect in ("last", "min", "max", "mean")]
    return [key, *numbers, f"{metric['count']:,}"]


def _facts_by_name(found: list[Document]) -> dict[str, list[str | None]]:
    """Each fact's values, one a run; None where a run has no such fact."""
    columns: list[dict[str, str]] = []
    for run in found:
        facts = {"status": run["status"], "experiment": run["experiment"]}
        facts |= {f"params.{key}": words.value(v) for key, v in run["params"].items()}
        facts |= {f"tags.{key}": text for key, text in run["tags"].items()}
        for key, metric in run["metrics"].items():
            if not key.startswith("system/"):
                facts[f"metrics.{key}"] = words.number(metric["last"])
        columns.append(facts)
    names = {name: None for facts in columns for name in facts}
    return {name: [facts.get(name) for facts in columns] for name in names}
