/** What a run needs to be made again, and which of it was captured (requirement: said, never guessed). */
import { isObject, type Json, textAt } from "~/lib/json";

export type CaptureState = "captured" | "partly" | "missing";

export interface CaptureFact {
  readonly name: string;
  readonly state: CaptureState;
  /** What is known, or why it is not and what to do about it. */
  readonly said: string;
}

export interface CaptureSources {
  readonly captures: { readonly [section: string]: Json };
  /** Paths of the files that the run kept of itself. */
  readonly codeFiles: readonly string[];
  readonly datasets: number;
  readonly params: number;
  readonly metrics: readonly string[];
}

/** The panel, in the order in which one would make a run again. */
export function captureFacts(sources: CaptureSources): CaptureFact[] {
  const { captures } = sources;
  return [
    commitFact(captures["git"]),
    changesFact(captures["git"], sources.codeFiles),
    scriptFact(captures["command"], sources.codeFiles),
    commandFact(captures["command"]),
    paramsFact(sources.params),
    seedsFact(captures["seeds"]),
    dataFact(sources.datasets),
    packagesFact(captures["packages"]),
    pythonFact(captures["python"]),
    hardwareFact(captures["hardware"]),
    evaluationFact(sources.metrics),
  ];
}

function fact(name: string, state: CaptureState, said: string): CaptureFact {
  return { name, state, said };
}

function commitFact(git: Json | undefined): CaptureFact {
  const commit = textAt(git, "commit");
  if (commit !== "") {
    const branch = textAt(git, "branch");
    return fact(
      "Commit",
      "captured",
      branch ? `${commit.slice(0, 10)} on ${branch}` : commit.slice(0, 10),
    );
  }
  const note = textAt(git, "note");
  return fact(
    "Commit",
    "missing",
    note || "The script did not lie in a git checkout with a commit.",
  );
}

function changesFact(git: Json | undefined, files: readonly string[]): CaptureFact {
  const name = "Uncommitted changes";
  if (!isObject(git) || textAt(git, "commit") === "") {
    return fact(
      name,
      "missing",
      "Without a commit there is nothing that changes could be told against.",
    );
  }
  const count = Number(git["untracked_count"] ?? 0);
  const others = count > 0 ? ` ${counted(count, "untracked file")} named, not kept.` : "";
  const state = count > 0 ? "partly" : "captured";
  if (git["dirty"] !== true) return fact(name, state, `None: the tree was as committed.${others}`);
  if (files.some((path) => path.endsWith(".patch")))
    return fact(name, state, `Kept as a patch.${others}`);
  return fact(name, "missing", textAt(git, "note") || "There were some, and no patch was kept.");
}

function scriptFact(command: Json | undefined, files: readonly string[]): CaptureFact {
  const script = textAt(command, "script").split(/[\\/]/).at(-1) ?? "";
  const isKept = files.some((path) => !path.endsWith(".patch"));
  if (isKept) return fact("Entry script", "captured", script || "kept");
  const why = script === "" ? "It ran in a shell or a notebook." : `${script} could not be kept.`;
  return fact("Entry script", "missing", why);
}

function commandFact(command: Json | undefined): CaptureFact {
  const argv = isObject(command) ? command["argv"] : undefined;
  if (!Array.isArray(argv)) {
    return fact("Command line", "missing", "The client that logged this run did not tell it.");
  }
  const count = Math.max(0, argv.length - 1);
  return fact("Command line", "captured", counted(count, "argument"));
}

function counted(count: number, noun: string): string {
  return count === 0 ? `no ${noun}s` : `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function paramsFact(count: number): CaptureFact {
  return count > 0
    ? fact("Config", "captured", counted(count, "param"))
    : fact("Config", "missing", "Give it to runlore.init(config=…) or log_params.");
}

const SEED_UNKNOWN = new Set(["not seeded", "not known", "not imported"]);

function seedsFact(seeds: Json | undefined): CaptureFact {
  if (!isObject(seeds))
    return fact("Seeds", "missing", "The client did not look at the generators.");
  const generators = Object.entries(seeds).filter(
    ([, told]) => textAt(told, "seed") !== "not imported" && isObject(told),
  );
  const known = generators.filter(([, told]) => !SEED_UNKNOWN.has(textAt(told, "seed")));
  const open = generators.filter(([, told]) => SEED_UNKNOWN.has(textAt(told, "seed")));
  const said = generators.map(([name, told]) => `${name} ${textAt(told, "seed")}`).join(", ");
  if (known.length === 0) return fact("Seeds", "missing", said || "No generator was imported.");
  return fact("Seeds", open.length === 0 ? "captured" : "partly", said);
}

function dataFact(count: number): CaptureFact {
  return count > 0
    ? fact("Data version", "captured", `${counted(count, "dataset")} with digests`)
    : fact(
        "Data version",
        "missing",
        "Tell it with runlore.mlflow.log_input: then a change of the data shows.",
      );
}

function packagesFact(packages: Json | undefined): CaptureFact {
  const count = isObject(packages) ? Object.keys(packages).length : 0;
  return count > 0
    ? fact("Packages", "captured", `${count} with their versions`)
    : fact("Packages", "missing", "The client did not list them.");
}

function pythonFact(python: Json | undefined): CaptureFact {
  const version = textAt(python, "version");
  return version === ""
    ? fact("Python", "missing", "The client did not tell it.")
    : fact("Python", "captured", version);
}

function hardwareFact(hardware: Json | undefined): CaptureFact {
  const cpu = textAt(hardware, "cpu");
  const gpus = isObject(hardware) && Array.isArray(hardware["gpus"]) ? hardware["gpus"].length : 0;
  if (!isObject(hardware)) return fact("Hardware", "missing", "The client did not look at it.");
  return fact("Hardware", "captured", gpus > 0 ? `${cpu}, ${gpus} GPUs` : `${cpu}, no GPU`);
}

/** Numbers of data that the model did not learn from, by how such metrics are called. */
const EVALUATION = /(^|[/_.\s-])(val|valid|validation|test|eval|dev|holdout)([/_.\s-]|$)/i;

function evaluationFact(metrics: readonly string[]): CaptureFact {
  const found = metrics.filter((key) => EVALUATION.test(key));
  const more = found.length > 3 ? ` and ${found.length - 3} more` : "";
  return found.length > 0
    ? fact("Evaluation metric", "captured", found.slice(0, 3).join(", ") + more)
    : fact(
        "Evaluation metric",
        "missing",
        "No metric is called val, test or eval: was it measured?",
      );
}
