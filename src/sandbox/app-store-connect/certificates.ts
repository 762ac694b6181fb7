import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";

import type { NameAttribute } from "../certificate-authority.ts";
import { yearsAfter } from "../certificate-authority.ts";
import { publicKeySha256, readCertificateSigningRequest } from "../certificate-signing-request.ts";
import { randomAppleId } from "../random-id.ts";
import type { CertificateOptions } from "../sandbox-options.ts";
import { entityError, forbidden, notFound, type ApiError } from "./api-error.ts";
import {
  certificateTypes,
  defaultCertificateLimits,
  filterableCertificateTypes,
  futureCertificateType,
  type CertificateTypeRules,
} from "./certificate-types.ts";
import { readEntity } from "./request-entity.ts";
import { containing, exactly, textOf, type Resource, type ResourceRules } from "./resource.ts";
import { certificateResource } from "./team-resources.ts";
import { invalidateProfiles, secondsNow, type CertificateRecord, type Team } from "./team.ts";

/** The query rules of certificates. */
export const certificateRules: ResourceRules = {
  type: "certificates",
  fields: [
    "name",
    "certificateType",
    "displayName",
    "serialNumber",
    "platform",
    "expirationDate",
    "certificateContent",
    "activated",
    "passTypeId",
  ],
  filters: {
    displayName: containing("displayName"),
    certificateType: exactly("certificateType", filterableCertificateTypes),
    serialNumber: {
      matches: (certificate, wanted) => normalSerial(textOf(certificate, "serialNumber")) === normalSerial(wanted),
    },
    id: exactly("id"),
  },
  sorts: ["displayName", "certificateType", "serialNumber", "id"],
  includes: { passTypeId: "passTypeIds" },
};

/** In the Enterprise Program the filter for DISTRIBUTION finds nothing, whatever there is (fastlane sigh module.rb). */
export const enterpriseCertificateRules: ResourceRules = {
  ...certificateRules,
  filters: {
    ...certificateRules.filters,
    certificateType: {
      values: filterableCertificateTypes,
      matches: (certificate, wanted) => wanted !== "DISTRIBUTION" && textOf(certificate, "certificateType") === wanted,
    },
  },
};

/** A certificate by its resource id. @throws ApiError 404 */
export function findCertificate(team: Team, id: string): CertificateRecord {
  const certificate = team.certificates.get(id);
  if (certificate === undefined) throw notFound("certificates", id);
  return certificate;
}

/** POST /v1/certificates */
export function createCertificate(team: Team, body: string): Resource {
  const entity = readEntity(body, {
    type: "certificates",
    attributes: { csrContent: "string", certificateType: "string" },
    relationships: { merchantId: "one?", passTypeId: "one?" },
  });
  const certificateType = entity.requiredText("certificateType");
  if (
    certificateTypes[certificateType]?.issuer === "developer-id" &&
    team.quirks.developerIdNeedsAccountHolder === true
  )
    throw forbidden("This operation can only be performed by the Account Holder.");
  return certificateResource(team, issueForRequest(team, certificateType, entity.requiredText("csrContent")));
}

/**
 * What the Account Holder gets in the developer portal: a certificate of any type, for whoever's signing request (PEM) is uploaded.
 * @throws ApiError for what the portal refuses too: an unknown type, a bad request, a full quota
 */
export function issueForRequest(team: Team, certificateType: string, csrContent: string): CertificateRecord {
  const rules = certificateTypes[certificateType];
  if (rules === undefined) {
    throw entityError(
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      `'${certificateType}' is not a valid value for the attribute 'certificateType'.`,
      "/data/attributes/certificateType",
    );
  }
  const request = readCertificateSigningRequest(csrContent);
  if (request?.publicKey.asymmetricKeyDetails?.modulusLength !== 2048) throw badSigningRequest();
  checkQuota(team, rules);
  return issue(team, { certificateType, rules, publicKeyInfo: request.publicKeyInfo });
}

/** What a certificate is made of, checked. */
interface Issuing {
  readonly certificateType: string;
  readonly rules: CertificateTypeRules;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  /** Whom it names; the team, or Apple's person for API keys, when absent. */
  readonly displayName?: string;
  readonly notBefore?: Date;
}

