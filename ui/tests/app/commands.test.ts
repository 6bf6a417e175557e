import { expect, test } from "vitest";
import { type Command, type CommandKind, sectionsFor } from "~/app/commands/commands";

function command(kind: CommandKind, name: string): Command {
  return { id: `${kind}-${name}`, kind, name, hint: "", icon: "file", run: () => undefined };
}

const ALL = [
  command("action", "Go home"),
  command("action", "Light or dark"),
  command("project", "vision-ablate"),
  command("run", "vit-b-7"),
  command("run", "calm-otter"),
  command("metric", "val/loss"),
  command("model", "churn"),
];

function shown(query: string, commands: readonly Command[] = ALL) {
  return sectionsFor(query, commands).map((section) => [
    section.title,
    ...section.found.map((one) => one.command.name),
  ]);
}

test("before one types, there are places to go and things to do", () => {
  expect(shown("  ")).toEqual([
    ["Projects", "vision-ablate"],
    ["Actions", "Go home", "Light or dark"],
  ]);
});

test("the section with the likeliest hit comes first", () => {
  expect(shown("go")[0]).toEqual(["Actions", "Go home", "Light or dark"]);
  expect(shown("chu")[0]).toEqual(["Models", "churn"]);
  expect(shown("vit")[0]).toEqual(["Runs", "vit-b-7", "calm-otter"]);
});

test("a run that the server found by its id is shown, though its name says nothing", () => {
  expect(shown("0198ab", [command("run", "calm-otter")])).toEqual([["Runs", "calm-otter"]]);
});

test("what does not match is not shown", () => {
  expect(shown("zzz", [command("project", "vision"), command("action", "Go home")])).toEqual([]);
});

test("no section is longer than one reads", () => {
  const many = Array.from({ length: 50 }, (_, i) => command("project", `p-${i}`));
  expect(shown("p", many)[0]).toHaveLength(7);
});
