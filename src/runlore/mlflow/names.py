"""MLflow's names of experiments, and the place that each means."""

from typing import NamedTuple

from runlore.entities.experiment import DEFAULT_EXPERIMENT, DEFAULT_PROJECT
from runlore.wire.mlflow import join_name, split_name


class Place(NamedTuple):
    """Where runs of an experiment lie: two of our three levels."""

    project: str
    experiment: str


DEFAULT_PLACE = Place(DEFAULT_PROJECT, DEFAULT_EXPERIMENT)


def place_of(name: str) -> Place:
    """The project and experiment of an MLflow name."""
    return Place(*split_name(name))


def name_of(place: Place) -> str:
    """The MLflow name that means this place."""
    return join_name(place.project, place.experiment)
