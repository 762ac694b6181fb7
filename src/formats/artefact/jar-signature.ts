import { createHash } from "node:crypto";
import type { CertificateFacts } from "../certificate.ts";
import { readDer } from "../der-reader.ts";
import { formatError } from "../format-error.ts";
import { readSignedMessage } from "../signed-message.ts";
import { readWhole } from "./byte-source.ts";
import { readManifestFile, type ManifestSection } from "./manifest-file.ts";
import type { ZipArchive, ZipEntry } from "./zip-archive.ts";

// The format is the JAR File Specification's, "Signed JAR File"; Android's version 1 and app bundles use it as it is.

/** One signer of an archive, as jarsigner makes it. */
export interface JarSigner {
  /** Name of the signature file, for example `META-INF/UPLOAD.SF`. */
  readonly file: string;
  /** `undefined` when the signature does not hold its certificate. */
  readonly certificate: CertificateFacts | undefined;
  /** Android's version numbers of signatures that must be there too (`X-Android-APK-Signed`); empty without that line. */
  readonly alsoSigned: readonly number[];
  /** Why the signature does not hold; empty when it does. */
  readonly problems: readonly string[];
}

/** What was found in an archive. */
export interface JarSignature {
  /** Empty for an archive that nobody signed. */
  readonly signers: readonly JarSigner[];
  /** Why entries are not as the manifest says; empty when they are. */
  readonly problems: readonly string[];
}

const manifestName = "META-INF/MANIFEST.MF";
const maximumMetadataSize = 64 * 1024 * 1024;
const maximumNamed = 20;

/**
 * Checks every entry against the manifest, the manifest against each signature file, and each of those against its signature.
 * @param metadata whether files in META-INF may be left out of the manifest: Android allows it, where other signatures cover them
 * @throws FormatError `format/malformed`, `format/limit`
 */
export async function checkJarSignature(archive: ZipArchive, metadata: "signed" | "free"): Promise<JarSignature> {
  const { entries } = archive;
  const names = [...entries.keys()].filter((name) => /^META-INF\/[^/]+\.SF$/i.test(name)).sort();
  const manifest = entries.get(manifestName);
  if (names.length === 0 || manifest === undefined) return { signers: [], problems: [] };
  if (names.length > 16) throw formatError("format/limit", { reason: `it has ${names.length} signature files` });
  const manifestBytes = await bytesOf(manifest);
  const { sections } = readManifestFile(manifestBytes);
  const signers: JarSigner[] = [];
  for (const name of names) signers.push(await checkSigner(name, { entries, manifestBytes, sections }));
  const problems = await entryProblems(entries, sections, metadata);
  const rest = problems.length - maximumNamed;
  return { signers, problems: rest > 0 ? [...problems.slice(0, maximumNamed), `and ${rest} more`] : problems };
}

type Entries = ZipArchive["entries"];
type Sections = ReadonlyMap<string, ManifestSection>;

async function entryProblems(
  entries: Entries,
  sections: Sections,
  metadata: "signed" | "free",
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [name, entry] of entries) {
    if (entry.isFolder || isSignatureFile(name)) continue;
    const section = sections.get(name);
    if (section === undefined && metadata === "free" && name.startsWith("META-INF/")) continue;
    const expected = section && digestsOf(section.attributes, "-Digest");
    if (expected === undefined || expected.length === 0) problems.push(`${name} is not signed`);
    else if (!(await hasDigests(entry, expected))) problems.push(`${name} was changed`);
  }
  for (const name of sections.keys()) {
    if (!entries.has(name)) problems.push(`${name} is missing`);
  }
  return problems;
}

/** Files that the signature itself is made of; they cannot be listed in it. */
function isSignatureFile(name: string): boolean {
  return /^META-INF\/(MANIFEST\.MF|[^/]+\.(SF|RSA|DSA|EC)|SIG-[^/]*)$/i.test(name);
}

interface NamedDigest {
  readonly name: string;
  readonly value: Buffer;
}

/** Attributes such as `SHA-256-Digest` whose digest is one of today; a line with an older one beside it does not count. */
function digestsOf(attributes: ReadonlyMap<string, string>, suffix: string): readonly NamedDigest[] {
  return digestNames.flatMap(([label, name]) => {
    const text = attributes.get(`${label}${suffix}`.toLowerCase());
    return text === undefined ? [] : [{ name, value: Buffer.from(text, "base64") }];
  });
}

const digestNames = [
  ["SHA-512", "sha512"],
  ["SHA-384", "sha384"],
  ["SHA-256", "sha256"],
  ["SHA1", "sha1"],
  ["SHA-1", "sha1"],
  ["SHA", "sha1"],
] as const;

async function hasDigests(entry: ZipEntry, expected: readonly NamedDigest[]): Promise<boolean> {
  const hashes = expected.map(({ name, value }) => ({ hash: createHash(name), value }));
  const source = await entry.open();
  for await (const chunk of source.chunks(0, source.size)) {
    for (const { hash } of hashes) hash.update(chunk);
  }
  return hashes.every(({ hash, value }) => hash.digest().equals(value));
}

function matches(bytes: Uint8Array, expected: readonly NamedDigest[]): boolean {
  return (
    expected.length > 0 && expected.every(({ name, value }) => createHash(name).update(bytes).digest().equals(value))
  );
}

interface SignedJar {
  readonly entries: Entries;
  readonly manifestBytes: Uint8Array;
  readonly sections: Sections;
}

async function checkSigner(file: string, { entries, manifestBytes, sections }: SignedJar): Promise<JarSigner> {
  const entry = entries.get(file);
  const base = file.replace(/\.SF$/i, "");
  const block = [...entries.values()].find(
    ({ name }) => /\.(RSA|DSA|EC)$/i.test(name) && name.replace(/\.[^.]+$/, "").toLowerCase() === base.toLowerCase(),
  );
  const nothing = { file, certificate: undefined, alsoSigned: [] };
  if (entry === undefined || block === undefined)
    return { ...nothing, problems: [`${file} has no signature beside it`] };
  const bytes = await bytesOf(entry);
  const message = readSignedMessage(readDer(await bytesOf(block)), bytes);
  const { main, sections: signed } = readManifestFile(bytes);
  const problems: string[] = [];
  if (message.signature !== "valid") problems.push(`the signature ${block.name} does not hold`);
  if (!matches(manifestBytes, digestsOf(main, "-Digest-Manifest")) && !coversEach(sections, signed))
    problems.push(`the manifest is not as ${file} says`);
  const alsoSigned = (main.get("x-android-apk-signed") ?? "")
    .split(",")
    .flatMap((text) => (/^\s*\d+\s*$/.test(text) ? [Number(text)] : []));
  return { file, certificate: message.signers[0], alsoSigned, problems };
}

/** When the manifest as a whole was rewritten (a second signer), each of its sections must still be as it was signed. */
function coversEach(sections: Sections, signed: Sections): boolean {
  return (
    sections.size > 0 &&
    [...sections].every(([name, { bytes }]) =>
      matches(bytes, digestsOf(signed.get(name)?.attributes ?? new Map(), "-Digest")),
    )
  );
}

async function bytesOf(entry: ZipEntry): Promise<Uint8Array> {
  return readWhole(await entry.open(), maximumMetadataSize);
}
