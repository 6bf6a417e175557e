"""The native dialect's one table of routes."""

from runlore.api.kit.call import Route
from runlore.api.kit.reply import CSV
from runlore.api.native.artifacts import get_content, get_file, list_artifacts
from runlore.api.native.blobs import head_blob, put_blob
from runlore.api.native.comments import (
    comment_run,
    comment_version,
    delete_comment,
    edit_comment,
    list_run_comments,
    list_version_comments,
    search_chart_comments,
)
from runlore.api.native.events import EVENTS_TYPE, get_events
from runlore.api.native.experiments import (
    ensure_experiment,
    list_experiments,
    list_projects,
    patch_experiment,
    patch_project,
)
from runlore.api.native.health import get_health
from runlore.api.native.lineage import get_difference, get_lineage_graph
from runlore.api.native.logged_models import (
    add_lineage,
    create_logged_model,
    delete_logged_model,
    delete_model_content,
    get_lineage,
    get_logged_model,
    get_model_content,
    list_model_artifacts,
    log_model_points,
    patch_logged_model,
    put_model_content,
    search_logged_models,
)
from runlore.api.native.model_versions import (
    create_version,
    delete_version,
    get_version,
    move_version,
    patch_version,
    search_versions,
)
from runlore.api.native.models import (
    check_audit,
    create_model,
    delete_alias,
    delete_model,
    get_audit,
    get_model,
    get_model_audit,
    get_rollback,
    list_models,
    patch_model,
    put_alias,
    resolve_version,
    roll_back,
)
from runlore.api.native.openapi import document_route
from runlore.api.native.overview import get_activity, search_cards, search_storage
from runlore.api.native.records import post_records
from runlore.api.native.runs import (
    change_runs,
    get_run,
    list_keys,
    list_values,
    patch_run,
    search_runs,
)
from runlore.api.native.saved_views import (
    create_view,
    delete_view,
    get_address,
    keep_address,
    list_views,
    patch_view,
)
from runlore.api.native.series import get_extents, get_near, get_points_csv, get_rows, get_series
from runlore.api.native.tables import (
    get_table_csv,
    get_table_curve,
    get_table_groups,
    get_table_rows,
    get_table_statistics,
    list_tables,
)
from runlore.api.native.tiles import get_tiles
from runlore.api.native.trails import find_in_console, get_captures, get_console, get_recipe
from runlore.entities.access import Permission
from runlore.entities.errors import (
    AlreadyExistsError,
    ConflictError,
    NotFoundError,
    OutOfOrderError,
    OutOfRangeError,
    QuerySyntaxError,
    StorageFullError,
)
from runlore.wire.columns import TILES_TYPE

PUBLIC, READ, WRITE = Permission.PUBLIC, Permission.READ, Permission.WRITE
_ANY = "application/octet-stream"
_GONE = (NotFoundError,)
_ASKED = (NotFoundError, QuerySyntaxError)
_CHANGE = (NotFoundError, StorageFullError)
_UPLOAD = (NotFoundError, ConflictError, OutOfOrderError, StorageFullError)

_NEW_NAME = (*_CHANGE, AlreadyExistsError)

_RUN = "/api/v1/runs/{run}"
_TABLES = f"{_RUN}/tables"
_MODEL = "/api/v1/models/{name}"
_VERSION = "/api/v1/models/{name}/versions/{version}"
_VIEW = "/api/v1/views/{view}"
_ALIAS = "/api/v1/models/{name}/aliases/{alias}"
_COMMENT = "/api/v1/comments/{comment}"
_LOGGED_MODELS = "/api/v1/logged-models"
_LOGGED_MODEL = f"{_LOGGED_MODELS}/{{model}}"
_MODEL_FILE = f"{_LOGGED_MODEL}/artifacts/content/{{path:path}}"

