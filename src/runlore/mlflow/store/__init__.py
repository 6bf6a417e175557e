"""Questions to the store in MLflow's nouns, over the native routes; each module asks for one."""
