import { dirname, relative, resolve, sep } from "node:path";
import { compileParsed, type Compilation } from "../compiler/compilation.ts";
import { plainDocument } from "../compiler/plain-document.ts";
import { validSpec } from "../compiler/valid-spec.ts";
import { readFileBounded } from "../host/files.ts";
import type { Host } from "../host/host.ts";

/** A signing file as loaded. */
export interface LoadedSpec {
  readonly compilation: Compilation;
  /** The bytes as they are on disk, for the digest. */
  readonly bytes: Uint8Array;
  /** Path as messages show it. */
  readonly shown: string;
  /** Absolute path of the folder that everything in the file is relative to. */
  readonly root: string;
}

/** Larger files are refused by the compiler too; this keeps them out of memory. */
const LIMIT = 17 * 1024 * 1024;

/** Reads and compiles a signing file. Throws `file/not-found` and `file/unreadable`. */
export async function loadSpec(host: Host, path = "signing.yaml"): Promise<LoadedSpec> {
  const absolute = resolve(host.cwd, path);
  const shown = relative(host.cwd, absolute).split(sep).join("/") || path;
  const bytes = await readFileBounded(absolute, LIMIT, { shown });
  // A byte order mark stays: byte offsets in diagnostics count it.
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const file = { name: shown, text };
  const document = plainDocument(file);
  // What reads all of YAML, and what explains mistakes, is most of the compiler's code: it is loaded for a file that needs it.
  const parsed = document ? { document, diagnostics: [] } : (await import("../compiler/parse.ts")).parse(file);
  const validated = validSpec(parsed.document) ?? (await import("../compiler/validate.ts")).validate(parsed.document);
  return { compilation: compileParsed(parsed, validated), bytes, shown, root: dirname(absolute) };
}
