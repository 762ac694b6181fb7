import { relative, resolve, sep } from "node:path";
import { nearestName } from "../compiler/nearest-name.ts";
import { parse } from "../compiler/parse.ts";
import { createDiagnostic, hasErrors, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";
import { readFileBounded } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import type { ScenarioProblem } from "../sandbox/scenario-problems.ts";
import { readScenario, type Scenario } from "../sandbox/scenario.ts";

const LIMIT = 1024 * 1024;

/** Reads a scenario file, YAML or JSON. Throws `file/not-found` and `file/unreadable`; what is wrong with the text is returned. */
export async function loadScenario(
  host: Host,
  path: string,
): Promise<{ readonly scenario: Scenario } | { readonly diagnostics: readonly Diagnostic[] }> {
  const absolute = resolve(host.cwd, path);
  const shown = relative(host.cwd, absolute).split(sep).join("/") || path;
  const text = new TextDecoder().decode(await readFileBounded(absolute, LIMIT, { shown }));
  const { document, diagnostics } = parse({ name: shown, text });
  if (hasErrors(diagnostics)) return { diagnostics };
  const scenario = readScenario(document.value);
  if ("value" in scenario) return { scenario: scenario.value };
  return {
    diagnostics: scenario.problems.map((problem) =>
      diagnose(problem, document.rangeOf(problem.path, problem.kind === "unknown-key" ? "key" : "value")),
    ),
  };
}

function diagnose(problem: ScenarioProblem, range: SourceRange): Diagnostic {
  const last = problem.path.findLast((step) => typeof step === "string") ?? "the scenario";
  const isItem = typeof problem.path.at(-1) === "number";
  const subject = problem.path.length === 0 ? "the scenario" : isItem ? `this item of \`${last}\`` : `\`${last}\``;
  switch (problem.kind) {
    case "unknown-key": {
      const { key, known } = problem;
      return createDiagnostic("schema/unknown-key", { key }, { range, help: choose(key, known) });
    }
    case "missing-key":
      return createDiagnostic("schema/missing-key", { subject, key: problem.key }, { range });
    case "wrong-type": {
      const { expected, found } = problem;
      return createDiagnostic("schema/wrong-type", { subject, expected, found }, { range });
    }
    case "not-allowed": {
      const { value, allowed } = problem;
      return createDiagnostic("schema/not-allowed", { value, key: last }, { range, help: choose(value, allowed) });
    }
    case "wrong-form": {
      const { value, what, example } = problem;
      return createDiagnostic("schema/wrong-form", { value, what, example }, { range });
    }
  }
}

function choose(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === undefined ? `known are ${known.join(", ")}` : `there is \`${near}\``;
}
