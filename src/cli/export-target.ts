import { targetMaterial } from "../compiler/planning/target-material.ts";
import type { Target } from "../compiler/target.ts";
import { validityDiagnostic } from "../compiler/validity.ts";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { writeExportOptions, type ExportMethod } from "../formats/export-options.ts";
import { findKeystoreEntry, readKeystore } from "../formats/keystore.ts";
import { readPem, writePem } from "../formats/pem.ts";
import { writePkcs12 } from "../formats/pkcs12-writer.ts";
import { readPrivateKeyDer } from "../formats/private-key.ts";
import type { Address } from "../plan/address.ts";
import type { StoreObserved } from "../plan/observed.ts";
import type { SecretStore, StoreEntry } from "../providers/provider.ts";
import type { Secret } from "../secret/secret.ts";

/** What an export writes with. */
export interface ExportOptions {
  readonly store: SecretStore;
  readonly observed: StoreObserved;
  /** Protects every file that holds a private key. */
  readonly password: Secret;
  /** The variable that the password came from, to be named in the files. */
  readonly passwordName: string;
  readonly now: Date;
}

/** A file of an export. */
export interface ExportedFile {
  /** Path below the export folder, with `/`. */
  readonly path: string;
  /** What it is, in a few words, with its date where it has one. */
  readonly what: string;
  /** With a private key in it, only under the export's password. */
  readonly bytes: Uint8Array;
}

/**
 * Makes the files that a build of a target needs; they are to be readable by their owner alone. Throws `file-store/nothing-held`
 * when the store lacks one, and `rule/expired` for a certificate or profile past its date: a build with it would only fail later.
 */
export async function exportTarget(target: Target, options: ExportOptions): Promise<readonly ExportedFile[]> {
  const name = target.id.replaceAll(":", "-");
  const files: ExportedFile[] = [];
  const add: AddFile = (file, content, what) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    files.push({ path: `${name}/${file}`, what, bytes });
  };
  const material = targetMaterial(target, options.observed);
  const entry = async (address: Address): Promise<StoreEntry> => {
    const found = await options.store.get(address, material.instances.get(address));
    if (!found)
      throw new DiagnosableError(createDiagnostic("file-store/nothing-held", { target: target.id }, { address }));
    const notAfter = expiryOf(found);
    const what = `${textOf(found, "name") === "" ? "certificate" : "profile"} ${nameOf(found)}`;
    const expired =
      notAfter === ""
        ? undefined
        : validityDiagnostic(options.now, { what, notBefore: undefined, notAfter, renewBefore: 0 }, { address });
    // A keystore's certificate may be past its date: Android asks only that it is the same one.
    if (expired && target.platform !== "android") throw new DiagnosableError(expired);
    return found;
  };
  if (target.platform === "android") {
    if (material.keystore) await exportKeystore(await entry(material.keystore), options, add);
    return files;
  }
  const identity = material.identity ? await entry(material.identity) : undefined;
  const installer = material.installer ? await entry(material.installer) : undefined;
  if (identity) add("certificate.p12", await identityP12(identity, options), describe(identity));
  if (installer) add("installer.p12", await identityP12(installer, options), describe(installer));
  const extension = target.platform === "macos" ? "provisionprofile" : "mobileprovision";
  const profiles = await Promise.all(material.profiles.map(entry));
  for (const profile of profiles) {
    add(`${fileName(textOf(profile, "bundle_id"))}.${extension}`, part(profile, "file"), describe(profile));
  }
  if (identity && profiles.length > 0) {
    const text = writeExportOptions({
      method: exportMethods[target.profileType],
      teamId: textOf(identity, "team_id") || textOf(profiles[0], "team_id"),
      signingCertificate: textOf(identity, "sha1") || textOf(identity, "subject_common_name"),
      profiles: Object.fromEntries(profiles.map((p) => [textOf(p, "bundle_id"), textOf(p, "name")])),
      ...(installer ? { installerCertificate: textOf(installer, "subject_common_name") } : {}),
    });
    add("ExportOptions.plist", text, `for xcodebuild -exportArchive (${exportMethods[target.profileType]})`);
  }
  return files;
}

