import mlflow
import mlflow.sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, f1_score

# Completed: the data, and the files that the text logs.
import json
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from sklearn.datasets import load_iris
from sklearn.metrics import ConfusionMatrixDisplay
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(*load_iris(return_X_y=True), random_state=42)

# Set the experiment name
# All runs will be grouped under this experiment
mlflow.set_experiment("sentiment-classifier")

# Start a run - this creates a new experiment record
with mlflow.start_run(run_name="random-forest-baseline"):
    # Log parameters - the knobs you can turn
    mlflow.log_param("n_estimators", 100)
    mlflow.log_param("max_depth", 10)
    mlflow.log_param("dataset_version", "v3.2")
    mlflow.log_param("random_seed", 42)
    # Train the model
    model = RandomForestClassifier(
        n_estimators=100,
        max_depth=10,
        random_state=42
    )
    model.fit(X_train, y_train)
    # Evaluate and log metrics - the outcomes you measure
    predictions = model.predict(X_test)
    accuracy = accuracy_score(y_test, predictions)
    f1 = f1_score(y_test, predictions, average='weighted')
    mlflow.log_metric("accuracy", accuracy)
    mlflow.log_metric("f1_score", f1)
    mlflow.log_metric("train_samples", len(X_train))
    mlflow.log_metric("test_samples", len(X_test))
    # Log the model itself - so we can reload it later
    mlflow.sklearn.log_model(model, "model")
    # Log any artifacts - plots, data samples, reports
    ConfusionMatrixDisplay.from_predictions(y_test, predictions)
    plt.savefig("confusion_matrix.png")
    with open("feature_importance.json", "w") as file:
        json.dump(model.feature_importances_.tolist(), file)
    mlflow.log_artifact("confusion_matrix.png")
    mlflow.log_artifact("feature_importance.json")
    # Get the run ID for reference
    run_id = mlflow.active_run().info.run_id
    print(f"Run ID: {run_id}")
    print(f"Accuracy: {accuracy:.4f}")


# Enable autologging for PyTorch
class Trainer:
    def __init__(self, model, train_loader, val_loader):
        self.model = model

    def train(self, epochs):
        self.model.fit(X_train, y_train)


mlflow.autolog()
trainer = Trainer(model, train_loader=None, val_loader=None)
trainer.train(epochs=10)

with mlflow.start_run(run_name="tags-and-metrics"):
    mlflow.set_tags({
        # Experiment classification
        "experiment_type": "hyperparameter_search",
        "team": "nlp",
        "owner": "alice@company.com",
        # Data provenance
        "dataset_version": "v3.2",
        "dataset_source": "production_logs",
        "data_split": "stratified_5_fold",
        "train_samples": "50000",
        "test_samples": "10000",
        # Model architecture
        "model_family": "transformer",
        "model_base": "bert-base-uncased",
        "model_size_mb": "400",
        "trainable_params": "110M",
        # Training environment
        "gpu": "A100-40GB",
        "framework": "pytorch-2.0",
        "cuda_version": "11.8",
        # Business context
        "project": "customer-sentiment",
        "use_case": "support-automation",
        "priority": "high",
        # Status
        "validated": "true",
        "production_candidate": "true"
    })
    # Step-level metrics: logged frequently during training
    for step in range(40):
        loss = 1 / (step + 1)
        # Log every N steps to avoid overwhelming storage
        if step % 10 == 0:
            mlflow.log_metric("train_loss", loss, step=step)
            mlflow.log_metric("learning_rate", 1e-3, step=step)
    # Epoch-level metrics: logged once per epoch
    for epoch in range(3):
        mlflow.log_metrics({
            "epoch_train_loss": 1 / (epoch + 1),
            "epoch_train_accuracy": 0.5 + epoch / 10,
            "epoch_val_loss": 1.1 / (epoch + 1),
            "epoch_val_accuracy": 0.4 + epoch / 10,
        }, step=epoch)
    # Final metrics: logged once at the end
    mlflow.log_metrics({
        "best_val_accuracy": 0.6,
        "final_test_accuracy": 0.61,
        "total_training_time_hours": 7200 / 3600,
        "final_model_size_mb": 12.5,
        "total_epochs_trained": 3,
        "early_stopped": True
    })
