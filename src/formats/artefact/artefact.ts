import type { CertificateFacts } from "../certificate.ts";
import { formatError, malformed } from "../format-error.ts";
import { packageOfBinaryManifest, packageOfProtoManifest } from "./android-manifest.ts";
import { checkApkSignature, type ApkSigner } from "./apk-signature.ts";
import { readApp, type SignedCode } from "./app-bundle.ts";
import { readRange, readWhole, type ByteSource, type FileTree } from "./byte-source.ts";
import { readInstallerPackage, type InstallerPackage } from "./installer-package.ts";
import { checkJarSignature, type JarSignature } from "./jar-signature.ts";
import { readZip, zipTree, type ZipArchive } from "./zip-archive.ts";

/** A built app for Apple's platforms: an `.ipa`, or an `.app` folder. */
export interface AppArtefact {
  readonly kind: "ipa" | "app";
  readonly bundleId: string;
  /** The app first, then everything signed in it. */
  readonly code: readonly SignedCode[];
}

/** A built installer package. */
export interface PackageArtefact extends InstallerPackage {
  readonly kind: "pkg";
}

/** A built Android package. */
export interface ApkArtefact {
  readonly kind: "apk";
  readonly packageName: string;
  /** Signatures of the whole file; empty when there is only a signature of version 1, or none. */
  readonly signers: readonly ApkSigner[];
  readonly jar: JarSignature;
}

/** A built Android app bundle, as Google Play takes it. */
export interface BundleArtefact {
  readonly kind: "aab";
  readonly packageName: string;
  readonly jar: JarSignature;
}

/** Something built and signed, read and checked by itself: whether it fits the spec is for the caller to judge. */
export type Artefact = AppArtefact | PackageArtefact | ApkArtefact | BundleArtefact;

const maximumManifestSize = 8 * 1024 * 1024;

/**
 * Reads a built file, by what is in it and never by its name.
 * @throws FormatError `format/unrecognized`, `format/malformed`, `format/limit`, `format/unsupported`
 */
export async function readArtefact(source: ByteSource): Promise<Artefact> {
  const start = Buffer.from(await readRange(source, 0, Math.min(4, source.size))).toString("latin1");
  if (start === "xar!") return { kind: "pkg", ...(await readInstallerPackage(source)) };
  if (!start.startsWith("PK")) throw unrecognized();
  const archive = await readZip(source);
  if (archive.entries.has("AndroidManifest.xml")) return readApk(source, archive);
  if (archive.entries.has("base/manifest/AndroidManifest.xml")) return readAppBundle(archive);
  const tree = await zipTree(archive);
  const apps = new Set(tree.paths.flatMap((path) => /^Payload\/[^/]+\.app(?=\/)/.exec(path)?.[0] ?? []));
  const [app, second] = apps;
  if (app === undefined) throw unrecognized();
  if (second !== undefined) throw malformed("it holds more than one app");
  return readAppArtefact("ipa", tree, app);
}

/**
 * Reads an app in a folder.
 * @param app the app's folder in the tree, without a final `/`
 * @throws FormatError as {@link readArtefact}
 */
export function readAppFolder(tree: FileTree, app: string): Promise<Artefact> {
  return readAppArtefact("app", tree, app);
}

async function readAppArtefact(kind: AppArtefact["kind"], tree: FileTree, app: string): Promise<AppArtefact> {
  const code = await readApp(tree, app);
  const bundleId = code[0]?.bundleId;
  if (bundleId === undefined) throw malformed("its Info.plist names no bundle ID");
  return { kind, bundleId, code };
}

async function readApk(source: ByteSource, archive: ZipArchive): Promise<ApkArtefact> {
  const packageName = packageOfBinaryManifest(await entryBytes(archive, "AndroidManifest.xml"));
  return {
    kind: "apk",
    packageName,
    signers: await checkApkSignature(source, archive),
    jar: await checkJarSignature(archive, "free"),
  };
}

async function readAppBundle(archive: ZipArchive): Promise<BundleArtefact> {
  const packageName = packageOfProtoManifest(await entryBytes(archive, "base/manifest/AndroidManifest.xml"));
  return { kind: "aab", packageName, jar: await checkJarSignature(archive, "signed") };
}

async function entryBytes(archive: ZipArchive, name: string): Promise<Uint8Array> {
  const entry = archive.entries.get(name);
  if (entry === undefined) throw malformed(`it has no ${name}`);
  return readWhole(await entry.open(), maximumManifestSize);
}

function unrecognized(): Error {
  return formatError("format/unrecognized", {}, "`verify` takes an .ipa, .app, .pkg, .apk or .aab");
}

/** Everybody who signed an artefact, each certificate once. */
export function signersOf(artefact: Artefact): readonly CertificateFacts[] {
  const certificates = (() => {
    switch (artefact.kind) {
      case "ipa":
      case "app":
        return artefact.code.flatMap((code) => code.signatures.flatMap((signature) => signature.certificate ?? []));
      case "pkg":
        return artefact.certificate === undefined ? [] : [artefact.certificate];
      case "apk":
        return [
          ...artefact.signers.map(({ certificate }) => certificate),
          ...artefact.jar.signers.flatMap(({ certificate }) => certificate ?? []),
        ];
      case "aab":
        return artefact.jar.signers.flatMap(({ certificate }) => certificate ?? []);
    }
  })();
  return [...new Map(certificates.map((certificate) => [certificate.sha256, certificate])).values()];
}