function issue(team: Team, issuing: Issuing): CertificateRecord {
  const { certificateType, rules, publicKeyInfo, notBefore = secondsNow(team.clock) } = issuing;
  const notAfter = yearsAfter(notBefore, rules.years);
  const issued = team.certificateAuthority.issue({
    publicKeyInfo,
    subject: subjectOf(team, rules),
    issuer: rules.issuer,
    notBefore,
    notAfter,
    extendedKeyUsage: rules.extendedKeyUsage,
    markers: rules.markers,
  });
  const displayName = issuing.displayName ?? (rules.madeOutTo === "team" ? team.teamName : apiKeyPerson);
  const certificate: CertificateRecord = {
    id: randomAppleId(),
    certificateType,
    name: `${rules.commonNamePrefix}: ${displayName}`,
    displayName,
    serialNumber: issued.serialNumber,
    expires: notAfter,
    publicKeySha256: publicKeySha256(publicKeyInfo),
    activated: true,
    content: issued.der,
  };
  team.certificates.set(certificate.id, certificate);
  team.record({
    event: "created",
    kind: "certificates",
    id: certificate.id,
    name: certificate.name,
    publicKeySha256: certificate.publicKeySha256,
  });
  return certificate;
}

const makeKeyPair = promisify(generateKeyPair);

/** Gives the team the certificates that the options name, each on a key of its own that is thrown away. */
export async function seedCertificates(team: Team, certificates: readonly CertificateOptions[]): Promise<void> {
  const keys = await Promise.all(certificates.map(() => makeKeyPair("rsa", { modulusLength: 2048 })));
  for (const [index, { certificateType, displayName, issued }] of certificates.entries()) {
    const publicKeyInfo = keys[index]?.publicKey.export({ type: "spki", format: "der" });
    if (publicKeyInfo === undefined) continue;
    issue(team, {
      certificateType,
      rules: certificateTypes[certificateType] ?? futureCertificateType,
      publicKeyInfo,
      ...(displayName === undefined ? {} : { displayName }),
      ...(issued === undefined ? {} : { notBefore: new Date(issued) }),
    });
  }
}

/** PATCH /v1/certificates/{id}: only `activated` can change. */
export function updateCertificate(team: Team, id: string, body: string): Resource {
  const certificate = findCertificate(team, id);
  const entity = readEntity(body, {
    type: "certificates",
    id,
    attributes: { activated: "boolean?" },
    relationships: {},
  });
  const activated = entity.value("activated");
  if (typeof activated === "boolean") certificate.activated = activated;
  team.record({ event: "updated", kind: "certificates", id, name: certificate.name });
  return certificateResource(team, certificate);
}

/** The person that Apple names in development certificates made with an API key. */
const apiKeyPerson = "Created via API";

function badSigningRequest(): ApiError {
  return entityError(
    "ENTITY_ERROR.ATTRIBUTE.INVALID",
    "Invalid Certificate Signing Request: it must be a PKCS#10 request signed with its own RSA key of 2048 bits.",
    "/data/attributes/csrContent",
  );
}

function checkQuota(team: Team, rules: CertificateTypeRules): void {
  const configured = Object.entries(team.options.certificateLimits ?? {}).find(
    ([type]) => certificateTypes[type]?.family === rules.family,
  );
  const limit = configured?.[1] ?? defaultCertificateLimits[rules.family];
  const now = team.clock();
  const current = [...team.certificates.values()].filter(
    (certificate) =>
      certificateTypes[certificate.certificateType]?.family === rules.family && certificate.expires > now,
  );
  if (limit !== undefined && current.length >= limit) {
    throw entityError(
      "ENTITY_ERROR",
      `You already have a current ${rules.quotaLabel} certificate or a pending certificate request.`,
    );
  }
}

function subjectOf(team: Team, rules: CertificateTypeRules): readonly NameAttribute[] {
  const isTeam = rules.madeOutTo === "team";
  // A development certificate carries an id of the person; one made with an API key has an id of its own each time.
  const holderId = isTeam ? team.teamId : randomAppleId();
  return [
    { type: "UID", value: holderId },
    {
      type: "CN",
      value: `${rules.commonNamePrefix}: ${isTeam ? team.teamName : apiKeyPerson} (${holderId})`,
    },
    { type: "OU", value: team.teamId },
    { type: "O", value: team.teamName },
    { type: "C", value: "US" },
  ];
}

/** DELETE /v1/certificates/{id}: revokes it, and the profiles that hold it turn invalid. */
export function revokeCertificate(team: Team, id: string): void {
  const certificate = findCertificate(team, id);
  team.certificates.delete(id);
  team.record({
    event: "revoked",
    kind: "certificates",
    id,
    name: certificate.name,
    publicKeySha256: certificate.publicKeySha256,
  });
  invalidateProfiles(team, (profile) => profile.certificates.includes(id));
}

/** A certificate by serial number, in any case and with or without leading zeros. */
export function findCertificateBySerial(team: Team, serialNumber: string): CertificateRecord | undefined {
  return [...team.certificates.values()].find(
    (certificate) => normalSerial(certificate.serialNumber) === normalSerial(serialNumber),
  );
}

function normalSerial(serialNumber: string): string {
  return serialNumber.toUpperCase().replace(/^0+/, "");
}
