"""Models of real libraries: logged, registered, loaded again."""

import json
import warnings
from functools import cache
from pathlib import Path

import mlflow
import numpy
from checks import check, fresh
from mlflow import MlflowClient

warnings.simplefilter("ignore")


@cache
def data():
    """A small table to learn from."""
    from sklearn.datasets import load_iris

    return load_iris(return_X_y=True, as_frame=True)


@cache
def learned():
    """A model that has learned."""
    from sklearn.linear_model import LogisticRegression

    x, y = data()
    return LogisticRegression(max_iter=300).fit(x, y)


def same_answers(loaded) -> bool:
    """A loaded model says what the one that was logged says."""
    x, _ = data()
    return bool((loaded.predict(x) == learned().predict(x)).all())


@check(only=3)
def a_sklearn_model_is_logged_registered_and_loaded_in_every_way():
    import mlflow.sklearn
    from mlflow.models import infer_signature

    x, _ = data()
    name, client = fresh("flowers"), MlflowClient()
    mlflow.set_experiment(fresh("sklearn"))
    with mlflow.start_run() as run:
        mlflow.log_param("iterations", 300)
        info = mlflow.sklearn.log_model(
            learned(),
            name="model",
            registered_model_name=name,
            signature=infer_signature(x, learned().predict(x)),
            input_example=x.head(2),
        )
    version = client.get_model_version(name, "1")
    assert version.run_id == run.info.run_id
    client.transition_model_version_stage(name, "1", "Production")
    client.set_registered_model_alias(name, "champion", "1")
    assert same_answers(mlflow.sklearn.load_model(f"models:/{name}/1"))
    assert same_answers(mlflow.sklearn.load_model(f"models:/{name}/Production"))
    assert same_answers(mlflow.pyfunc.load_model(f"models:/{name}/latest"))
    assert same_answers(mlflow.pyfunc.load_model(f"models:/{name}@champion"))
    assert same_answers(mlflow.pyfunc.load_model(info.model_uri))
    assert same_answers(mlflow.pyfunc.load_model(f"models:/{info.model_id}"))
    assert same_answers(mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model"))
    assert mlflow.models.get_model_info(f"models:/{name}/1").signature.inputs
    logged = mlflow.get_logged_model(info.model_id)
    assert str(logged.status).endswith("READY")
    assert logged.source_run_id == run.info.run_id
    outputs = client.get_run(run.info.run_id).outputs.model_outputs
    assert [one.model_id for one in outputs] == [info.model_id]
    linked = json.loads(logged.tags["mlflow.modelVersions"])
    assert {"name": name, "version": "1"}.items() <= {
        k: str(v) for k, v in linked[0].items()
    }.items()


@check(only=3)
def a_model_is_registered_after_it_was_logged():
    import mlflow.sklearn

    mlflow.set_experiment(fresh("later"))
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(learned(), name="model")
    name = fresh("later")
    first = mlflow.register_model(f"runs:/{run.info.run_id}/model", name)
    second = mlflow.register_model(f"models:/{info.model_id}", name)
    assert [str(first.version), str(second.version)] == ["1", "2"]
    for version in ("1", "2"):
        assert same_answers(mlflow.pyfunc.load_model(f"models:/{name}/{version}"))
    copied = MlflowClient().copy_model_version(f"models:/{name}/2", fresh("copied"))
    assert same_answers(mlflow.pyfunc.load_model(f"models:/{copied.name}/1"))


@check(only=3)
def a_model_is_logged_without_a_run_and_in_the_old_style():
    import mlflow.sklearn

    mlflow.set_experiment(fresh("styles"))
    info = mlflow.sklearn.log_model(learned(), name="alone")
    assert same_answers(mlflow.pyfunc.load_model(info.model_uri))
    mlflow.sklearn.autolog(disable=True)
    with mlflow.start_run() as run:
        mlflow.sklearn.log_model(learned(), artifact_path="model")
    assert same_answers(mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model"))


@check(only=3)
def a_signature_is_set_afterwards():
    import mlflow.sklearn
    from mlflow.models import infer_signature, set_signature

    x, _ = data()
    mlflow.set_experiment(fresh("signature"))
    with mlflow.start_run():
        info = mlflow.sklearn.log_model(learned(), name="model")
    set_signature(info.model_uri, infer_signature(x, learned().predict(x)))
    assert mlflow.models.get_model_info(info.model_uri).signature.outputs


@check(only=2)
def the_old_client_logs_registers_and_loads_a_model():
    import mlflow.sklearn

    name, client = fresh("flowers"), MlflowClient()
    mlflow.set_experiment(fresh("sklearn"))
    x, _ = data()
    with mlflow.start_run() as run:
        mlflow.sklearn.log_model(
            learned(), "model", registered_model_name=name, input_example=x.head(2)
        )
    files = {one.path for one in client.list_artifacts(run.info.run_id, "model")}
    assert "model/MLmodel" in files
    history = json.loads(client.get_run(run.info.run_id).data.tags["mlflow.log-model.history"])
    assert history[0]["artifact_path"] == "model"
    client.transition_model_version_stage(name, "1", "Production")
    client.set_registered_model_alias(name, "champion", "1")
    for place in (
        f"models:/{name}/1",
        f"models:/{name}/Production",
        f"models:/{name}/latest",
        f"models:/{name}@champion",
        f"runs:/{run.info.run_id}/model",
    ):
        assert same_answers(mlflow.pyfunc.load_model(place)), place
    again = mlflow.register_model(f"runs:/{run.info.run_id}/model", name)
    assert str(again.version) == "2"


@check
def sklearn_is_logged_by_itself():
    import mlflow.sklearn
    from sklearn.linear_model import LogisticRegression

    x, y = data()
    mlflow.set_experiment(fresh("autolog"))
    mlflow.sklearn.autolog(log_input_examples=True, silent=True)
    try:
        with mlflow.start_run() as run:
            model = LogisticRegression(C=0.5, max_iter=200).fit(x, y)
            model.score(x, y)
    finally:
        mlflow.sklearn.autolog(disable=True)
    found = MlflowClient().get_run(run.info.run_id)
    assert found.data.params["C"] == "0.5"
    assert found.data.metrics["training_accuracy_score"] > 0.9
    assert found.data.metrics["LogisticRegression_score_x"] > 0.9
    assert found.data.tags["estimator_name"] == "LogisticRegression"
    assert found.inputs.dataset_inputs[0].dataset.name == "dataset"
    assert "estimator.html" in [one.path for one in MlflowClient().list_artifacts(run.info.run_id)]
    loaded = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model")
    assert (loaded.predict(x) == model.predict(x)).all()


@check
def a_search_of_parameters_is_logged_with_its_children():
    import mlflow.sklearn
    from sklearn.model_selection import GridSearchCV
    from sklearn.tree import DecisionTreeClassifier

    x, y = data()
    made = mlflow.set_experiment(fresh("grid"))
    mlflow.sklearn.autolog(silent=True, log_models=False)
    try:
        with mlflow.start_run() as run:
            GridSearchCV(DecisionTreeClassifier(), {"max_depth": [1, 2, 3]}, cv=2).fit(x, y)
    finally:
        mlflow.sklearn.autolog(disable=True)
    text = f"tags.mlflow.parentRunId = '{run.info.run_id}'"
    children = mlflow.search_runs([made.experiment_id], filter_string=text)
    assert sorted(children["params.max_depth"]) == ["1", "2", "3"]
    assert children["metrics.mean_test_score"].notna().all()
    best = MlflowClient().get_run(run.info.run_id)
    assert best.data.params["best_max_depth"] in ("1", "2", "3")
    assert best.data.metrics["best_cv_score"] == children["metrics.mean_test_score"].max()


@check(only=3)
def a_function_is_a_model():
    class Doubler(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input, params=None):
            return numpy.asarray(model_input) * 2

    mlflow.set_experiment(fresh("pyfunc"))
    with mlflow.start_run():
        info = mlflow.pyfunc.log_model(name="doubler", python_model=Doubler())
    loaded = mlflow.pyfunc.load_model(info.model_uri)
    assert loaded.predict(numpy.array([1, 2])).tolist() == [2, 4]


@check(only=3)
def a_torch_model_is_logged_and_loaded():
    import mlflow.pytorch
    import torch

    torch.set_num_threads(1)
    net = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 3))
    x = numpy.ones((2, 4), dtype=numpy.float32)
    mlflow.set_experiment(fresh("torch"))
    with mlflow.start_run() as run:
        info = mlflow.pytorch.log_model(
            net, name="net", serialization_format="pickle", registered_model_name=fresh("net")
        )
        mlflow.pytorch.log_state_dict(net.state_dict(), artifact_path="checkpoint")
    expected = net(torch.from_numpy(x)).detach().numpy()
    loaded = mlflow.pytorch.load_model(info.model_uri)
    assert numpy.array_equal(loaded(torch.from_numpy(x)).detach().numpy(), expected)
    assert numpy.allclose(mlflow.pyfunc.load_model(info.model_uri).predict(x), expected)
    state = mlflow.pytorch.load_state_dict(f"runs:/{run.info.run_id}/checkpoint")
    assert torch.equal(state["0.weight"], net.state_dict()["0.weight"])


