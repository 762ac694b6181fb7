import { findKeystoreEntry, readKeystore } from "../../formats/keystore.ts";
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
export async function applyKeystore(
  change: ChangeOf<"keystore">,
  tools: ApplyTools,
): Promise<Applied> {
  const { address, after } = change;
  if (after === null) throw stepFailed(address, "the plan does not say what it is afterwards");
  const { path, bytes, password, keyPassword } = await tools.sources.key(after.key_name);
  const sha256 = sha256Hex(bytes);
  requirePlanned(address, `the file ${path}`, after.sha256, sha256);
  const contents = await namingFile(path, () => readKeystore(bytes, { password, keyPassword }));
  const entry = findKeystoreEntry(contents, after.alias);
  const certificate = entry?.chain[0];
  if (entry === undefined || certificate === undefined)
    throw stepFailed(address, `${path} has no key with alias ${after.alias}`);
  requirePlanned(
    address,
    `the certificate of ${after.alias}`,
    after.certificate_sha256,
    certificate.sha256,
  );
  if (entry.privateKey === undefined) {
    throw new DiagnosableError(
      createDiagnostic(
        "format/wrong-key-password",
        { alias: after.alias, file: path },
        { address },
      ),
    );
  }
  if (entry.privateKey.publicKeySha256 !== certificate.publicKeySha256) {
    throw stepFailed(
      address,
      `the private key ${after.alias} of ${path} does not belong to its certificate`,
    );
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
