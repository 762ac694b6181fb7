import { invariant } from "../diagnostics/invariant.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";
import type { Compilation } from "../compiler/compile.ts";
import { targetNamed } from "../compiler/file-rules/file-rule.ts";
import type { DocumentPath } from "../compiler/merged-target.ts";
import type { CertificateKey, KeystoreKey } from "../compiler/target.ts";
import { readFileBounded, resolveInside } from "../host/files.ts";
import type { ResolveSecret } from "../host/secrets.ts";
import type { SourceMaterial, Sources } from "../providers/provider.ts";

/** Signing files are small; what is larger is not one. */
const FILE_LIMIT = 16 * 1024 * 1024;

/** Where the user's files are and how their passwords are found. */
export interface SourcesOptions {
  readonly compilation: Compilation;
  /** The folder of the signing file. */
  readonly root: string;
  /** `undefined` where no secret may be resolved: passwords are then left out. */
  readonly resolveSecret: ResolveSecret | undefined;
}

/** Loads the files that a spec names, with their passwords. */
export function createSources(options: SourcesOptions): Sources {
  const { compilation, root, resolveSecret } = options;
  const load = async (path: string, range: SourceRange | undefined): Promise<Uint8Array> =>
    readFileBounded(await resolveInside(root, path, range), FILE_LIMIT, { shown: path, range });
  return {
    async key(name): Promise<SourceMaterial> {
      const entry = compilation.spec?.keys.get(name);
      invariant(entry?.type === "certificate" || entry?.type === "keystore", `keys.${name} names files`);
      const bytes = await load(entry.file, rangeOf(compilation, filePathOf(entry)));
      if (!resolveSecret) return { path: entry.file, bytes };
      if (entry.type === "certificate" && entry.privateKey) {
        const range = rangeOf(compilation, ["keys", name, "private_key"]);
        const key = await resolveSecret(entry.privateKey, `keys.${name}.private_key`, range);
        return { path: entry.file, bytes: key.revealBytes(), certificate: bytes };
      }
      const range = rangeOf(compilation, ["keys", name, "password"]);
      const password = entry.password ? await resolveSecret(entry.password, `keys.${name}.password`, range) : undefined;
      const keyPassword = entry.type === "keystore" ? await keyPasswordOf(options, name) : undefined;
      return { path: entry.file, bytes, ...(password ? { password } : {}), ...(keyPassword ? { keyPassword } : {}) };
    },
    async file(path): Promise<SourceMaterial> {
      return { path, bytes: await load(path, undefined) };
    },
  };
}

/** Where the spec names the file of a key. */
export function filePathOf(entry: CertificateKey | KeystoreKey): DocumentPath {
  return ["keys", entry.name, entry.type === "certificate" && entry.privateKey ? "certificate" : "file"];
}

/** The text range of a value of the spec. */
export function rangeOf(compilation: Pick<Compilation, "document">, path: DocumentPath): SourceRange {
  return compilation.document.rangeOf(path, "value");
}

/** The key password stands with the target that names the alias. */
async function keyPasswordOf(
  { compilation, resolveSecret }: SourcesOptions,
  keystore: string,
): Promise<SourceMaterial["keyPassword"]> {
  for (const target of compilation.spec?.targets ?? []) {
    if (target.platform !== "android" || target.keystore !== keystore || !target.keyPassword || !resolveSecret)
      continue;
    const merged = targetNamed(compilation, target.name);
    const path = merged?.pathOf("key_password") ?? ["targets", target.name, "key_password"];
    return resolveSecret(target.keyPassword, path.join("."), rangeOf(compilation, path));
  }
  return undefined;
}
