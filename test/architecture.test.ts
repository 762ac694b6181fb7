import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";

// The table of ARCHITECTURE.md, executed: who may import whom, and what pure code may not touch.

const root = join(import.meta.dirname, "..");

interface Room {
  readonly may: readonly string[];
  readonly typesOnly: readonly string[];
  readonly packages: readonly string[];
  readonly packagesForTypes: readonly string[];
}

const rooms = readTable(readFileSync(join(root, "ARCHITECTURE.md"), "utf8"));
const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((path) => path.split(sep).join("/"))
  .filter((path) => path.endsWith(".ts"));

const pure = ["diagnostics", "secret", "plan", "formats", "compiler", "lsp/service"];

describe("the import table", () => {
  it("knows every folder", () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !rooms.has(room))).toEqual([]);
  });

  it("has no row without files", () => {
    const used = new Set(files.map(roomOf));
    expect([...rooms.keys()].filter((room) => !used.has(room))).toEqual([]);
  });

  it.each(files)("src/%s imports only what its folder may", (path) => {
    expect(violations(path, readFileSync(join(root, "src", path), "utf8"))).toEqual([]);
  });

  it("finds a violation that is planted", () => {
    expect(violations("compiler/planted.ts", 'import type { Host } from "../host/host.ts";')).toEqual([
      "compiler may not import host (../host/host.ts)",
    ]);
    expect(violations("compiler/planted.ts", 'import { readCertificate } from "../formats/certificate.ts";')).toEqual([
      "compiler may import only types of formats (../formats/certificate.ts)",
    ]);
    expect(violations("plan/planted.ts", 'import { readFileSync } from "node:fs";')).toEqual([
      "plan is pure and may not import node:fs",
    ]);
    expect(violations("plan/planted.ts", "export const now = Date.now();")).toEqual([
      "plan is pure and may not use Date.now",
    ]);
    expect(violations("engine/planted.ts", 'import forge from "node-forge";')).toEqual([
      "engine may not use the package node-forge",
    ]);
    expect(violations("lsp/service/planted.ts", 'import { URI } from "vscode-languageserver";')).toEqual([
      "lsp/service may import only types of the package vscode-languageserver",
    ]);
    expect(violations("providers/file-store/planted.ts", 'import { x } from "../policy-console/answers.ts";')).toEqual([
      "providers/file-store may not import providers/policy-console (../policy-console/answers.ts)",
    ]);
  });
});

describe("modules", () => {
  it("have no import cycle", () => {
    const graph = new Map(files.map((path) => [path, valueImports(path)]));
    expect(findCycle(graph)).toEqual([]);
  });

  it.each(files.filter((path) => !path.startsWith("generated/")))(
    "src/%s has named exports and a telling name",
    (path) => {
      const text = readFileSync(join(root, "src", path), "utf8");
      expect(/^export default/m.test(text)).toBe(false);
      expect(posix.basename(path, ".ts")).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(posix.basename(path)).not.toMatch(/^(utils?|helpers?|common|types|misc)\.ts$/);
    },
  );
});

