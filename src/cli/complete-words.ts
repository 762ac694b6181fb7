import { resolve } from "node:path";
import type { RouteMap } from "@stricli/core";
import { parse } from "../compiler/parse.ts";
import { registry } from "../diagnostics/codes.ts";
import { readFileBounded } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import type { CliContext } from "./cli-context.ts";
import { expectedAt, type Candidate, type Expected } from "./complete.ts";

/** A file that takes longer to read than anybody waits for a key is not read. */
const LIMIT = 4 * 1024 * 1024;

/**
 * `signwright __complete WORDS…`, which completion scripts call: the words after the program's name, the last one up to the cursor.
 * Writes `files`, `folders` or `words` on the first line, then a candidate a line, with its meaning behind a tab. Never fails.
 */
export async function complete(host: Host, root: RouteMap<CliContext>, words: readonly string[]): Promise<void> {
  const current = words.at(-1) ?? "";
  const { expected, prefix } = expectedAt(root, words);
  const kind = expected.kind === "files" || expected.kind === "folders" ? expected.kind : "words";
  const candidates = await candidatesOf(host, expected, words).catch(() => []);
  const lines = candidates
    .map(({ value, brief = "" }) => ({ value: prefix + value, brief }))
    .filter(({ value }) => value.startsWith(current) && !/[\s\p{Cc}]/u.test(value))
    .map(({ value, brief }) => (brief === "" ? value : `${value}\t${brief}`));
  host.stdout.write(`${[kind, ...lines].join("\n")}\n`);
}

async function candidatesOf(host: Host, expected: Expected, words: readonly string[]): Promise<readonly Candidate[]> {
  switch (expected.kind) {
    case "candidates":
      return expected.candidates;
    case "targets":
      return targetsOf(host, words);
    case "codes":
      return Object.entries(registry).map(([value, { message }]) => ({ value, brief: message }));
    case "environment":
      return Object.keys(host.env)
        .sort()
        .map((value) => ({ value }));
    case "files":
    case "folders":
    case "nothing":
      return [];
  }
}

/** The targets of the signing file that the command line names, with each of their profile types when they have several. */
async function targetsOf(host: Host, words: readonly string[]): Promise<readonly Candidate[]> {
  const path = words.slice(1, -1).find((word) => /^[^-].*\.ya?ml$/.test(word)) ?? "signing.yaml";
  const bytes = await readFileBounded(resolve(host.cwd, path), LIMIT);
  const { value } = parse({ name: path, text: new TextDecoder().decode(bytes) }).document;
  const targets = isMap(value) && isMap(value["targets"]) ? value["targets"] : {};
  return Object.entries(targets).flatMap(([name, target]): readonly Candidate[] => {
    const types: unknown = isMap(target) ? target["profile_type"] : undefined;
    const app = isMap(target) ? (target["bundle_id"] ?? target["package_name"]) : undefined;
    const brief = typeof app === "string" ? app.replace(/\p{Cc}/gu, "?") : "";
    const each = Array.isArray(types) ? types.map((type) => ({ value: `${name}:${String(type)}`, brief })) : [];
    return [{ value: name, brief }, ...each];
  });
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
