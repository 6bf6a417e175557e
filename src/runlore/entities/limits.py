"""Every limit, once, with its reason."""

MAX_NAME_BYTES = 500
"""Names of projects, experiments, runs, metrics, params, tags (UTF-8): longer ones break links."""

MAX_PARAM_BYTES = 64 * 1024
"""One param or tag value as JSON: a page of 1,000 runs must fit in memory. More is an artifact."""

MAX_TAGS = 1_000
"""Tags of one run. MLflow's search slows for everybody when one run has 20,000."""

MAX_PARAMS = 10_000
"""Params of one run, after flattening nothing: nested values count as one."""

MAX_DATASET_NAME_CHARS = 500
MAX_DIGEST_CHARS = 36
MAX_DATASET_SOURCE_CHARS = 65_535
MAX_DATASET_SCHEMA_CHARS = 1_048_575
MAX_DATASET_PROFILE_CHARS = 16_777_215
MAX_INPUT_TAG_KEY_CHARS = 255
MAX_INPUT_TAG_CHARS = 500
"""What is said of a dataset and of its use, in characters: what MLflow's servers keep of each, so
that what came from one fits, and what is exported goes back."""

MAX_INPUTS = 1_000
"""Datasets of one run. They stand in its document, which every listing reads."""

MAX_PAUSES = 1_000
"""Pauses of one run, in its document; a run that was resumed more often counts later ones in."""

MAX_INPUT_TAGS = 100
"""Tags of one dataset of a run, which stand in its document too."""

MAX_MODEL_POINTS = 100_000
"""Points measured on one logged model: they are read whole. A run's own series has no limit."""

MAX_KEYS_PER_ROW = 4_096
"""Metrics in one log call. More is almost always a table or a histogram."""

MAX_FRAME_BYTES = 8 * 1024 * 1024
"""One journal frame: what a reader allocates at most, whatever a damaged length says."""

MAX_BODY_BYTES = 32 * 1024 * 1024
"""One upload of records."""

MAX_JSON_BYTES = 16 * 1024 * 1024
"""One JSON request body."""

MAX_JSON_DEPTH = 64
"""Nesting of a JSON request body and of a param value."""

MAX_PATH_BYTES = 1_000
"""A whole artifact path; each part is at most 255 bytes, as file systems have it."""

MAX_PATH_PART_BYTES = 255

MIN_STEP = -(2**63) + 1
MAX_STEP = 2**63 - 1
"""Steps are signed 64-bit whole numbers; the smallest is kept for «no step»."""

NO_STEP = -(2**63)
"""The step of a final value: a metric that was logged without one."""

HEARTBEAT_SECONDS = 10.0
"""A silent client says that it lives this often."""

CRASHED_AFTER_SECONDS = 45.0
"""A running run that was silent this long is marked crashed: within 60 s of its end (R15)."""

MAX_PAGE = 1_000
"""Runs in one answer of a search."""

MAX_FOUND = 50_000
"""Runs in one answer of a dialect whose clients ask for so many at once: MLflow's limit."""

MAX_VIEW_BYTES = 64 * 1024
"""The state of a saved view or a long address: some thousand columns and runs."""

MAX_VIEWS = 500
"""Saved views of one project: their list is given whole."""

MAX_QUERY_BYTES = 16 * 1024
"""A search text."""

MAX_QUERY_DEPTH = 50
"""Brackets and NOTs inside each other in a search; far below what recursion and SQLite take."""

MAX_QUERY_TERMS = 200
"""Comparisons and listed values of one search: each may be a look into an index."""

MAX_LIKE_CHARS = 200
"""A LIKE pattern: the cost of one grows with its length times the text's."""

MAX_ORDER_KEYS = 8
"""Sort keys of one search: each is a join."""

SEARCHED_TEXT_CHARS = 500
"""What search sees of a text value: 2,000 bytes at most, which every database can index."""

MAX_INDEXED_KEYS = 10_000
"""Search keys of one run's params after nested ones are told apart: each is a row of the index."""

MAX_SERIES_PER_TILES = 5_000
"""Series in one tile request: 200 runs by 25 panels."""

MAX_BUCKETS_PER_ANSWER = 2_000_000
"""Buckets in one tile answer (26 bytes each)."""

MAX_ALIAS_CHARS = 255
"""An alias of a model version, as MLflow has it."""

MAX_REGISTRY_TEXT_CHARS = 100_000
"""A description or a tag's value in the model registry: what MLflow's clients may send. The audit
keeps both the old and the new text of every change."""

MAX_REGISTRY_LINE_CHARS = 4_000
"""A source, a link or a reason in the model registry: a longer one is no address or sentence."""

MAX_VERSIONS_PAGE = 200_000
"""Model versions in one answer of a search, as MLflow has it; its clients ask for 10,000."""

MAX_COMMENT_CHARS = 10_000
"""One comment: five pages of text. More is a document, and belongs in the notes."""

MAX_COMMENTS = 1_000
"""Comments on one run or model version: they are read whole."""

MAX_COMMENTED_RUNS = 200
"""Runs whose charts are asked for comments at once: as many as one chart draws."""

MAX_CHART_COMMENTS = 1_000
"""Comments that one screen of charts marks; the oldest beyond are read on their run."""

MAX_FIND_CHARS = 1_000
"""A text to look for in a console."""

MAX_CSV_SERIES = 1_000
"""Series in one CSV file of points: a screen of runs by the metrics of a panel."""

MAX_CARDS = 200
"""Projects in one request for what stands beside their names: each costs a search."""

MAX_NEW_OBJECTS = 10_000
"""Objects that a command or a server makes before Python looks for garbage. What they import is
none, and at Python's own 700 looking through it again takes a quarter of a short command."""
