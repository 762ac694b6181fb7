import { statSync } from "node:fs";
import type { Compilation } from "../compiler/compile.ts";
import type { DocumentPath } from "../compiler/document.ts";
import type { KeyEntry } from "../compiler/target.ts";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { resolveInside } from "../host/files.ts";
import type { SecretReference } from "../secret/secret-reference.ts";

/** A file with a secret in it, and where the spec names it. */
interface SecretFile {
  readonly path: string;
  readonly place: DocumentPath;
}

/**
 * Key files that lie in a git work tree and that git does not ignore: the next `git add .` publishes them. Each file once; those that are
 * missing or lead out of the folder are told elsewhere.
 */
export async function exposedKeyFiles(compilation: Compilation, root: string): Promise<readonly Diagnostic[]> {
  const files = [...(compilation.spec?.keys.values() ?? [])].flatMap(secretFilesOf);
  const distinct = [...new Map(files.map((file) => [file.path, file])).values()];
  const found = await Promise.all(
    distinct.map(async ({ path, place }) => {
      if (!(await isExposed(root, path))) return [];
      return [createDiagnostic("file/not-ignored", { path }, { range: compilation.document.rangeOf(place, "value") })];
    }),
  );
  return found.flat();
}

async function isExposed(root: string, path: string): Promise<boolean> {
  try {
    const real = await resolveInside(root, path);
    if (!statSync(real).isFile()) return false;
    const { isIgnoredByGit } = await import("./git-ignore.ts");
    return (await isIgnoredByGit(real)) === false;
  } catch (error) {
    if (error instanceof DiagnosableError || (error instanceof Error && "code" in error)) return false;
    throw error;
  }
}

/** The files of a key that hold secrets; a certificate beside its private key is public. */
function secretFilesOf(key: KeyEntry): readonly SecretFile[] {
  const at = (name: string): DocumentPath => ["keys", key.name, name];
  const referenced = (name: string, reference: SecretReference | undefined): readonly SecretFile[] =>
    reference !== undefined && "file" in reference ? [{ path: reference.file, place: [...at(name), "file"] }] : [];
  switch (key.type) {
    case "app_store_connect":
      return referenced("private_key", key.privateKey);
    case "certificate":
      return key.privateKey
        ? referenced("private_key", key.privateKey)
        : [{ path: key.file, place: at("file") }, ...referenced("password", key.password)];
    case "keystore":
      return [{ path: key.file, place: at("file") }, ...referenced("password", key.password)];
    case "policy_console":
      return [...referenced("username", key.username), ...referenced("password", key.password)];
  }
}