/** Names since Xcode 15.3 (`xcodebuild -help`). */
const exportMethods: Readonly<Record<Exclude<Target, { platform: "android" }>["profileType"], ExportMethod>> = {
  development: "debugging",
  ad_hoc: "release-testing",
  app_store: "app-store-connect",
  enterprise: "enterprise",
  developer_id: "developer-id",
};

type AddFile = (file: string, content: Uint8Array | string, what: string) => void;

/**
 * The keystore's entry as PKCS#12 under the export password: the passwords of the original stay in the store, and one password
 * opens everything of an export.
 */
async function exportKeystore(entry: StoreEntry, options: ExportOptions, add: AddFile): Promise<void> {
  const alias = textOf(entry, "alias");
  const { password, key_password: keyPassword, file } = entry.parts;
  const contents = await readKeystore(file?.revealBytes() ?? new Uint8Array(), {
    ...(password ? { password } : {}),
    ...(keyPassword ? { keyPassword } : {}),
  });
  const found = findKeystoreEntry(contents, alias);
  const [leaf, ...chain] = found?.chain ?? [];
  if (!found?.privateKey || !leaf)
    throw new DiagnosableError(createDiagnostic("rule/keystore-alias", { alias }, { address: entry.address }));
  const p12 = await writePkcs12({
    privateKey: found.privateKey,
    certificate: leaf.der,
    chain: chain.map((c) => c.der),
    friendlyName: alias,
    password: options.password,
    form: "modern",
  });
  add("keystore.p12", p12, describe(entry));
  add("upload_certificate.pem", writePem("CERTIFICATE", leaf.der), "the public half, for Google Play's app signing");
  const properties = [
    `# storePassword and keyPassword are the value of ${options.passwordName}: pass them to Gradle from the environment.`,
    "storeFile=keystore.p12",
    "storeType=PKCS12",
    `keyAlias=${alias}`,
    "",
  ].join("\n");
  add("key.properties", properties, "for Gradle; holds no password");
}

/** macOS' `security import` takes the compatible form in every version. */
function identityP12(entry: StoreEntry, options: ExportOptions): Promise<Uint8Array> {
  const chain = entry.parts["chain"];
  return writePkcs12({
    privateKey: readPrivateKeyDer(part(entry, "private_key")),
    certificate: part(entry, "certificate"),
    chain: chain ? readPem(chain.revealBytes()).map((block) => block.bytes) : [],
    friendlyName: textOf(entry, "subject_common_name") || entry.address,
    password: options.password,
    form: "compatible",
  });
}

function part(entry: StoreEntry, name: string): Uint8Array {
  const found = entry.parts[name];
  if (!found)
    throw new DiagnosableError(createDiagnostic("file-store/corrupt", { reason: `${entry.address} has no ${name}` }));
  return found.revealBytes();
}

function textOf(entry: StoreEntry | undefined, name: string): string {
  const value = entry?.facts[name];
  return typeof value === "string" ? value : "";
}

function expiryOf(entry: StoreEntry): string {
  return textOf(entry, "not_after") || textOf(entry, "expires");
}

function nameOf(entry: StoreEntry): string {
  return textOf(entry, "subject_common_name") || textOf(entry, "name") || textOf(entry, "alias");
}

function describe(entry: StoreEntry): string {
  const name = nameOf(entry);
  const expires = expiryOf(entry);
  return expires === "" ? name : `${name}, until ${expires.slice(0, 10)}`;
}

/** A wildcard's `*` is no part of a file name that shells take as it is. */
function fileName(bundleId: string): string {
  return bundleId.replaceAll("*", "wildcard").replace(/[^A-Za-z0-9._-]/g, "_");
}