@check(only=3)
def a_torch_training_is_logged_step_by_step():
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(1)
    x, y = data()
    inputs = torch.tensor(x.to_numpy(), dtype=torch.float32)
    labels = torch.tensor(y.to_numpy())
    net = torch.nn.Linear(4, 3)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    mlflow.set_experiment(fresh("training"))
    losses = []
    with mlflow.start_run() as run:
        mlflow.log_params({"lr": 0.05, "epochs": 20})
        for epoch in range(20):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(net(inputs), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            mlflow.log_metric("loss", loss.item(), step=epoch)
        torch.save(net, "model.pt")
        mlflow.log_artifact("model.pt")
    points = MlflowClient().get_metric_history(run.info.run_id, "loss")
    assert [(one.step, one.value) for one in points] == list(enumerate(losses))
    folder = mlflow.artifacts.download_artifacts(f"runs:/{run.info.run_id}/model.pt")
    assert Path(folder).read_bytes() == Path("model.pt").read_bytes()


@check(only=3)
def a_model_is_evaluated_on_a_dataset():
    import mlflow.sklearn

    x, y = data()
    table = x.assign(label=y)
    mlflow.set_experiment(fresh("evaluate"))
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(learned(), name="model")
        mlflow.models.evaluate(
            info.model_uri,
            table,
            targets="label",
            model_type="classifier",
            evaluators="default",
            evaluator_config={"log_explainer": False, "log_model_explainability": False},
        )
    found = MlflowClient().get_run(run.info.run_id)
    assert found.data.metrics["accuracy_score"] > 0.9
    scored = {one.key: one.value for one in mlflow.get_logged_model(info.model_id).metrics}
    assert scored["accuracy_score"] == found.data.metrics["accuracy_score"]


PROJECT = """
name: small
entry_points:
  main:
    parameters:
      rate: {type: float, default: 0.5}
    command: "python train.py {rate}"
"""

TRAIN = """
import sys, mlflow
with mlflow.start_run():
    mlflow.log_metric("rate", float(sys.argv[1]))
"""


@check
def a_project_is_run_from_a_folder():
    folder = Path("project")
    folder.mkdir(exist_ok=True)
    (folder / "MLproject").write_text(PROJECT)
    (folder / "train.py").write_text(TRAIN)
    submitted = mlflow.projects.run(
        str(folder),
        parameters={"rate": 0.25},
        env_manager="local",
        experiment_name=fresh("project"),
    )
    found = MlflowClient().get_run(submitted.run_id)
    assert found.info.status == "FINISHED"
    assert found.data.metrics == {"rate": 0.25}
    assert found.data.params == {"rate": "0.25"}
    assert found.data.tags["mlflow.project.entryPoint"] == "main"
