import type { Inspection } from "../../src/formats/inspect.ts";
import { coveredByCms, coveredByJks, coveredByPkcs12, hasMac, type Covered } from "./covered.ts";

/** Something that must not be: the fuzzer found a fault. */
export class Violation extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Violation";
  }
}

/** What is known of good files: the digest of what is covered, the password with it → what a reader said of it. */
export class KnownAnswers {
  readonly #answers = new Map<string, string>();

  /** Learns from a file that is known to be as its maker left it. */
  learn(bytes: Uint8Array, password: string | null, inspection: Inspection): void {
    const covered = coveredOf(bytes, inspection, password);
    if (covered !== undefined) this.#answers.set(covered, answerOf(inspection));
  }

  /**
   * Checks what a reader said of a file that was changed.
   * @throws Violation when a MAC, digest or signature was accepted over bytes that nobody sealed, or when the same sealed
   * bytes gave another answer
   */
  check(bytes: Uint8Array, password: string | null, inspection: Inspection): void {
    if (!claimsIntegrity(bytes, password, inspection)) return;
    const covered = coveredOf(bytes, inspection, password);
    if (covered === undefined) throw new Violation(`${inspection.kind}: accepted, but what is covered cannot be found`);
    const answer = this.#answers.get(covered);
    if (answer === undefined) throw new Violation(`${inspection.kind}: accepted although covered bytes were changed`);
    if (answer !== answerOf(inspection))
      throw new Violation(`${inspection.kind}: the same covered bytes gave another answer`);
  }
}

/** Whether the reader says by its answer that covered bytes are as their maker left them. */
function claimsIntegrity(bytes: Uint8Array, password: string | null, inspection: Inspection): boolean {
  switch (inspection.kind) {
    case "provisioning_profile":
      return inspection.profile?.signature === "valid";
    case "jks":
      return password !== null;
    case "pkcs12":
      // A file without a MAC claims nothing.
      return hasMac(bytes);
    default:
      return false;
  }
}

function coveredOf(bytes: Uint8Array, { kind }: Inspection, password: string | null): Covered {
  const covered = { provisioning_profile: coveredByCms, jks: coveredByJks, pkcs12: coveredByPkcs12 } as const;
  const found = kind in covered ? covered[kind as keyof typeof covered](withoutPem(bytes)) : undefined;
  return found && `${found} ${password ?? ""}`;
}

/** A profile may stand in a PEM block, whose armour is not covered; neither are headers before the base64. */
function withoutPem(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x30 || bytes[0] === 0xfe) return bytes;
  const body = /-----BEGIN (?:PKCS7|CMS)-----\s*(?:[A-Za-z-]+:.*\s+)*([A-Za-z0-9+/=\s]*)-----END/.exec(
    Buffer.from(bytes).toString("latin1"),
  )?.[1];
  return body === undefined ? bytes : Uint8Array.from(Buffer.from(body, "base64"));
}

/** The answer but for what nobody seals: a profile's signer, and which keys have passwords of their own. */
function answerOf(inspection: Inspection): string {
  return JSON.stringify(inspection);
}

const hex = /^[0-9a-f]+$/;
const instant = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Whether an inspection has the form that is promised, to the last value. @throws Violation */
export function checkShape(inspection: Inspection): void {
  const wrong = (what: string): never => {
    throw new Violation(`inspection of another form: ${what}`);
  };
  const text = (value: unknown, what: string): void => {
    if (typeof value !== "string") wrong(what);
  };
  const certificates = [...inspection.certificates, ...inspection.entries.flatMap((entry) => entry.certificates)];
  for (const one of certificates) {
    for (const name of ["subject", "issuer", "serial"] as const) text(one[name], name);
    if (!hex.test(one.sha1) || one.sha1.length !== 40) wrong("sha1");
    if (!hex.test(one.sha256) || one.sha256.length !== 64) wrong("sha256");
    if (!instant.test(one.not_before) || !instant.test(one.not_after)) wrong("a certificate's date");
    if (one.team_id !== null && !/^[A-Z0-9]{10}$/.test(one.team_id)) wrong("team_id");
  }
  for (const { alias, type, key } of inspection.entries) {
    if (alias !== null) text(alias, "alias");
    if (!["private_key", "certificate", "secret_key"].includes(type)) wrong("type");
    if (key !== null && !(["rsa", "ec", "ed25519", "dsa"].includes(key.algorithm) && Number.isSafeInteger(key.bits)))
      wrong("key");
  }
  const { profile } = inspection;
  if (profile === undefined) return;
  for (const name of ["uuid", "name", "team_id", "app_id_prefix", "bundle_id", "profile_type"] as const)
    text(profile[name], name);
  for (const platform of profile.platforms) text(platform, "platform");
  if (!instant.test(profile.created) || !instant.test(profile.expires)) wrong("a profile's date");
  if (!["valid", "invalid", "unsigned"].includes(profile.signature)) wrong("signature");
  if (JSON.stringify(JSON.parse(JSON.stringify(profile))) !== JSON.stringify(profile))
    wrong("a value that JSON does not have");
  checkJsonValue(profile.entitlements);
}

function checkJsonValue(value: unknown): void {
  if (value === null || ["string", "boolean"].includes(typeof value)) return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (typeof value !== "object")
    throw new Violation(`inspection of another form: an entitlement of type ${typeof value}`);
  for (const member of Object.values(value)) checkJsonValue(member);
}

/** Looks for secrets where they must not be, as they are and in the usual encodings. @throws Violation */
export function checkNoSecret(text: string, secrets: readonly (string | null)[]): void {
  for (const secret of secrets) {
    // The corpus has passwords that are names of projects, which certificates hold as well.
    if (secret === null || secret.length < 16) continue;
    const forms = [
      secret,
      Buffer.from(secret).toString("base64").slice(0, -3),
      Buffer.from(secret).toString("hex"),
      encodeURIComponent(secret),
    ];
    if (forms.some((form) => text.includes(form))) throw new Violation("a password is in what is said of the file");
  }
}
