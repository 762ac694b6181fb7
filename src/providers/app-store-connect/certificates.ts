import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { readCertificate, type CertificateFacts } from "../../formats/certificate.ts";
import type { Address } from "../../plan/address.ts";
import type { JsonValue, ObservedCertificate } from "../../plan/observed.ts";
import type { Output, ReadContext, SecretStore } from "../provider.ts";
import type { Connection } from "./connection.ts";
import { textOf, type Resource } from "./json-api.ts";
import { normalDate, normalSerial, utcDate } from "./normal-form.ts";
import { replaceAll, type KnownCertificate } from "./snapshot.ts";

const query = {
  "fields[certificates]": [
    "name",
    "certificateType",
    "displayName",
    "serialNumber",
    "expirationDate",
    "certificateContent",
  ],
};

/**
 * Reads all certificates of the team into the snapshot. There is no filter by type: Apple refuses some of its own types as a
 * filter value and finds nothing for others (codemagic-cli-tools #467, fastlane FB21181137).
 */
export async function readCertificates(connection: Connection, signal: AbortSignal): Promise<void> {
  const { rows } = await connection.client.list({ path: "/v1/certificates", query, what: "the certificates" }, signal);
  const certificates = rows.map((row) => [row.id, withMark(certificateOf(row), connection)] as const);
  replaceAll(connection.snapshot.certificates, certificates);
  checkTeam(
    connection,
    certificates.map(([, certificate]) => certificate),
  );
}

/** Reads one certificate into the snapshot; one that Apple does not know changes nothing. */
export async function readOneCertificate(id: string, connection: Connection, signal: AbortSignal): Promise<void> {
  const ask = { path: `/v1/certificates/${encodeURIComponent(id)}`, query, what: "the certificate" };
  const row = (await connection.client.get(ask, signal))?.data[0];
  if (row !== undefined) connection.snapshot.certificates.set(row.id, withMark(certificateOf(row), connection));
}

/** A certificate as Apple gives it; serial, expiry and digests come from its own bytes where they can be read. */
export function certificateOf(row: Resource): KnownCertificate {
  const facts = factsOf(textOf(row, "certificateContent"));
  return {
    observed: {
      id: row.id,
      serial_number: facts?.serial ?? normalSerial(textOf(row, "serialNumber") ?? ""),
      certificate_type: textOf(row, "certificateType") ?? "",
      display_name: textOf(row, "displayName") ?? textOf(row, "name") ?? "",
      expires: facts?.notAfter ?? normalDate(textOf(row, "expirationDate")),
      certificate_sha256: facts?.sha256 ?? null,
      public_key_sha256: facts?.publicKeySha256 ?? null,
      team_id: facts?.teamId ?? null,
    },
    der: facts?.der,
  };
}

/**
 * A certificate of ours with what Apple leaves out as its ownership mark has it: what cannot be told to be ours would be made once
 * more.
 */
function withMark(certificate: KnownCertificate, connection: Connection): KnownCertificate {
  const { observed } = certificate;
  const mark = connection.records().find(({ address, facts }) => {
    const [owner, kind] = address.split("/");
    return owner === connection.name && kind === "certificate" && facts["id"] === observed.id;
  });
  const marked = (fact: keyof ObservedCertificate): string | undefined => {
    const value = mark?.facts[fact];
    return typeof value === "string" ? value : undefined;
  };
  return {
    ...certificate,
    observed: {
      ...observed,
      serial_number: observed.serial_number || (marked("serial_number") ?? ""),
      expires: certificate.der === undefined ? (marked("expires") ?? observed.expires) : observed.expires,
      certificate_sha256: observed.certificate_sha256 ?? marked("certificate_sha256") ?? null,
      public_key_sha256: observed.public_key_sha256 ?? marked("public_key_sha256") ?? null,
    },
  };
}

/** The certificates that hold at this moment, the one that holds longest first. */
export function validCertificates(connection: Connection): readonly KnownCertificate[] {
  const now = utcDate(connection.clock());
  return [...connection.snapshot.certificates.values()]
    .filter(({ observed }) => observed.expires > now)
    .sort((a, b) => (a.observed.expires < b.observed.expires ? 1 : -1));
}

/** The public facts to keep of a certificate: its ownership mark. */
export function certificateRecord({ observed }: KnownCertificate): {
  readonly [name: string]: JsonValue;
} {
  const { id, serial_number, certificate_sha256, public_key_sha256, expires, certificate_type } = observed;
  return { id, serial_number, certificate_sha256, public_key_sha256, expires, certificate_type };
}

/** The bytes behind a certificate resource; `undefined` when Apple has no such certificate. */
export async function certificateOutput(
  address: Address,
  connection: Connection,
  context: ReadContext,
): Promise<Output | undefined> {
  const certificate = await certificateAt(address, connection, context.store);
  return certificate?.der === undefined ? undefined : { facts: certificateRecord(certificate), bytes: certificate.der };
}

/**
 * The certificate behind a resource address: the one that this run made or adopted; else, for what an earlier and killed run
 * made, the longest valid one for a key that the store holds for the resource; else the one of its ownership mark.
 */
export async function certificateAt(
  address: Address,
  connection: Connection,
  store: SecretStore,
): Promise<KnownCertificate | undefined> {
  const made = connection.snapshot.made.certificates.get(address);
  if (made !== undefined) return made;
  const key = connection.certificateKeys.get(address);
  const held = new Set<string | null>(
    key === undefined ? [] : (await store.list(key)).map((object) => object.instance),
  );
  const issued = validCertificates(connection).find(({ observed }) => held.has(observed.public_key_sha256));
  if (issued !== undefined) return issued;
  const serial = connection.records().find((record) => record.address === address)?.facts["serial_number"];
  return typeof serial === "string" ? certificateBySerial(connection, serial) : undefined;
}

/** The certificate with this serial number, in any spelling. */
export function certificateBySerial(connection: Connection, serial: string): KnownCertificate | undefined {
  return [...connection.snapshot.certificates.values()].find(
    ({ observed }) => observed.serial_number === normalSerial(serial),
  );
}

/** Certificates of another team mean that the key is another team's: better said now than after a write. */
function checkTeam(connection: Connection, certificates: readonly KnownCertificate[]): void {
  const teams = new Set(certificates.flatMap(({ observed }) => observed.team_id ?? []));
  const [found] = teams;
  if (connection.teamId === undefined || found === undefined || teams.has(connection.teamId)) return;
  throw new DiagnosableError(
    createDiagnostic("rule/team-mismatch", {
      what: `key \`${connection.name}\``,
      found,
      expected_by: "`team_id`",
      expected: connection.teamId,
    }),
  );
}

function factsOf(content: string | undefined): CertificateFacts | undefined {
  if (content === undefined) return undefined;
  try {
    return readCertificate(Buffer.from(content, "base64"));
  } catch (error) {
    // One certificate that cannot be read, of a kind unknown to us, must not stand in the way of all others.
    if (error instanceof DiagnosableError) return undefined;
    throw error;
  }
}
