import mlflow
import mlflow.pyfunc
from mlflow.tracking import MlflowClient
# Train and log a model (assuming you have X_train, y_train, etc.)
from sklearn.ensemble import RandomForestClassifier

# Completed: the data.
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(*load_iris(return_X_y=True), random_state=42)

mlflow.set_experiment("model-registry-demo")
with mlflow.start_run() as run:
    model = RandomForestClassifier(n_estimators=100)
    model.fit(X_train, y_train)
    accuracy = model.score(X_test, y_test)
    mlflow.log_param("n_estimators", 100)
    mlflow.log_metric("accuracy", accuracy)
    mlflow.sklearn.log_model(model, "model")
    run_id = run.info.run_id

# Register the model
model_uri = f"runs:/{run_id}/model"
mlflow.register_model(model_uri, "DemoClassifier")

# Transition through stages
client = MlflowClient()
client.transition_model_version_stage("DemoClassifier", 1, "Staging")
# After testing...
client.transition_model_version_stage("DemoClassifier", 1, "Production")
# Load the production model
production_model = mlflow.pyfunc.load_model("models:/DemoClassifier/Production")
assert (production_model.predict(X_test) == model.predict(X_test)).all()

# After a successful training run, register the model
registered_model = mlflow.register_model(
    model_uri,
    "SentimentClassifier"  # The model's name in the registry
)
registered_model = mlflow.register_model(model_uri, "SentimentClassifier")
# Add documentation - your future self will thank you
client.update_model_version(
    name="SentimentClassifier",
    version=registered_model.version,
    description="""
BERT-based sentiment classifier trained on v3.2 dataset.
Achieves 94.2% accuracy on test set.
Uses 6-layer DistilBERT for efficiency.
Trained by ML Team, reviewed by Alice.
"""
)
# Transition through lifecycle stages
client.transition_model_version_stage(
    name="SentimentClassifier",
    version=registered_model.version,
    stage="Staging"
)
client.transition_model_version_stage(
    name="SentimentClassifier",
    version=registered_model.version,
    stage="Production"
)
# Load the current production model
model = mlflow.pyfunc.load_model(
    model_uri="models:/SentimentClassifier/Production"
)
# Or load a specific version for comparison
model_v2 = mlflow.pyfunc.load_model(
    model_uri="models:/SentimentClassifier/2"
)
# Inference works the same regardless of which framework trained it
assert (model.predict(X_test) == model_v2.predict(X_test)).all()
print("predicted", len(model.predict(X_test)))
