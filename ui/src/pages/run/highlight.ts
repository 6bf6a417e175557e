/** Colours of source text. Heavy: loaded with the first file that is shown. */
import highlighter from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import diff from "highlight.js/lib/languages/diff";
import ini from "highlight.js/lib/languages/ini";
import json from "highlight.js/lib/languages/json";
import markdown from "highlight.js/lib/languages/markdown";
import python from "highlight.js/lib/languages/python";
import yaml from "highlight.js/lib/languages/yaml";
import type { Language } from "~/pages/run/language";
import { linesOfHtml, type SourceLine } from "~/pages/run/spans";

const LANGUAGES = { bash, diff, ini, json, markdown, python, yaml };
for (const [name, grammar] of Object.entries(LANGUAGES)) {
  highlighter.registerLanguage(name, grammar);
}

export function highlight(text: string, language: Language): SourceLine[] {
  return linesOfHtml(highlighter.highlight(text, { language, ignoreIllegals: true }).value);
}
