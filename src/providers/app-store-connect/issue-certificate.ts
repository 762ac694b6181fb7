import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import { createCertificateSigningRequest } from "../../formats/certificate-signing-request.ts";
import { readPrivateKey, type PrivateKey } from "../../formats/private-key.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import type { CertificateAttributes } from "../../plan/resource.ts";
import type { Applied, ApplyContext, StoreEntry } from "../provider.ts";
import { nameOf } from "../../plan/address.ts";
import { isIssuedAs } from "../../plan/certificate-family.ts";
import { isForAccountHolder } from "./apple-refusal.ts";
import { certificateOf, certificateRecord, readCertificates, validCertificates } from "./certificates.ts";
import type { Connection } from "./connection.ts";
import { createOnce, type Created } from "./create-once.ts";
import { unexpectedAnswer } from "./exchange.ts";
import { textOf, type Resource } from "./json-api.ts";
import type { KnownCertificate } from "./snapshot.ts";

/**
 * Milliseconds between looks after an unclear answer. Longer than for other objects: a second certificate would take one of the
 * few slots of the team, which only a person can free again.
 */
const WAITS = [1000, 2000, 4000, 8000, 15_000] as const;

/**
 * Has Apple issue a certificate for a key of the store, or adopts the one that it issued already: by public key, never by order
 * or name. The private key was stored and read back by an earlier step; without it nothing is asked for. Where Apple lets only the
 * Account Holder make this type, the request stays with the key in the store, and the certificate's mark says which API key was refused.
 */
export async function createCertificate(
  change: ChangeOf<"certificate">,
  connection: Connection,
  context: ApplyContext,
): Promise<Applied> {
  const { after } = change;
  invariant(after !== null, "a certificate is created, never revoked");
  const held = await heldKey(after, context);
  try {
    const { value, adopted } = await issueOnce(after, held, connection, context);
    connection.snapshot.made.certificates.set(change.address, value);
    return { record: certificateRecord(value), adopted };
  } catch (error) {
    if (!isForAccountHolder(error)) throw error;
    // What an older release put into the store has no request beside it.
    if (held.entry.facts["certificate_signing_request"] === undefined)
      await context.store.put({
        ...held.entry,
        facts: { ...held.entry.facts, certificate_signing_request: held.request },
      });
    const mark = connection.records().find(({ address }) => address === change.address)?.facts;
    return { record: { ...mark, account_holder_only: connection.keyId }, refused: error.diagnostic };
  }
}

/** A key of the store, opened, with the request that it signed. */
interface HeldKey {
  readonly entry: StoreEntry;
  readonly privateKey: PrivateKey;
  /** PKCS#10, PEM. */
  readonly request: string;
}

async function issueOnce(
  after: CertificateAttributes,
  { privateKey, request }: HeldKey,
  connection: Connection,
  context: ApplyContext,
): Promise<Created<KnownCertificate>> {
  const { signal } = context;
  return createOnce<KnownCertificate>({
    look: async () => {
      await readCertificates(connection, signal);
      return issuedFor(privateKey, after, connection);
    },
    write: () => {
      context.report("asking Apple for the certificate");
      const attributes = { certificateType: after.certificate_type, csrContent: request };
      const body = { data: { type: "certificates", attributes } };
      return connection.client.post(
        { path: "/v1/certificates", what: `${after.certificate_type} certificate`, body },
        signal,
      );
    },
    accept: (resource) => acceptCertificate(resource, privateKey, connection, signal),
    waits: WAITS,
    sleep: (milliseconds) => connection.sleep(milliseconds, signal),
  });
}

/** The private key, from the store and nowhere else. */
async function heldKey(after: CertificateAttributes, context: ApplyContext): Promise<HeldKey> {
  const entry = await context.store.get(after.key, after.public_key_sha256 ?? undefined);
  const secret = entry?.parts["private_key"];
  if (entry === undefined || secret === undefined)
    throw new DiagnosableError(createDiagnostic("app-store-connect/key-not-held", { key: after.key }));
  const privateKey = readPrivateKey(secret.revealBytes());
  const expected = after.public_key_sha256 ?? entry.instance;
  invariant(privateKey.publicKeySha256 === expected, "the store's key is the one that its instance names");
  const request = createCertificateSigningRequest({ privateKey, commonName: `Signwright ${nameOf(after.key)}` });
  return { entry, privateKey, request };
}

function issuedFor(
  privateKey: PrivateKey,
  after: CertificateAttributes,
  connection: Connection,
): KnownCertificate | undefined {
  const issued = validCertificates(connection).filter(
    ({ observed }) =>
      observed.public_key_sha256 === privateKey.publicKeySha256 &&
      isIssuedAs(observed.certificate_type, after.certificate_type),
  );
  return issued.find(({ observed }) => observed.certificate_type === after.certificate_type) ?? issued[0];
}

async function acceptCertificate(
  resource: Resource,
  privateKey: PrivateKey,
  connection: Connection,
  signal: AbortSignal,
): Promise<KnownCertificate> {
  const complete =
    textOf(resource, "certificateContent") === undefined ? await readBack(resource.id, connection, signal) : resource;
  const certificate = certificateOf(complete);
  connection.snapshot.certificates.set(complete.id, certificate);
  if (certificate.observed.public_key_sha256 !== privateKey.publicKeySha256) {
    throw unexpectedAnswer(
      `certificate ${certificate.observed.serial_number} is not for the key that it was asked for`,
    );
  }
  if (connection.teamId !== undefined && (certificate.observed.team_id ?? connection.teamId) !== connection.teamId) {
    throw unexpectedAnswer(
      `certificate ${certificate.observed.serial_number} is of team ${certificate.observed.team_id ?? ""}, not ${connection.teamId}`,
    );
  }
  return certificate;
}

async function readBack(id: string, connection: Connection, signal: AbortSignal): Promise<Resource> {
  const ask = { path: `/v1/certificates/${encodeURIComponent(id)}`, what: "the new certificate" };
  const resource = (await connection.client.get(ask, signal))?.data[0];
  if (resource === undefined) throw unexpectedAnswer("the new certificate cannot be read back");
  return resource;
}
