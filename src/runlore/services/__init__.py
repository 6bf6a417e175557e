"""The rules: plain synchronous classes over stores and a clock; an actor comes with each call."""

import msgspec

from runlore.services.access import Access
from runlore.services.activity import Activity
from runlore.services.artifacts import Artifacts
from runlore.services.audit import Audit
from runlore.services.comments import Comments
from runlore.services.datasets import Datasets
from runlore.services.differences import Differences
from runlore.services.experiments import Experiments
from runlore.services.ingest import Ingest
from runlore.services.lineage import Lineage
from runlore.services.live import Live
from runlore.services.logged_models import LoggedModels
from runlore.services.maintenance import Maintenance
from runlore.services.metrics import Metrics
from runlore.services.model_search import ModelFinder
from runlore.services.overview import Overview
from runlore.services.promotion import Promotion
from runlore.services.recipes import Recipes
from runlore.services.registry import Registry
from runlore.services.runs import Runs
from runlore.services.tables import Tables
from runlore.services.trails import Trails
from runlore.services.upkeep import Upkeep
from runlore.services.uploads import Uploads
from runlore.services.views import Views


class Services(msgspec.Struct, frozen=True):
    """All services of one store, put together by the server."""

    access: Access
    ingest: Ingest
    runs: Runs
    experiments: Experiments
    metrics: Metrics
    trails: Trails
    recipes: Recipes
    differences: Differences
    artifacts: Artifacts
    tables: Tables
    uploads: Uploads
    registry: Registry
    promotion: Promotion
    models: ModelFinder
    audit: Audit
    datasets: Datasets
    lineage: Lineage
    logged_models: LoggedModels
    comments: Comments
    overview: Overview
    activity: Activity
    views: Views
    live: Live
    upkeep: Upkeep
    maintenance: Maintenance