_TABLE: tuple[Route, ...] = (
    Route("GET", "/api/v1/health", PUBLIC, get_health),
    Route("GET", "/api/v1/projects", READ, list_projects),
    Route("PATCH", "/api/v1/projects/{project:path}", WRITE, patch_project, _CHANGE),
    Route("POST", "/api/v1/projects/cards/search", READ, search_cards),
    Route("POST", "/api/v1/projects/storage/search", READ, search_storage),
    Route("GET", "/api/v1/activity", READ, get_activity),
    Route("GET", "/api/v1/experiments", READ, list_experiments),
    Route("POST", "/api/v1/experiments", WRITE, ensure_experiment, (StorageFullError,)),
    Route(
        "PATCH",
        "/api/v1/experiments/{experiment}",
        WRITE,
        patch_experiment,
        (*_CHANGE, ConflictError),
    ),
    Route("POST", "/api/v1/runs/search", READ, search_runs, (QuerySyntaxError,)),
    Route("POST", "/api/v1/runs/bulk", WRITE, change_runs, _CHANGE),
    Route("GET", _RUN, READ, get_run, _GONE),
    Route("PATCH", _RUN, WRITE, patch_run, _CHANGE),
    Route("POST", f"{_RUN}/records", WRITE, post_records, _UPLOAD),
    Route("GET", f"{_RUN}/captures", READ, get_captures, _GONE),
    Route("GET", f"{_RUN}/recipe", READ, get_recipe, _GONE),
    Route("GET", f"{_RUN}/difference", READ, get_difference, _GONE),
    Route("GET", "/api/v1/lineage", READ, get_lineage_graph, _GONE),
    Route("GET", f"{_RUN}/console", READ, get_console, _GONE),
    Route("GET", f"{_RUN}/console/search", READ, find_in_console, _GONE),
    Route("GET", f"{_RUN}/artifacts", READ, list_artifacts, _GONE),
    Route(
        "GET",
        f"{_RUN}/artifacts/content/{{path:path}}",
        READ,
        get_content,
        (NotFoundError, OutOfRangeError),
        _ANY,
    ),
    Route(
        "GET",
        f"{_RUN}/artifacts/content",
        READ,
        get_file,
        (NotFoundError, OutOfRangeError),
        _ANY,
    ),
    Route("GET", _TABLES, READ, list_tables, _GONE),
    Route("POST", f"{_TABLES}/rows", READ, get_table_rows, _ASKED),
    Route("POST", f"{_TABLES}/statistics", READ, get_table_statistics, _ASKED),
    Route("POST", f"{_TABLES}/groups", READ, get_table_groups, _ASKED),
    Route("POST", f"{_TABLES}/curve", READ, get_table_curve, _ASKED),
    Route("POST", f"{_TABLES}/csv", READ, get_table_csv, _ASKED, CSV),
    Route("GET", f"{_RUN}/lineage", READ, get_lineage, _GONE),
    Route("POST", f"{_RUN}/lineage", WRITE, add_lineage, _CHANGE),
    Route("POST", _LOGGED_MODELS, WRITE, create_logged_model, (*_CHANGE, ConflictError)),
    Route("POST", f"{_LOGGED_MODELS}/search", READ, search_logged_models, (QuerySyntaxError,)),
    Route("GET", _LOGGED_MODEL, READ, get_logged_model, _GONE),
    Route("PATCH", _LOGGED_MODEL, WRITE, patch_logged_model, (*_CHANGE, ConflictError)),
    Route("POST", f"{_LOGGED_MODEL}/metrics", WRITE, log_model_points, (*_CHANGE, ConflictError)),
    Route("DELETE", _LOGGED_MODEL, WRITE, delete_logged_model, _CHANGE),
    Route("GET", f"{_LOGGED_MODEL}/artifacts", READ, list_model_artifacts, _GONE),
    Route("GET", _MODEL_FILE, READ, get_model_content, (NotFoundError, OutOfRangeError), _ANY),
    Route("PUT", _MODEL_FILE, WRITE, put_model_content, (*_CHANGE, ConflictError)),
    Route("DELETE", _MODEL_FILE, WRITE, delete_model_content, (*_CHANGE, ConflictError)),
    Route("GET", f"{_RUN}/series", READ, get_series, _GONE),
    Route("GET", f"{_RUN}/rows", READ, get_rows, _GONE),
    Route("PUT", "/api/v1/blobs/{sha256}", WRITE, put_blob, (StorageFullError,)),
    Route("HEAD", "/api/v1/blobs/{sha256}", WRITE, head_blob, _GONE),
    Route("POST", "/api/v1/series/tiles", READ, get_tiles, media_type=TILES_TYPE),
    Route("POST", "/api/v1/series/extent", READ, get_extents),
    Route("POST", "/api/v1/series/csv", READ, get_points_csv, media_type=CSV),
    Route("GET", "/api/v1/series/near", READ, get_near, _GONE),
    Route("GET", "/api/v1/keys", READ, list_keys),
    Route("POST", "/api/v1/values/search", READ, list_values, (QuerySyntaxError,)),
    Route("GET", "/api/v1/events", READ, get_events, media_type=EVENTS_TYPE),
    Route("GET", "/api/v1/models", READ, list_models, (QuerySyntaxError,)),
    Route("POST", "/api/v1/models", WRITE, create_model, (AlreadyExistsError, StorageFullError)),
    Route("POST", "/api/v1/models/versions/search", READ, search_versions, (QuerySyntaxError,)),
    Route("GET", _MODEL, READ, get_model, _GONE),
    Route("PATCH", _MODEL, WRITE, patch_model, _NEW_NAME),
    Route("DELETE", _MODEL, WRITE, delete_model, _CHANGE),
    Route("GET", f"{_MODEL}/resolve", READ, resolve_version, _GONE),
    Route("GET", f"{_MODEL}/rollback", READ, get_rollback, (NotFoundError, ConflictError)),
    Route("POST", f"{_MODEL}/rollback", WRITE, roll_back, (*_CHANGE, ConflictError)),
    Route("GET", f"{_MODEL}/audit", READ, get_model_audit, _GONE),
    Route("POST", f"{_MODEL}/versions", WRITE, create_version, _CHANGE),
    Route("GET", _VERSION, READ, get_version, _GONE),
    Route("PATCH", _VERSION, WRITE, patch_version, _CHANGE),
    Route("DELETE", _VERSION, WRITE, delete_version, _CHANGE),
    Route("POST", f"{_VERSION}/stage", WRITE, move_version, _CHANGE),
    Route("PUT", _ALIAS, WRITE, put_alias, _CHANGE),
    Route("DELETE", _ALIAS, WRITE, delete_alias, _CHANGE),
    Route("GET", "/api/v1/audit", READ, get_audit),
    Route("GET", f"{_RUN}/comments", READ, list_run_comments, _GONE),
    Route("POST", f"{_RUN}/comments", WRITE, comment_run, _CHANGE),
    Route("GET", f"{_VERSION}/comments", READ, list_version_comments, _GONE),
    Route("POST", f"{_VERSION}/comments", WRITE, comment_version, _CHANGE),
    Route("POST", "/api/v1/comments/search", READ, search_chart_comments),
    Route("PATCH", _COMMENT, WRITE, edit_comment, _CHANGE),
    Route("DELETE", _COMMENT, WRITE, delete_comment, _CHANGE),
    Route("GET", "/api/v1/views", READ, list_views),
    Route("POST", "/api/v1/views", WRITE, create_view, (AlreadyExistsError, StorageFullError)),
    Route("PATCH", _VIEW, WRITE, patch_view, _NEW_NAME),
    Route("DELETE", _VIEW, WRITE, delete_view, _CHANGE),
    Route("POST", "/api/v1/addresses", WRITE, keep_address, (StorageFullError,)),
    Route("GET", "/api/v1/addresses/{address}", READ, get_address, _GONE),
    Route("GET", "/api/v1/audit/check", READ, check_audit),
)

ROUTES: tuple[Route, ...] = (*_TABLE, document_route(_TABLE))
"""All routes of the native dialect."""
