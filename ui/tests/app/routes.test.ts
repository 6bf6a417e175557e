import { expect, test } from "vitest";
import { routeOf } from "~/app/routes";

test.each([
  ["/", { page: "home" }],
  ["/p/vision", { page: "project", project: "vision" }],
  ["/p/vision/runs", { page: "workspace", project: "vision" }],
  ["/p/a%2Fb%20c/runs", { page: "workspace", project: "a/b c" }],
  ["/p/vision/runs/0198/logs", { page: "run", project: "vision", run: "0198", tab: "logs" }],
  ["/p/vision/runs/0198", { page: "run", project: "vision", run: "0198", tab: "overview" }],
  ["/p/vision/compare", { page: "compare", project: "vision" }],
  ["/models", { page: "models" }],
  ["/models/a%20b", { page: "model", model: "a b" }],
  ["/models/churn/3", { page: "version", model: "churn", version: "3" }],
])("%s has a page", (path, route) => {
  expect(routeOf(path)).toEqual(route);
});

test.each([
  ["#/experiments/1/runs/0198ab", { page: "mlflow", experiment: "1", run: "0198ab" }],
  ["#/experiments/7", { page: "mlflow", experiment: "7", run: null }],
  ["#content", { page: "home" }],
])("MLflow's %s leads on", (hash, route) => {
  expect(routeOf("/", hash)).toEqual(route);
});

test.each(["/q", "/p", "/p/vision/nothing", "/p/a/runs/b/c/d", "/p/a/compare/b", "/models/a/1/x"])(
  "%s has none",
  (path) => {
    expect(routeOf(path)).toBeNull();
  },
);
