import { describe, expect, test } from "vitest";
import type { Artifact, ArtifactEntry } from "~/data/run";
import { parseCsv } from "~/pages/run/csv";
import { filesOf, foldersAbove, foundRows, treeRows } from "~/pages/run/file_tree";
import { languageOf } from "~/pages/run/language";
import { mediaGroups, spread, stepsOf, versionAt } from "~/pages/run/media_groups";
import { parseManifest } from "~/pages/run/model_manifest";
import { parseNotebook } from "~/pages/run/notebook";
import { linesOfHtml } from "~/pages/run/spans";
import { tableRows } from "~/pages/run/table_rows";
import { headerLength, tensorsOf } from "~/pages/run/tensors";
import { viewerOf } from "~/pages/run/viewer_of";

function entry(path: string, step: number | null = null, size = 10, type = ""): ArtifactEntry {
  const artifact: Artifact = {
    ...{ path, step, size, media_type: type, kind: "file", origin: "user" },
    ...{ sha256: `${path}@${step}`, md5: "", logged_at: 0 },
  };
  return { path, is_folder: false, size, artifact };
}

describe("the tree of files", () => {
  const files = filesOf([
    ...[entry("b.txt"), entry("plots/wave.png", 10), entry("plots/wave.png", 2)],
    ...[entry("plots/deep/x10.png"), entry("plots/deep/x9.png")],
  ]);

  test("closed folders hide what is in them, and have its size", () => {
    const rows = treeRows(files, new Set());
    expect(rows.map((row) => [row.name, row.size])).toEqual([
      ["plots", 40],
      ["b.txt", 10],
    ]);
  });

  test("open ones show it, numbers in their order", () => {
    const rows = treeRows(files, new Set(["plots", "plots/deep"]));
    const names = rows.map((row) => `${" ".repeat(row.depth)}${row.name}`);
    expect(names).toEqual(["plots", " deep", "  x9.png", "  x10.png", " wave.png", "b.txt"]);
  });

  test("what was logged at several steps is one file", () => {
    const wave = files.find((file) => file.path === "plots/wave.png");
    expect(wave?.versions.map((version) => version.step)).toEqual([2, 10]);
  });

  test("a search looks at whole paths", () => {
    expect(foundRows(files, "DEEP/X1").map((row) => row.name)).toEqual(["plots/deep/x10.png"]);
    expect(foldersAbove("a/b/c.txt")).toEqual(["a", "a/b"]);
  });
});

