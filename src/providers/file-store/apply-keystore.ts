import { randomBytes } from "node:crypto";

import { readCertificate } from "../../formats/certificate.ts";
import { findKeystoreEntry, readKeystore } from "../../formats/keystore.ts";
import { writePkcs12 } from "../../formats/pkcs12-writer.ts";
import { generateRsaKey } from "../../formats/private-key.ts";
import { createSelfSignedCertificate } from "../../formats/self-signed-certificate.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import { Secret } from "../../secret/secret.ts";
import type { Applied } from "../provider.ts";
import { putEntry, requirePlanned, type ApplyTools } from "./put-entry.ts";
import { sha256Hex } from "./manifest.ts";
import { namingFile } from "./naming-file.ts";
import { stepFailed } from "./store-failure.ts";

/** Keeps an Android keystore of the user's as it is, with its passwords, once they are shown to open it. */
export async function applyKeystore(change: ChangeOf<"keystore">, tools: ApplyTools): Promise<Applied> {
  const { address, after } = change;
  if (after === null) throw stepFailed(address, "the plan does not say what it is afterwards");
  if (after.key_name === null) return makeUploadKey(change, after.alias, tools);
  const { path, bytes, password, keyPassword } = await tools.sources.key(after.key_name);
  const sha256 = sha256Hex(bytes);
  requirePlanned(address, `the file ${path}`, after.sha256, sha256);
  const contents = await namingFile(path, () => readKeystore(bytes, { password, keyPassword }));
  const entry = findKeystoreEntry(contents, after.alias);
  const certificate = entry?.chain[0];
  if (entry === undefined || certificate === undefined)
    throw stepFailed(address, `${path} has no key with alias ${after.alias}`);
  requirePlanned(address, `the certificate of ${after.alias}`, after.certificate_sha256, certificate.sha256);
  if (entry.privateKey === undefined) {
    throw new DiagnosableError(
      createDiagnostic("format/wrong-key-password", { alias: after.alias, file: path }, { address }),
    );
  }
  if (entry.privateKey.publicKeySha256 !== certificate.publicKeySha256) {
    throw stepFailed(address, `the private key ${after.alias} of ${path} does not belong to its certificate`);
  }
  const facts = {
    alias: after.alias,
    format: contents.kind,
    sha256,
    subject: certificate.subject,
    subject_common_name: certificate.commonName,
    certificate_sha256: certificate.sha256,
    public_key_sha256: certificate.publicKeySha256,
    not_before: certificate.notBefore,
    not_after: certificate.notAfter,
  };
  const parts = {
    file: new Secret(bytes),
    ...(password === undefined ? {} : { password }),
    ...(keyPassword === undefined ? {} : { key_password: keyPassword }),
  };
  return putEntry(change, { address, instance: certificate.publicKeySha256, facts, parts }, tools);
}

/** As Android Studio's: large enough for life, and valid beyond 2033-10-22, which Google Play asks for (Android: Sign your app). */
const UPLOAD_KEY = { bits: 4096, days: 10_000 } as const;

/**
 * Makes an upload key with a certificate of its own in a PKCS#12 keystore with a random password. It looks first: a keystore that the
 * store holds for the address, from whichever run, is the one.
 */
async function makeUploadKey(change: ChangeOf<"keystore">, alias: string, tools: ApplyTools): Promise<Applied> {
  const { address } = change;
  const held = (await tools.store.list(address)).at(-1);
  if (held !== undefined) return { adopted: true };
  const privateKey = await generateRsaKey(UPLOAD_KEY.bits);
  const certificate = readCertificate(
    createSelfSignedCertificate({
      privateKey,
      commonName: `Upload key of ${change.name.replace(/^upload:/, "")}`,
      notBefore: tools.clock(),
      days: UPLOAD_KEY.days,
    }),
  );
  // ASCII, so that every Java and OpenSSL derives the same key from it.
  const password = new Secret(randomBytes(24).toString("base64url"));
  const bytes = await writePkcs12({
    privateKey,
    certificate: certificate.der,
    friendlyName: alias,
    password,
    form: "modern",
  });
  const facts = {
    alias,
    format: "pkcs12",
    made_by: "signwright",
    sha256: sha256Hex(bytes),
    subject: certificate.subject,
    subject_common_name: certificate.commonName,
    certificate_sha256: certificate.sha256,
    public_key_sha256: certificate.publicKeySha256,
    not_before: certificate.notBefore,
    not_after: certificate.notAfter,
  };
  const parts = { file: new Secret(bytes), password };
  return putEntry(change, { address, instance: certificate.publicKeySha256, facts, parts }, tools);
}
