"""MLflow as a source: its databases and its servers, read only."""
