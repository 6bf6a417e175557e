"""MLflow's names of experiments, and the project and experiment that each means."""

from typing import NamedTuple

from runlore.entities.experiment import DEFAULT_EXPERIMENT, DEFAULT_PROJECT

MLFLOW_DEFAULT = "Default"
"""What MLflow calls the experiment that is there without anybody making it."""


class Place(NamedTuple):
    """Where runs of an experiment lie: two of our three levels."""

    project: str
    experiment: str


DEFAULT_PLACE = Place(DEFAULT_PROJECT, DEFAULT_EXPERIMENT)


def place_of(name: str) -> Place:
    """The project and experiment of an MLflow name.

    ``vision/baseline`` is the experiment ``baseline`` of the project ``vision``; a name without
    ``/`` belongs to the project ``default``, and so does one with an empty part, such as
    ``/Users/ann``, which stays whole.
    """
    if name == MLFLOW_DEFAULT:
        return DEFAULT_PLACE
    project, _, experiment = name.partition("/")
    if not experiment or not all(name.split("/")):
        return Place(DEFAULT_PROJECT, name)
    return Place(project, experiment)


def name_of(place: Place) -> str:
    """The MLflow name that means this place."""
    if place == DEFAULT_PLACE:
        return MLFLOW_DEFAULT
    short = place.experiment
    if place.project == DEFAULT_PROJECT and place_of(short) == place:
        return short
    return f"{place.project}/{place.experiment}"
