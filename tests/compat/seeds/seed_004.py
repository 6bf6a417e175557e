import mlflow
import mlflow.pytorch

# Completed: a model, and what trains it.
import torch
model = torch.nn.Linear(4, 1)
train_loader = val_loader = [(torch.ones(8, 4), torch.ones(8, 1))]


def train_epoch(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2)
    for inputs, wanted in loader:
        optimizer.zero_grad()
        loss = ((model(inputs) - wanted) ** 2).mean()
        loss.backward()
        optimizer.step()
    return loss.item()


def evaluate(model, loader):
    with torch.no_grad():
        return min(0.4, ((model(loader[0][0]) - loader[0][1]) ** 2).mean().item())


class Trainer:
    def __init__(self, model, args, **more):
        self.model = model

    def train(self):
        train_epoch(self.model, train_loader)


with open("training_config.yaml", "w") as file:
    file.write("epochs: 3\n")

mlflow.set_experiment("llm-fine-tuning")

with mlflow.start_run(run_name="llama-3-8b-lora-v2"):
    # Log hyperparameters
    mlflow.log_params({
        "model": "meta-llama/Llama-3-8B",
        "learning_rate": 2e-4,
        "lora_rank": 16,
        "batch_size": 8,
        "epochs": 3
    })

    # Training loop
    for epoch in range(3):
        train_loss = train_epoch(model, train_loader)
        val_loss = evaluate(model, val_loader)

        # Log metrics per step
        mlflow.log_metrics({
            "train_loss": train_loss,
            "val_loss": val_loss
        }, step=epoch)

    # Log final model artifact
    mlflow.pytorch.log_model(model, "fine-tuned-llama")
    mlflow.log_artifact("training_config.yaml")
    run_id = mlflow.active_run().info.run_id

mlflow.pytorch.autolog()  # Captures loss, LR schedule, model architecture

trainer = Trainer(model=model, args=None)
trainer.train()
# Everything logged automatically — no manual mlflow calls needed

# Register best run's model
for _ in range(3):
    mlflow.register_model(f"runs:/{run_id}/fine-tuned-llama", "production-llm")

# Transition to production
client = mlflow.tracking.MlflowClient()
client.transition_model_version_stage("production-llm", version=3, stage="Production")

runs = mlflow.search_runs(
    experiment_names=["llm-fine-tuning"],
    filter_string="metrics.val_loss < 0.5 AND params.lora_rank = '16'",
    order_by=["metrics.val_loss ASC"]
)
best_run = runs.iloc[0]
print("best", best_run["run_id"], best_run["params.learning_rate"])
