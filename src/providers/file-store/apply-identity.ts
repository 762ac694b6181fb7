import { readCertificate, type CertificateFacts } from "../../formats/certificate.ts";
import { readKeystore } from "../../formats/keystore.ts";
import { writePem } from "../../formats/pem.ts";
import { readPrivateKey, type PrivateKey } from "../../formats/private-key.ts";
import type { Address } from "../../plan/address.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import { Secret } from "../../secret/secret.ts";
import type { Applied, ApplyContext, SourceMaterial } from "../provider.ts";
import { putEntry, requirePlanned, type ApplyTools, type NewEntry } from "./put-entry.ts";
import type { Facts } from "./manifest.ts";
import { namingFile } from "./naming-file.ts";
import { stepFailed } from "./store-failure.ts";

/** A certificate with its private key, from wherever it came. */
interface Identity {
  readonly certificate: CertificateFacts;
  readonly privateKey: Secret;
  /** Certificates of the issuers, nearest first; often none. */
  readonly issuers: readonly CertificateFacts[];
  /** Facts that the certificate itself does not tell. */
  readonly facts: Facts;
}

/** Keeps a certificate together with its private key. */
export async function applyIdentity(
  change: ChangeOf<"identity">,
  context: ApplyContext,
  tools: ApplyTools,
): Promise<Applied> {
  const { address, after } = change;
  if (after === null) throw stepFailed(address, "the plan does not say what it is afterwards");
  const { source, certificate_sha256: planned } = after;
  const identity =
    "key_name" in source
      ? await identityOfFile(address, await tools.sources.key(source.key_name), planned)
      : await identityOfCertificate(address, source, context, tools);
  requirePlanned(address, "the certificate", planned, identity.certificate.sha256);
  return putEntry(change, entryOf(address, identity), tools);
}

function entryOf(address: Address, { certificate, privateKey, issuers, facts }: Identity): NewEntry {
  const chain = issuers.map((issuer) => writePem("CERTIFICATE", issuer.der)).join("");
  return {
    address,
    instance: certificate.sha256,
    facts: {
      subject: certificate.subject,
      subject_common_name: certificate.commonName,
      serial_number: certificate.serial,
      certificate_sha256: certificate.sha256,
      public_key_sha256: certificate.publicKeySha256,
      not_before: certificate.notBefore,
      not_after: certificate.notAfter,
      team_id: certificate.teamId,
      ...facts,
    },
    parts: {
      private_key: privateKey,
      certificate: new Secret(certificate.der),
      ...(chain === "" ? {} : { chain: new Secret(chain) }),
    },
  };
}

/** The certificate that Apple issued, with the key of the store that it was issued for. */
async function identityOfCertificate(
  address: Address,
  source: { readonly certificate: Address; readonly key: Address },
  context: ApplyContext,
  { store }: ApplyTools,
): Promise<Identity> {
  const issued = await context.output(source.certificate);
  if (issued === undefined) throw stepFailed(address, `${source.certificate} does not exist`);
  const certificate = namingFile(source.certificate, () => readCertificate(issued.bytes));
  const key = await store.get(source.key, certificate.publicKeySha256);
  const privateKey = key?.parts["private_key"];
  if (privateKey === undefined) {
    throw stepFailed(
      address,
      `the store holds no private key for certificate ${certificate.serial} of ${source.certificate}`,
    );
  }
  requireSameKey(
    address,
    certificate,
    namingFile(source.key, () => readPrivateKey(privateKey.revealBytes())),
  );
  const { certificate_type: type, team_id: team } = issued.facts;
  return {
    certificate,
    privateKey,
    issuers: [],
    facts: {
      source: source.certificate,
      ...(typeof type === "string" ? { certificate_type: type } : {}),
      ...(certificate.teamId === null && typeof team === "string" ? { team_id: team } : {}),
    },
  };
}

/** The identity in a file of the user's: a PKCS#12 file or keystore, or a private key beside its certificate. */
async function identityOfFile(address: Address, material: SourceMaterial, planned: string | null): Promise<Identity> {
  const facts = { source: "file" };
  const { path, bytes, password, certificate: beside } = material;
  if (beside !== undefined) {
    const certificate = namingFile(path, () => readCertificate(beside));
    const privateKey = namingFile(path, () => readPrivateKey(bytes));
    requireSameKey(address, certificate, privateKey);
    return { certificate, privateKey: privateKey.pkcs8, issuers: [], facts };
  }
  const { entries } = await namingFile(path, () => readKeystore(bytes, { password }));
  for (const { privateKey, chain } of entries) {
    const [certificate, ...issuers] = chain;
    if (privateKey === undefined || certificate?.publicKeySha256 !== privateKey.publicKeySha256) continue;
    if (planned !== null && certificate.sha256 !== planned) continue;
    return { certificate, privateKey: privateKey.pkcs8, issuers, facts };
  }
  throw stepFailed(
    address,
    `${path} holds no private key with ${planned === null ? "a certificate" : `the certificate ${planned}`}`,
  );
}

function requireSameKey(address: Address, certificate: CertificateFacts, privateKey: PrivateKey): void {
  if (certificate.publicKeySha256 === privateKey.publicKeySha256) return;
  throw stepFailed(address, `the private key does not belong to certificate ${certificate.serial}`);
}
