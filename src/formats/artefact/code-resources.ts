import { createHash } from "node:crypto";
import { isDictionary, type PropertyListDictionary, type PropertyListValue } from "../property-list.ts";
import { readBundlePropertyList } from "./bundle-property-list.ts";
import type { FileTree } from "./byte-source.ts";

/** How many changed files of one bundle are named; the rest is counted. */
const maximumNamed = 20;

/** What is compared with the list of a bundle's sealed files. */
export interface SealedTree {
  /** The files of the archive or folder. */
  readonly tree: FileTree;
  /** The folder that the list counts from, with a final `/`; empty for the tree's own. */
  readonly root: string;
  /** Paths below the root that the list leaves out because they are signed themselves: the executable and the list. */
  readonly signedElsewhere: ReadonlySet<string>;
}

/**
 * Compares the files of a bundle with `_CodeSignature/CodeResources`, the list of sealed files (Apple TN2206, "Code signing
 * resource rules"). Only the rules that every Xcode writes are known; a file that any other rule leaves out counts as added.
 * @returns why the files are not as they were sealed; empty when they are
 * @throws FormatError for a list that cannot be read
 */
export async function changedResources(list: Uint8Array, sealed: SealedTree): Promise<readonly string[]> {
  const root = readBundlePropertyList(list);
  const entries = root["files2"] ?? root["files"];
  if (!isDictionary(entries)) return ["the list of sealed files names none"];
  const present = new Set(
    [...sealed.tree.paths, ...sealed.tree.links.keys()].flatMap((path) =>
      path.startsWith(sealed.root) ? [path.slice(sealed.root.length)] : [],
    ),
  );
  const problems: string[] = [];
  for (const [path, entry] of Object.entries(entries)) {
    const reason = await entryProblem(path, readEntry(entry), { ...sealed, present });
    if (reason !== undefined) problems.push(reason);
  }
  const nested = Object.entries(entries).flatMap(([path, entry]) =>
    readEntry(entry).codeHash === undefined ? [] : [`${path}/`],
  );
  for (const path of [...present].sort()) {
    const isListed = Object.hasOwn(entries, path) || nested.some((folder) => path.startsWith(folder));
    if (!isListed && !sealed.signedElsewhere.has(path) && !isLeftOut(path)) problems.push(`${path} was added`);
  }
  const rest = problems.length - maximumNamed;
  return rest > 0 ? [...problems.slice(0, maximumNamed), `and ${rest} more`] : problems;
}

interface SealedEntry {
  readonly sha256: Uint8Array | undefined;
  readonly sha1: Uint8Array | undefined;
  readonly isOptional: boolean;
  readonly link: string | undefined;
  /** The code directory's digest of nested code, which has a signature of its own. */
  readonly codeHash: Uint8Array | undefined;
}

function readEntry(value: PropertyListValue): SealedEntry {
  if (value instanceof Uint8Array)
    return { sha1: value, sha256: undefined, isOptional: false, link: undefined, codeHash: undefined };
  const entry: PropertyListDictionary = isDictionary(value) ? value : {};
  const bytes = (key: string): Uint8Array | undefined => {
    const found = entry[key];
    return found instanceof Uint8Array ? found : undefined;
  };
  const link = entry["symlink"];
  return {
    sha256: bytes("hash2"),
    sha1: bytes("hash"),
    isOptional: entry["optional"] === true,
    link: typeof link === "string" ? link : undefined,
    codeHash: bytes("cdhash"),
  };
}

type Present = SealedTree & { readonly present: ReadonlySet<string> };

async function entryProblem(
  path: string,
  entry: SealedEntry,
  { tree, root, present }: Present,
): Promise<string | undefined> {
  // What is nested has a signature of its own, which is checked by itself: it may be a newer one of the same signer.
  if (entry.codeHash !== undefined) return undefined;
  if (entry.link !== undefined)
    return tree.links.get(root + path) === entry.link ? undefined : `the link ${path} is missing or was changed`;
  const source = tree.open(root + path);
  if (source === undefined || !present.has(path)) return entry.isOptional ? undefined : `${path} is missing`;
  const expected = entry.sha256 ?? entry.sha1;
  if (expected === undefined) return `${path} is listed without a digest`;
  const hash = createHash(entry.sha256 === undefined ? "sha1" : "sha256");
  for await (const chunk of source.chunks(0, source.size)) hash.update(chunk);
  return hash.digest().equals(expected) ? undefined : `${path} was changed`;
}

/** The rules with `omit` that Xcode and codesign write for every bundle. */
function isLeftOut(path: string): boolean {
  return (
    path === "Info.plist" ||
    path === "PkgInfo" ||
    /(^|\/)\.DS_Store$/.test(path) ||
    path.endsWith(".lproj/locversion.plist")
  );
}
