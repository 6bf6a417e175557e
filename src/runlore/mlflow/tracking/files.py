"""Files of any run."""

import os
from collections.abc import Mapping, Sequence
from typing import IO, Any

from runlore.mlflow import tables
from runlore.mlflow.entities import FileInfo
from runlore.mlflow.exceptions import methods_in_mlflow_terms
from runlore.mlflow.fluent.files import write_dict, write_image, write_table
from runlore.mlflow.store.artifacts import destination, run_folder
from runlore.mlflow.tracking.store import OfOneStore


@methods_in_mlflow_terms
class FileMethods(OfOneStore):
    """Methods about files."""

    def log_artifact(
        self,
        run_id: str,
        local_path: str | os.PathLike[str],
        artifact_path: str | None = None,
    ) -> None:
        """Keep a file, or a folder under its own name."""
        self._run(run_id).log_artifact(local_path, artifact_path)

    def log_artifacts(
        self,
        run_id: str,
        local_dir: str | os.PathLike[str],
        artifact_path: str | None = None,
    ) -> None:
        """Keep what a folder holds, without the folder's own name."""
        self._run(run_id).log_artifacts(local_dir, artifact_path)

    def log_text(self, run_id: str, text: str, artifact_file: str) -> None:
        """Keep a text as a file."""
        self._run(run_id).log_text(text, artifact_file)

    def log_dict(
        self,
        run_id: str,
        dictionary: Mapping[str, object] | Sequence[object],
        artifact_file: str,
    ) -> None:
        """Keep a dict or list as a file: YAML by its ending, else JSON."""
        write_dict(self._run(run_id), dictionary, artifact_file)

    def log_stream(self, run_id: str, stream: IO[bytes], artifact_file: str) -> None:
        """Keep what a file-like object gives."""
        self._run(run_id).files.log_bytes(stream.read(), artifact_file, "file")

    def log_figure(
        self,
        run_id: str,
        figure: object,
        artifact_file: str,
        *,
        save_kwargs: Mapping[str, object] | None = None,  # noqa: ARG002
    ) -> None:
        """Keep a Matplotlib or Plotly figure."""
        self._run(run_id).log_figure(figure, artifact_file)

    def log_image(  # noqa: PLR0913  # MLflow's own signature
        self,
        run_id: str,
        image: object,
        artifact_file: str | None = None,
        key: str | None = None,
        step: int | None = None,
        timestamp: int | None = None,  # noqa: ARG002
        synchronous: bool | None = None,  # noqa: ARG002, FBT001
    ) -> None:
        """Keep a picture: as a file, or under a key that has one picture a step."""
        write_image(self._run(run_id), image, artifact_file, key, step)

    def log_table(self, run_id: str, data: object, artifact_file: str) -> None:
        """Keep a table as a JSON file; a file that is there gets the rows added."""
        write_table(self._run(run_id), data, artifact_file)

    def load_table(
        self,
        experiment_id: str,  # noqa: ARG002  # MLflow's own signature; the runs say all
        artifact_file: str,
        run_ids: Sequence[str] | None = None,
        extra_columns: Sequence[str] | None = None,
    ) -> Any:  # noqa: ANN401  # a DataFrame where there is pandas
        """A table of several runs as one DataFrame."""
        return tables.frame_of(self._store(), run_ids or (), artifact_file, extra_columns or ())

    def list_artifacts(self, run_id: str, path: str | None = None) -> list[FileInfo]:
        """What lies in a folder of the run."""
        return run_folder(self._store(), run_id).listing(path)

    def download_artifacts(self, run_id: str, path: str, dst_path: str | None = None) -> str:
        """Bring a file or folder of the run here; gives where it lies."""
        return str(run_folder(self._store(), run_id).fetch(path, destination(dst_path)))
