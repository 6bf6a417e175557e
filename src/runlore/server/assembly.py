"""The composition root: the one place where services meet engines."""

import secrets
from collections.abc import Callable

import msgspec

from runlore.engines.blobs.local import LocalBlobs
from runlore.engines.chunks.store import ChunkSeries
from runlore.engines.sql.schema import open_sqlite
from runlore.entities.limits import CRASHED_AFTER_SECONDS
from runlore.query.page import PageSigner
from runlore.server.places import find_place
from runlore.server.settings import Settings
from runlore.services import Services
from runlore.services.access import Access
from runlore.services.activity import Activity
from runlore.services.artifacts import Artifacts
from runlore.services.audit import Audit
from runlore.services.clock import Clock, SystemClock
from runlore.services.comments import Comments
from runlore.services.datasets import Datasets
from runlore.services.differences import Differences
from runlore.services.experiments import Experiments
from runlore.services.folding import Folding
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
from runlore.stores.blobs import BlobStore
from runlore.stores.catalog import Catalog
from runlore.stores.series import SeriesStore

_FOLDER_MODE = 0o700
"""A store holds code, arguments and logs of its user: nobody else's business."""


class OpenStore(msgspec.Struct, frozen=True):
    """An open store.

    Attributes:
        services: all of them.
        close: lets go of files and connections.
    """

    services: Services
    close: Callable[[], None]


def open_services(settings: Settings) -> Services:
    """The services of the store that the settings name, open until the process ends.

    Raises: as ``open_store``.
    """
    return open_as_set(settings).services


def open_as_set(settings: Settings) -> OpenStore:
    """The store that the settings name, as they say.

    Raises: as ``open_store``.
    """
    return open_store(
        settings.store,
        crashed_after=settings.crashed_after,
        one_production=settings.one_production,
    )


def open_store(
    store: str, *, crashed_after: float = CRASHED_AFTER_SECONDS, one_production: bool = True
) -> OpenStore:
    """Open a store, or make it when it is new, and put the services together.

    Args:
        store: a folder, or ``sqlite:///file.db``.
        crashed_after: seconds of silence after which a running run is marked crashed.
        one_production: promoting a model version archives the one that was in Production.

    Raises:
        InvalidInputError: the URI names no store.
        ConflictError: a newer Runlore wrote it.
        UnavailableError: it cannot be opened.
    """
    place = find_place(store)
    place.folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    catalog = open_sqlite(place.database)
    blobs = LocalBlobs(place.blobs)
    services = join_services(
        catalog,
        ChunkSeries(),
        blobs,
        crashed_after=crashed_after,
        one_production=one_production,
    )
    return OpenStore(services, catalog.close)


def open_blobs(store: str) -> BlobStore:
    """The files of a store alone, such as those of a backup that is being written.

    Raises:
        InvalidInputError: the URI names no store.
    """
    return LocalBlobs(find_place(store).blobs)


def join_services(
    catalog: Catalog,
    series: SeriesStore,
    blobs: BlobStore,
    clock: Clock | None = None,
    *,
    crashed_after: float = CRASHED_AFTER_SECONDS,
    one_production: bool = True,
) -> Services:
    """The services on these stores."""
    access, clock = Access(), clock or SystemClock()
    folding = Folding(catalog, series)
    # Cursors live as long as a page is looked at: a key of this process alone will do.
    secret = secrets.token_bytes(32)
    signer = PageSigner(secret)
    artifacts = Artifacts(catalog, blobs, access, clock)
    return Services(
        access=access,
        ingest=Ingest(catalog, series, blobs, access, clock),
        runs=Runs(catalog, folding, access, clock, signer),
        experiments=Experiments(catalog, access, clock, signer),
        metrics=Metrics(catalog, series, folding, access, signer),
        trails=Trails(catalog, access),
        recipes=Recipes(catalog, access),
        differences=Differences(catalog, access),
        registry=Registry(catalog, access, clock),
        promotion=Promotion(catalog, access, clock, one_production=one_production),
        models=ModelFinder(catalog, access, signer),
        audit=Audit(catalog, access),
        artifacts=artifacts,
        tables=Tables(artifacts, access),
        uploads=Uploads(artifacts, blobs, access, secret),
        datasets=Datasets(catalog, access),
        lineage=Lineage(catalog, access),
        logged_models=LoggedModels(catalog, access, clock, signer),
        comments=Comments(catalog, access, clock),
        overview=Overview(catalog, folding, access, clock),
        activity=Activity(catalog, access),
        views=Views(catalog, access, clock),
        live=Live(catalog, series, folding, access),
        upkeep=Upkeep(catalog, series, folding, clock, crashed_after=crashed_after),
        maintenance=Maintenance(catalog, series, blobs, folding, access),
    )