function readTable(markdown: string): ReadonlyMap<string, Room> {
  const rows = markdown.split("\n").filter((line) => line.startsWith("| `src/"));
  return new Map(
    rows.map((line) => {
      const [folder = "", , may = "", packages = ""] = line
        .split("|")
        .slice(1)
        .map((cell) => cell.trim());
      const names = list(may);
      const room: Room = {
        may: names.map((name) => name.replace(" (types)", "")),
        typesOnly: names.filter((name) => name.endsWith(" (types)")).map((name) => name.replace(" (types)", "")),
        packages: list(packages).map((name) => name.replace(" (types)", "")),
        packagesForTypes: list(packages)
          .filter((name) => name.endsWith(" (types)"))
          .map((name) => name.replace(" (types)", "")),
      };
      return [folder.replaceAll("`", "").replace(/^src\//, ""), room] as const;
    }),
  );
}

function list(cell: string): readonly string[] {
  return cell === "" ? [] : cell.split(",").map((name) => name.trim());
}

/** The folder of the table that a path below src/ belongs to. */
function roomOf(path: string): string {
  if (path === "providers/provider.ts") return "provider";
  const parts = path.split("/");
  if (parts[0] === "providers") return `providers/${parts[1] ?? ""}`;
  if (parts[0] === "lsp" && parts[1] === "service") return "lsp/service";
  return parts[0] ?? "";
}

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function importsOf(text: string): readonly Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?[^;]*?from\s+["']([^"']+)["']/gm);
  const dynamic = text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  const bare = text.matchAll(/^import\s+["']([^"']+)["']/gm);
  return [
    ...[...statements].map((m) => ({ specifier: m[2] ?? "", typeOnly: m[1] !== undefined || onlyTypes(m[0]) })),
    ...[...dynamic, ...bare].map((m) => ({ specifier: m[1] ?? "", typeOnly: false })),
  ];
}

/** `import { type A, type B } from …` brings no value. */
function onlyTypes(statement: string): boolean {
  const names = /\{([^}]*)\}/.exec(statement)?.[1];
  return (
    names !== undefined &&
    names
      .split(",")
      .filter((n) => n.trim() !== "")
      .every((n) => n.trim().startsWith("type "))
  );
}

function violations(path: string, text: string): readonly string[] {
  const from = roomOf(path);
  const room = rooms.get(from);
  if (!room) return [`${from} is not in the table`];
  const free = room.may.includes("*");
  const isPure = pure.includes(from);
  const found = importsOf(text).flatMap(({ specifier, typeOnly }): string[] => {
    if (specifier.startsWith("node:")) {
      const allowed = !isPure || (from === "formats" && ["node:crypto", "node:zlib", "node:util"].includes(specifier));
      return allowed ? [] : [`${from} is pure and may not import ${specifier}`];
    }
    if (specifier.startsWith(".")) {
      const target = posix.normalize(posix.join(posix.dirname(path), specifier));
      if (target.startsWith("..")) return free ? [] : [`${from} may not import outside src (${specifier})`];
      const to = roomOf(target);
      if (to === from || free) return [];
      if (!room.may.includes(to)) return [`${from} may not import ${to} (${specifier})`];
      return room.typesOnly.includes(to) && !typeOnly ? [`${from} may import only types of ${to} (${specifier})`] : [];
    }
    const name = specifier.startsWith("@")
      ? specifier.split("/").slice(0, 2).join("/")
      : (specifier.split("/")[0] ?? "");
    if (!room.packages.includes(name)) return [`${from} may not use the package ${name}`];
    const isValue = room.packagesForTypes.includes(name) && !typeOnly;
    return isValue ? [`${from} may import only types of the package ${name}`] : [];
  });
  if (!isPure) return found;
  // A text stays as a text: what was an argument must not look like none.
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|`(?:\\.|[^`\\])*`|"(?:\\.|[^"\\\n])*"/g, (part) =>
    part.startsWith("/") ? " " : '""',
  );
  const touched = [
    /\bDate\.now\b/,
    /\bnew Date\(\s*\)/,
    /\bfetch\(/,
    /\bconsole\./,
    /\bprocess\./,
    /\bsetTimeout\(/,
  ].flatMap((pattern) => pattern.exec(code)?.[0] ?? []);
  return [...found, ...touched.map((what) => `${from} is pure and may not use ${what}`)];
}

function valueImports(path: string): readonly string[] {
  const text = readFileSync(join(root, "src", path), "utf8");
  return importsOf(text)
    .filter((i) => !i.typeOnly && i.specifier.startsWith("."))
    .map((i) =>
      relative("src", posix.join("src", posix.dirname(path), i.specifier))
        .split(sep)
        .join("/"),
    );
}

function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): readonly string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle.length > 0) return cycle;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