describe("media by step", () => {
  const groups = mediaGroups(
    filesOf([
      ...[entry("only.png"), entry("tone.wav", 0), entry("tone.wav", 5), entry("notes.txt", 5)],
      ...[
        entry("predictions.media/0a1b.png"),
        entry("s/a.png", 0),
        entry("s/a.png", 10),
        entry("s/b.png", 4),
        entry("s/b.png", 20),
      ],
    ]),
  );

  test("names of several steps first, pictures before sound, and no texts", () => {
    expect(groups.map((group) => group.key)).toEqual([
      "s/a.png",
      "s/b.png",
      "tone.wav",
      "only.png",
    ]);
    expect(stepsOf(groups)).toEqual([0, 4, 5, 10, 20]);
  });

  test("a step shows what was there then", () => {
    const [a, b] = groups;
    expect(a && versionAt(a, 9)?.step).toBe(0);
    expect(a && versionAt(a, 10)?.step).toBe(10);
    expect(b && versionAt(b, 1)?.step).toBe(4);
  });

  test("compared steps are spread from the first to the last", () => {
    expect(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([0, 3, 6, 9]);
    expect(spread([1, 2], 4)).toEqual([1, 2]);
  });
});

test.each([
  ["m/MLmodel", "", "file", "model"],
  ["t.table.json", "application/json", "table", "table"],
  ["a.HTML", "text/plain", "file", "html"],
  ["a.svg", "text/html", "file", "image"],
  ["page", "text/html; charset=utf-8", "file", "html"],
  ["a.parquet", "application/octet-stream", "file", "parquet"],
  ["Dockerfile", "application/octet-stream", "file", "text"],
  ["weights.bin", "application/octet-stream", "file", "none"],
])("%s of type %j is shown as %s", (path, media_type, kind, viewer) => {
  expect(viewerOf({ path, media_type, kind })).toBe(viewer);
});

test("languages go by the name", () => {
  expect(languageOf("src/a.py")).toBe("python");
  expect(languageOf("m/MLmodel")).toBe("yaml");
  expect(languageOf("a.bin")).toBeNull();
});

test("CSV with quotes, tabs, an empty end and a quote inside of a field", () => {
  expect(parseCsv('a\tb\n1,5\t"x\ty"\n', 9, "\t")).toEqual([
    ["a", "b"],
    ["1,5", "x\ty"],
  ]);
  expect(parseCsv("a,b\n1,", 9)).toEqual([
    ["a", "b"],
    ["1", ""],
  ]);
  expect(parseCsv('height,5"x3"\n', 9)).toEqual([["height", '5"x3"']]);
});

test("a logged table has its columns first; other JSON is none", () => {
  expect(tableRows({ columns: ["a", "b"], rows: [[1, null]] })).toEqual([
    ["a", "b"],
    ["1", "null"],
  ]);
  expect(tableRows([1])).toBeNull();
  expect(tableRows(undefined)).toBeNull();
});

test("coloured source keeps every character and closes its spans at line ends", () => {
  const html =
    '<span class="hljs-string">&quot;a&lt;b\nc&#x27;&quot;</span> = <span class="hljs-number">1</span>';
  expect(linesOfHtml(html)).toEqual([
    [{ text: '"a<b', style: "hljs-string" }],
    [
      { text: "c'\"", style: "hljs-string" },
      { text: " = ", style: "" },
      { text: "1", style: "hljs-number" },
    ],
  ]);
});

describe("notebooks", () => {
  const read = (outputs: unknown[]) =>
    parseNotebook(
      JSON.stringify({ cells: [{ cell_type: "code", source: ["a\n", "b"], outputs }] }),
    )[0];

  test("the richest output that runs nothing is shown", () => {
    const data = {
      "text/html": "<b>x</b>",
      "text/plain": "x",
      "application/javascript": "alert(1)",
    };
    expect(read([{ output_type: "display_data", data }])?.outputs).toEqual([
      { kind: "html", text: "<b>x</b>" },
    ]);
    const script = { "application/javascript": "alert(1)" };
    expect(read([{ output_type: "display_data", data: script }])?.outputs).toEqual([
      { kind: "left-out", types: "application/javascript" },
    ]);
  });

  test("pictures are only taken as base64, drawings only as pictures", () => {
    const png = { "image/png": "aGk=\n", "text/plain": "<Figure>" };
    expect(read([{ data: png }])?.outputs).toEqual([
      { kind: "image", url: "data:image/png;base64,aGk=" },
    ]);
    const odd = { "image/png": 'x" onerror="alert(1)', "text/plain": "t" };
    expect(read([{ data: odd }])?.outputs).toEqual([{ kind: "text", text: "t", isError: false }]);
    const svg = { "image/svg+xml": ["<svg>", "</svg>"] };
    expect(read([{ data: svg }])?.outputs).toEqual([
      { kind: "image", url: "data:image/svg+xml,%3Csvg%3E%3C%2Fsvg%3E" },
    ]);
  });

  test("errors are told with their trace, streams by their name", () => {
    const error = { output_type: "error", ename: "E", evalue: "no", traceback: [] };
    const stream = { output_type: "stream", name: "stderr", text: ["warn"] };
    expect(read([error, stream])?.outputs).toEqual([
      { kind: "text", text: "E: no", isError: true },
      { kind: "text", text: "warn", isError: true },
    ]);
    expect(() => parseNotebook("[]")).toThrow("no notebook");
  });
});

test("a model's manifest tells flavors and the signature", () => {
  const manifest = parseManifest(`flavors:
  python_function:
    loader_module: mlflow.sklearn
    env:
      conda: conda.yaml
  sklearn:
    sklearn_version: 1.9.1
model_id: m-1
signature:
  inputs: '[{"type": "double", "name": "age", "required": true}, {"type": "string",
    "name": "city", "required": false}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1, 3]}}]'
  params: null
`);
  expect(manifest.flavors.map((flavor) => flavor.name)).toEqual(["python_function", "sklearn"]);
  expect(manifest.flavors[0]?.fields).toContainEqual(["env", '{"conda":"conda.yaml"}']);
  expect(manifest.facts).toEqual([["Model ID", "m-1"]]);
  expect(manifest.inputs).toEqual([
    { name: "age", type: "double", isOptional: false },
    { name: "city", type: "string", isOptional: true },
  ]);
  expect(manifest.outputs).toEqual([{ name: "0", type: "int64 (any × 3)", isOptional: false }]);
  expect(() => parseManifest("a: 1")).toThrow("no flavors");
});

test("a safetensors header gives names and shapes, and other files are refused", () => {
  const start = new ArrayBuffer(8);
  new DataView(start).setBigUint64(0, 100n, true);
  expect(headerLength(start, 200)).toBe(100);
  expect(() => headerLength(start, 50)).toThrow("not a safetensors file");
  expect(() => headerLength(new ArrayBuffer(3), 3)).toThrow("not a safetensors file");
  const header = '{"__metadata__":{},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}';
  expect(tensorsOf(header)).toEqual([{ name: "w", type: "F32", shape: [2, 3], bytes: 24 }]);
});
