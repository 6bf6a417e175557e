"""``verify RUN``, ``export --bundle``, ``checklist``, ``export-image``: of a run's inputs."""

from pathlib import Path

import click
import msgspec

from runlore.cli.failures import ExitCode
from runlore.cli.launching import library, read_evidence
from runlore.cli.places import store_option
from runlore.cli.remote import json_option
from runlore.cli.terminal import Progress, coloured, print_json
from runlore.launch.bundle import is_bundle, write_bundle
from runlore.launch.checklist import checklist_of, checklist_text
from runlore.launch.image import write_image
from runlore.launch.verify import Verified, Verifier


def verify_runs(run: str | None, store: str | None, *, as_json: bool) -> int:
    """Tell which runs can still be rebuilt: one, looked at deeply, or all."""
    runs = library(store)
    chosen = iter([runs.find(run)]) if run else runs.all()
    verifier = Verifier(Path.cwd(), deep=run is not None)
    click.get_current_context().call_on_close(verifier.close)
    found: list[Verified] = []
    with Progress("verifying") as progress:
        for evidence in chosen:
            found.append(verifier.check(evidence))
            progress.step(evidence.run.name)
    lost = [one for one in found if one.problems]
    if as_json:
        print_json({"runs": len(found), "findings": [msgspec.to_builtins(one) for one in found]})
    else:
        _tell(found, lost)
    return ExitCode.PROBLEM if lost else ExitCode.OK


def _tell(found: list[Verified], lost: list[Verified]) -> None:
    for one in found:
        if one.problems:
            click.echo(
                f"{coloured('lost', 'red')}  {one.run}  {one.name}: {'; '.join(one.problems)}"
            )
        elif one.doubts and len(found) == 1:
            click.echo(f"{coloured('doubt', 'yellow')}  {one.run}: {'; '.join(one.doubts)}")
    good = f"{len(found) - len(lost):,} of {len(found):,} runs can be rebuilt"
    click.echo(coloured(good, "red" if lost else "green"))


@click.command("bundle")
@click.argument("run")
@click.option(
    "--bundle",
    "target",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write; it must not be there.",
)
@store_option
def bundle(run: str, target: Path, store: str | None) -> None:
    """Write RUN to one file, which `runlore reproduce FILE` runs again without any server.

    It holds the code, what was captured, the curves, and the digests of all files. Data is in it
    when the run logged it; else it is found by its digest where the bundle is used.
    """
    size = write_bundle(library(store).find(run), target)
    click.echo(f"{target}: {size:,} bytes")


@click.command("checklist")
@click.argument("run", metavar="RUN|BUNDLE")
@store_option
@json_option
def checklist(run: str, store: str | None, as_json: bool) -> None:
    """Tell what a paper's reproducibility checklist asks of RUN: present or absent."""
    evidence = read_evidence(run, store)
    items = checklist_of(evidence, None if is_bundle(Path(run)) else library(store))
    if as_json:
        print_json([msgspec.to_builtins(item) for item in items])
    else:
        click.echo(checklist_text(items), nl=False)


@click.command("export-image")
@click.argument("run", metavar="RUN|BUNDLE")
@click.argument("folder", type=click.Path(path_type=Path))
@store_option
def export_image(run: str, folder: Path, store: str | None) -> None:
    """Write FOLDER, new or empty, with a Dockerfile that builds RUN's environment and code."""
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty. Name a new folder.")
    image = write_image(read_evidence(run, store), folder.resolve())
    for note in image.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(f"{folder}/Dockerfile builds upon {image.base}: docker build {folder}")
