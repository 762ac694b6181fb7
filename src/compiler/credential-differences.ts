import type { SigningDocument } from "./document.ts";

/** A place that decides where credentials come from or go to, and that is not the same in two versions of a signing file. */
export interface CredentialDifference {
  /** For example `keys.console.url`. */
  readonly path: string;
  /** What stands there, as JSON has it; `undefined` where nothing does. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Keys of a target whose value is a secret reference, or names whose credentials are used. */
const TARGET_KEYS: ReadonlySet<string> = new Set(["key_password"]);

/**
 * What differs between two versions in what credentials are read from, sent to and encrypted for: everything below `keys` and `store`,
 * and the secret references of targets and defaults. It compares what was written, with aliases and merge keys resolved, so it
 * works for files with mistakes too. Sorted by path.
 */
export function credentialDifferences(
  before: Pick<SigningDocument, "value">,
  after: Pick<SigningDocument, "value">,
): readonly CredentialDifference[] {
  const [old, wanted] = [credentialLeaves(before.value), credentialLeaves(after.value)];
  const paths = [...new Set([...old.keys(), ...wanted.keys()])].sort();
  return paths
    .filter((path) => old.get(path) !== wanted.get(path))
    .map((path) => ({ path, before: old.get(path), after: wanted.get(path) }));
}

/** Every value that has to do with credentials, by its path. */
function credentialLeaves(value: unknown): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const root = membersOf(value);
  for (const name of ["keys", "store"]) collect(leaves, name, root.get(name));
  for (const group of ["targets", "defaults"]) {
    for (const [name, target] of membersOf(root.get(group))) {
      for (const [key, member] of membersOf(target)) {
        if (TARGET_KEYS.has(key)) collect(leaves, `${group}.${name}.${key}`, member);
      }
    }
  }
  return leaves;
}

/** A store that is only an address is short for a map with it. */
function collect(leaves: Map<string, string>, path: string, value: unknown): void {
  if (value === undefined) return;
  const members = membersOf(value);
  if (path === "store" && typeof value === "string") leaves.set("store.url", JSON.stringify(value));
  else if (members.size === 0) leaves.set(path, JSON.stringify(value) ?? "null");
  else for (const [name, member] of members) collect(leaves, `${path}.${name}`, member);
}

/** The members of a map. A list is one value: its parts mean something only together. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : new Map();
}
