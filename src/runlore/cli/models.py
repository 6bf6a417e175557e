"""``runlore models``: what is registered, what is in Production, and who put it there."""

from urllib.parse import quote

import click

from runlore.cli import words
from runlore.cli.places import store_option
from runlore.cli.remote import Document, Remote, json_option
from runlore.cli.terminal import coloured, print_json, print_table

PAGE = 500
"""Models, versions or entries asked for at once."""

STAGES = ("None", "Staging", "Production", "Archived")

SHORT_CHARS = 60
"""A text in a table of the audit: a description may be a page."""

reason_option = click.option("--reason", default="", help="Why; kept in the audit.")


@click.group()
def models() -> None:
    """List, show, promote and roll back registered models."""


@models.command("list")
@store_option
@click.option("-q", "--query", default="", help="Such as: tag.team = 'nlp' ORDER BY updated DESC")
@click.option("-n", "--limit", type=click.IntRange(1), default=100, show_default=True)
@json_option
def list_models(store: str | None, query: str, limit: int, as_json: bool) -> None:
    """List registered models and which version of each is in Production."""
    found = _models(Remote(store), query, limit)
    if as_json:
        print_json(found)
    elif not found:
        click.echo("No models.", err=True)
    else:
        head = ["name", "production", "staging", "newest", "aliases", "updated"]
        print_table(head, [_model_row(one) for one in found])


@models.command("show")
@click.argument("name")
@store_option
@json_option
def show_model(name: str, store: str | None, as_json: bool) -> None:
    """Show one model with all its versions."""
    remote = Remote(store)
    model = remote.get(f"models/{_quoted(name)}")
    versions = _versions(remote, name)
    if as_json:
        print_json({**model, "versions": versions})
        return
    click.echo(coloured(model["name"], "bright_white"))
    tags = ", ".join(f"{key}={text}" for key, text in sorted(model["tags"].items()))
    facts = {
        "created": words.moment(model["created_at"]),
        "updated": words.moment(model["updated_at"]),
        "tags": tags,
        "text": model["description"],
    }
    for fact, text in facts.items():
        if text:
            click.echo(f"  {fact:<8} {text}")
    if versions:
        click.echo()
        head = ["version", "stage", "aliases", "registered", "by", "run", "source"]
        print_table(head, [_version_row(one) for one in versions])


@models.command("promote")
@click.argument("name")
@click.argument("version")
@click.option(
    "--stage",
    type=click.Choice(STAGES, case_sensitive=False),
    default="Production",
    show_default=True,
)
@click.option("--archive", is_flag=True, help="Archive all others of that stage too.")
@reason_option
@store_option
@json_option
def promote_model(
    name: str, version: str, store: str | None, as_json: bool, **wanted: str | bool
) -> None:
    """Move a version to a stage; VERSION is a number, latest, a stage or @alias.

    Who enters Production archives who was there, so that there is one.
    """
    remote = Remote(store)
    before = _resolved(remote, name, version)
    where = f"models/{_quoted(name)}/versions/{before['version']}/stage"
    moved = remote.post(where, wanted)
    if as_json:
        print_json(moved)
    elif before["stage"] == moved["stage"]:
        click.echo(f"{name} version {moved['version']} is in {moved['stage']} already.")
    else:
        click.echo(
            f"{name} version {moved['version']} is in {moved['stage']} now; "
            f"it was in {before['stage']}."
        )


@models.command("rollback")
@click.argument("name")
@reason_option
@store_option
@json_option
def roll_back_model(name: str, reason: str, store: str | None, as_json: bool) -> None:
    """Make that version Production which was so before; again goes one further back."""
    back = Remote(store).post(f"models/{_quoted(name)}/rollback", {"reason": reason})
    if as_json:
        print_json(back)
    else:
        click.echo(f"{name} version {back['version']} is in Production again.")


@models.command("audit")
@click.argument("name", required=False)
@click.option("-n", "--limit", type=click.IntRange(1), default=100, show_default=True)
@store_option
@json_option
def show_audit(name: str | None, limit: int, store: str | None, as_json: bool) -> None:
    """Show who changed what, when and why: of the model NAME, or of all. The newest comes first."""
    where = "audit" if name is None else f"models/{_quoted(name)}/audit"
    found = _entries(Remote(store), where, limit)
    if as_json:
        print_json(found)
    elif not found:
        click.echo("Nothing was changed yet.", err=True)
    else:
        head = ["number", "at", "who", "model", "version", "what", "from", "to", "why"]
        print_table(head, [_entry_row(one) for one in found])


def _quoted(name: str) -> str:
    return quote(name, safe="")


def _models(remote: Remote, query: str, limit: int) -> list[Document]:
    found: list[Document] = []
    asked: dict[str, str | int] = {"query": query}
    while True:
        page = remote.get("models", limit=min(PAGE, limit - len(found)), **asked)
        found += page["models"]
        if page["cursor"] is None or len(found) >= limit:
            return found
        asked["cursor"] = page["cursor"]


def _versions(remote: Remote, name: str) -> list[Document]:
    """All versions of a model, the newest first."""
    found: list[Document] = []
    quoted = name.replace("'", "''")
    asked = {"query": f"name = '{quoted}'", "order_by": ["version DESC"], "limit": PAGE}
    while True:
        page = remote.post("models/versions/search", asked)
        found += page["versions"]
        if page["cursor"] is None:
            return found
        asked["cursor"] = page["cursor"]


def _entries(remote: Remote, where: str, limit: int) -> list[Document]:
    found: list[Document] = []
    asked: dict[str, int] = {}
    while True:
        page = remote.get(where, limit=min(PAGE, limit - len(found)), **asked)
        found += page["entries"]
        if page["cursor"] is None or len(found) >= limit:
            return found
        asked["cursor"] = page["cursor"]


def _resolved(remote: Remote, name: str, version: str) -> Document:
    found: Document = remote.get(f"models/{_quoted(name)}/resolve", version=version)
    return found


def _model_row(model: Document) -> list[str]:
    by_stage = {one["stage"]: str(one["version"]) for one in model["latest"]}
    newest = max((one["version"] for one in model["latest"]), default="")
    aliases = ", ".join(f"{alias}={to}" for alias, to in sorted(model["aliases"].items()))
    return [
        model["name"],
        by_stage.get("Production", ""),
        by_stage.get("Staging", ""),
        str(newest),
        aliases,
        words.moment(model["updated_at"]),
    ]


def _version_row(version: Document) -> list[str]:
    return [
        str(version["version"]),
        version["stage"],
        ", ".join(version["aliases"]),
        words.moment(version["created_at"]),
        version["user"],
        version["run"] or "",
        version["source"],
    ]


def _entry_row(entry: Document) -> list[str]:
    return [
        str(entry["number"]),
        words.moment(entry["at"]),
        entry["actor"],
        entry["model"],
        str(entry["version"] or ""),
        f"{entry['action']} {entry['key']}".strip(),
        _short(entry["from"]),
        _short(entry["to"]),
        entry["reason"],
    ]


def _short(text: str | None) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= SHORT_CHARS else f"{line[: SHORT_CHARS - 1]}…"
