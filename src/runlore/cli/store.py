"""``runlore verify``, ``backup`` and ``restore``: the care of a store on this machine."""

import shutil
from pathlib import Path

import click
import msgspec

from runlore.cli.failures import ExitCode
from runlore.cli.local_store import opened
from runlore.cli.places import local_place, store_option, store_uri
from runlore.cli.remote import json_option
from runlore.cli.terminal import Progress, coloured, print_json
from runlore.entities.access import LOCAL_ACTOR
from runlore.server.assembly import open_blobs
from runlore.server.places import Place, find_place
from runlore.services.maintenance import Finding

_STEPS_BEFORE_RUNS = 2
"""What a verification does first: the database, the audit of the registry."""


@click.command()
@click.argument("run", required=False)
@click.option("--all", "every", is_flag=True, help="Whether each run can still be rebuilt.")
@store_option
@json_option
def verify(run: str | None, every: bool, store: str | None, as_json: bool) -> int:
    """Read a store back; or, with RUN or --all, tell what can still be rebuilt.

    Without RUN the whole store is read: the database, the audit, every curve, every file's
    checksum. The exit code is 1 when something is damaged. A server may go on working meanwhile.

    With RUN, or with --all for every run, nothing of the store is read back. Instead it is looked
    at what `runlore reproduce` would need: the code, its data by their digests, its packages. Of
    one RUN the code is put together and compared file by file. The exit code is 1 when something
    is lost.
    """
    if run is not None and every:
        raise click.UsageError("Name a run, or say --all.")
    if run is not None or every:
        from runlore.cli.rebuilding import verify_runs

        return verify_runs(run, store, as_json=as_json)
    place = local_place(store)
    steps, findings = _verified(place)
    if as_json:
        print_json({"steps": steps, "findings": [msgspec.to_builtins(one) for one in findings]})
    else:
        _tell(place, steps, findings)
    return ExitCode.PROBLEM if findings else ExitCode.OK


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@store_option
def backup(folder: Path, store: str | None) -> None:
    """Copy a store to FOLDER, as it is at one instant, also while a server uses it.

    FOLDER must be new or an earlier backup of the same store; then only new files are copied. A
    backup is itself a store: `runlore ui --store FOLDER` shows it.
    """
    target = find_place(str(folder))
    target.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written beside and then renamed: a backup that is cut short leaves the earlier one whole.
    fresh = target.database.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with opened(local_place(store)) as services, Progress("backup") as progress:
        blobs = open_blobs(str(folder))
        for name in services.maintenance.backup(LOCAL_ACTOR, fresh, blobs):
            progress.step(name)
    fresh.replace(target.database)
    click.echo(
        f"{folder} holds the store as it is now: the database and {progress.done - 1:,} files."
    )


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@store_option
def restore(folder: Path, store: str | None) -> int:
    """Make a store from the backup in FOLDER, and verify it before it takes its place.

    The store must not exist yet: nothing is ever written over.
    """
    source, target = find_place(str(folder)), find_place(store_uri(store))
    if not source.database.is_file():
        raise click.UsageError(f"{folder} is no backup: it has no {source.database.name}.")
    if target.database.exists() or (target.folder.exists() and any(target.folder.iterdir())):
        raise click.UsageError(f"There is a store at {target.folder} already. Name a new one.")
    if target.database.parent != target.folder:
        raise click.UsageError("A backup is restored into a folder. Name one with --store.")
    copy = find_place(f"{target.folder}.restoring")
    shutil.rmtree(copy.folder, ignore_errors=True)
    _copy(source, copy)
    steps, findings = _verified(copy)
    _tell(copy, steps, findings)
    if findings:
        shutil.rmtree(copy.folder)
        return ExitCode.PROBLEM
    copy.folder.replace(target.folder)
    click.echo(f"Restored into {target.folder}.")
    return ExitCode.OK


def _copy(source: Place, target: Place) -> None:
    target.folder.mkdir(mode=0o700, parents=True)
    shutil.copyfile(source.database, target.database)
    files = [path for path in source.blobs.rglob("*") if path.is_file()]
    with Progress("copying", len(files)) as progress:
        for path in files:
            place = target.blobs / path.relative_to(source.blobs)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            progress.step()


def _verified(place: Place) -> tuple[int, list[Finding]]:
    findings: list[Finding] = []
    with opened(place) as services, Progress("verifying") as progress:
        for checked in services.maintenance.verify(LOCAL_ACTOR):
            findings += checked.findings
            progress.step(checked.step)
        return progress.done, findings


def _tell(place: Place, steps: int, findings: list[Finding]) -> None:
    for finding in findings:
        click.echo(
            f"{coloured('damaged', 'red')}  {finding.what} {finding.which}: {finding.problem}"
        )
    found = f"{len(findings):,} damaged" if findings else coloured("all whole", "green")
    runs = f"{steps - _STEPS_BEFORE_RUNS:,} runs"
    click.echo(f"{place.folder}: the database, the audit and {runs} were read back: {found}.")
