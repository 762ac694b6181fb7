import { credentialDifferences } from "../compiler/credential-differences.ts";
import type { DocumentPath, SigningDocument } from "../compiler/document.ts";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import type { Host } from "../host/host.ts";
import { digestsOf, revisionVersion, workTreeVersion, type SpecVersion } from "./spec-version.ts";

/**
 * Says how the signing file of the work tree uses credentials otherwise than that of a revision which is trusted; `undefined` when it
 * does not. Reads both files, and nothing else. Throws when the revision cannot be read, since nothing is known then.
 */
export async function changedCredentials(host: Host, path: string, revision: string): Promise<Diagnostic | undefined> {
  const current = await workTreeVersion(host, path);
  const base = await baseVersion(host, path, revision);
  const [before, after] = [base?.compilation.document ?? { value: {} }, current.compilation.document];
  const paths = credentialDifferences(before, after).map((d) => d.path);
  const certificates = base ? await changedAuthorities(base, current) : [];
  const changed = [...new Set([...paths, ...certificates])].sort();
  // A file that could not be read as a map says nothing, and nothing can be compared with it.
  const isUnknown =
    current.compilation.spec === undefined || (base !== undefined && base.compilation.spec === undefined);
  if (changed.length === 0 && !isUnknown) return undefined;
  const remarks = [
    ...(base ? [] : [`${revision} has no such file`]),
    ...(isUnknown ? ["one of the two files is not understood"] : []),
  ];
  return credentialWarning({ revision, document: current.compilation.document, changed, remarks });
}

/** The diagnostic for places of the signing file that use credentials otherwise than a revision. */
export function credentialWarning(found: {
  readonly revision: string;
  readonly document: SigningDocument;
  /** Dotted paths; none where the files could not be compared, as the remarks then say. */
  readonly changed: readonly string[];
  readonly remarks: readonly string[];
}): Diagnostic {
  const { revision, document, changed, remarks } = found;
  const range = document.rangeOf(pathIn(document.value, changed[0] ?? ""), "value");
  const messages = [...remarks, ...changed.map((path) => `\`${path}\` differs`)];
  return createDiagnostic(
    "trust/changed-credentials",
    { revision },
    { range, notes: messages.map((message) => ({ message })) },
  );
}

/** `undefined` when the revision is there and has no such file. */
async function baseVersion(host: Host, path: string, revision: string): Promise<SpecVersion | undefined> {
  try {
    return await revisionVersion(host, revision, { path, from: "here" });
  } catch (error) {
    if (error instanceof DiagnosableError && error.diagnostic.code === "file/not-found") return undefined;
    throw error;
  }
}

/** Keys whose `ca_file` holds something else: who signs for a host is a part of which host it is. */
async function changedAuthorities(base: SpecVersion, current: SpecVersion): Promise<readonly string[]> {
  const digests = async (version: SpecVersion): Promise<ReadonlyMap<string, string | undefined>> => {
    const files = [...(version.compilation.spec?.keys.values() ?? [])].flatMap((key) =>
      "caFile" in key && key.caFile !== undefined ? [[key.name, key.caFile] as const] : [],
    );
    const found = await digestsOf(version, [...new Set(files.map(([, path]) => path))]);
    return new Map(files.map(([name, path]) => [`keys.${name}.ca_file`, found.get(path)]));
  };
  const [before, after] = [await digests(base), await digests(current)];
  return [...after.keys()].filter((path) => before.has(path) && before.get(path) !== after.get(path));
}

/** The path in the document that dotted words name: names may hold dots themselves. */
function pathIn(value: unknown, dotted: string): DocumentPath {
  if (dotted === "" || typeof value !== "object" || value === null) return [];
  const name = Object.keys(value)
    .filter((key) => dotted === key || dotted.startsWith(`${key}.`))
    .sort((a, b) => b.length - a.length)[0];
  if (name === undefined) return [];
  const member: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  return [name, ...pathIn(member, dotted.slice(name.length + 1))];
}
