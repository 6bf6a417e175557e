"""Packaging of machine-learning models: folders that MLflow loads, and whose folders we load."""
