"""Which input is named as the cause: tried on a real recipe in which one input is changed."""

import copy
import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from runlore.entities.recipe import GROUPS, Group, make_recipe
from runlore.launch.compare import compare_facts, leading
from tests.unit.launch.projects import NOISE, READING, TABLE, Project
