import mlflow
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
import numpy as np

# --- Generate data ---
X, y = make_classification(n_samples=2000, n_features=20,
                           n_classes=3, n_informative=10,
                           random_state=42)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
train_ds = TensorDataset(torch.tensor(X_train, dtype=torch.float32),
                         torch.tensor(y_train, dtype=torch.long))
train_loader = DataLoader(train_ds, batch_size=64, shuffle=True)

# --- Model ---
model = nn.Sequential(
    nn.Linear(20, 64), nn.ReLU(), nn.Dropout(0.3),
    nn.Linear(64, 32), nn.ReLU(),
    nn.Linear(32, 3),
)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()

# --- Track with MLflow ---
mlflow.set_experiment("classification-experiment")
with mlflow.start_run(run_name="mlp-baseline"):
    # Log hyperparameters
    mlflow.log_params({
        "lr": 1e-3,
        "batch_size": 64,
        "epochs": 30,
        "architecture": "MLP-64-32",
        "dropout": 0.3,
        "optimizer": "Adam",
    })
    # Training loop
    for epoch in range(30):
        model.train()
        epoch_loss = 0
        for X_batch, y_batch in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(X_batch), y_batch)
            loss.backward()
            optimizer.step()
            epoch_loss += loss.item()
        avg_loss = epoch_loss / len(train_loader)
        mlflow.log_metric("train_loss", avg_loss, step=epoch)
        # Validation
        model.eval()
        with torch.no_grad():
            X_t = torch.tensor(X_test, dtype=torch.float32)
            preds = model(X_t).argmax(dim=1).numpy()
            acc = (preds == y_test).mean()
            mlflow.log_metric("val_accuracy", acc, step=epoch)
    # Log final metrics
    mlflow.log_metric("final_accuracy", acc)
    # Log model artifact
    torch.save(model.state_dict(), "model.pt")
    mlflow.log_artifact("model.pt")
    # Log as MLflow model (enables registry + serving)
    mlflow.pytorch.log_model(model, "model")
    print(f"Final accuracy: {acc:.3f}")
