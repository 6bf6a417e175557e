"""MLflow's module-level verbs, each on the run, experiment and store that are active."""
