import type { Paint } from "../../diagnostics/render-text.ts";
import type { InspectedCertificate, InspectedEntry, InspectedProfile, Inspection } from "../../formats/inspect.ts";

const kinds: Readonly<Record<Inspection["kind"], string>> = {
  pkcs12: "PKCS#12 file",
  jks: "Java keystore (JKS)",
  jceks: "Java keystore (JCEKS)",
  bks: "BouncyCastle keystore (BKS)",
  bcfks: "BouncyCastle keystore (BCFKS)",
  uber: "BouncyCastle keystore (UBER)",
  provisioning_profile: "provisioning profile",
  certificate: "certificate",
  private_key: "private key",
};

/** What a signing file holds, for people: names, dates with days left, fingerprints to compare. */
export function inspectionText(file: string, inspection: Inspection, view: { readonly paint: Paint; readonly now: Date }): string {
  const lines = [
    `${view.paint("bold", file)}: ${kinds[inspection.kind]}`,
    ...(inspection.entries ?? []).flatMap((entry) => entryLines(entry, view)),
    ...(inspection.certificates ?? []).flatMap((c) => certificateLines(c, "  ", view)),
    ...(inspection.profile ? profileLines(inspection.profile, view) : []),
  ];
  return `${lines.join("\n")}\n`;
}

type View = Parameters<typeof inspectionText>[2];

function entryLines(entry: InspectedEntry, view: View): readonly string[] {
  const key = entry.key ? ` (${entry.key.algorithm} ${entry.key.bits})` : "";
  const name = entry.alias === null ? "" : ` ${view.paint("bold", entry.alias)}`;
  return [`  ${entry.type.replaceAll("_", " ")}${name}${key}`, ...entry.certificates.flatMap((c) => certificateLines(c, "    ", view))];
}

function certificateLines(certificate: InspectedCertificate, indent: string, view: View): readonly string[] {
  return [
    `${indent}subject  ${certificate.subject}`,
    `${indent}issuer   ${certificate.issuer}`,
    `${indent}serial   ${certificate.serial}`,
    `${indent}valid    ${certificate.not_before.slice(0, 10)} to ${dateWithDays(certificate.not_after, view)}`,
    `${indent}sha256   ${certificate.sha256}`,
  ];
}

function profileLines(profile: InspectedProfile, view: View): readonly string[] {
  const devices = profile.provisions_all_devices ? "all" : String(profile.device_count);
  const signature = { valid: view.paint("green", "valid"), invalid: view.paint("red", "invalid: changed after it was signed"), unsigned: view.paint("red", "none") };
  return [
    `  name       ${profile.name}`,
    `  uuid       ${profile.uuid}`,
    `  type       ${profile.profile_type} for ${profile.platforms.join(", ")}`,
    `  bundle ID  ${profile.bundle_id}`,
    `  team       ${profile.team_id}`,
    `  devices    ${devices}`,
    `  valid      ${profile.created.slice(0, 10)} to ${dateWithDays(profile.expires, view)}`,
    `  signature  ${signature[profile.signature]}`,
    ...profile.certificate_sha256.map((digest) => `  certificate sha256 ${digest}`),
    ...Object.entries(profile.entitlements).map(([name, value]) => `  entitlement ${name} = ${JSON.stringify(value)}`),
  ];
}

function dateWithDays(iso: string, { paint, now }: View): string {
  const days = Math.floor((Date.parse(iso) - now.getTime()) / 86_400_000);
  const text = days < 0 ? paint("red", `expired ${-days} days ago`) : paint(days <= 30 ? "yellow" : "green", `${days} days left`);
  return `${iso.slice(0, 10)} (${text})`;
}
