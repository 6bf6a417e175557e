"""The MLflow dialect: REST as the unchanged ``mlflow`` client speaks it, translated to services.

What is supported says ``docs/compatibility/mlflow.md``, made from ``routes.py``.
"""
