import { printable, type Paint } from "../../diagnostics/render-text.ts";
import type { InspectedCertificate, InspectedEntry, InspectedProfile, Inspection } from "../../formats/inspect.ts";
import { daysText } from "./days-text.ts";

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

/** How an inspection is shown: dates are counted from `now`. */
export interface InspectionView {
  readonly paint: Paint;
  readonly now: Date;
}

/** What a signing file holds, for people: names, dates with days left, fingerprints to compare. */
export function inspectionText(file: string, inspection: Inspection, view: InspectionView): string {
  const { entries, certificates, profile } = inspection;
  const blocks = [
    ...(profile ? [table(profileRows(profile, view)), ...entitlementBlock(profile)] : []),
    ...entries.map((entry) => entryLines(entry, view)),
    ...certificates.map((c) => {
      const lines = table(certificateRows(c, view));
      return inspection.kind === "certificate" ? lines : ["certificate", ...indented(lines)];
    }),
  ];
  const head = `${view.paint("bold", printable(file))}: ${kinds[inspection.kind]}`;
  const [first = [], ...rest] = blocks.map(indented);
  return `${[head, ...first, ...rest.flatMap((lines) => ["", ...lines])].join("\n")}\n`;
}

function entryLines(entry: InspectedEntry, view: InspectionView): readonly string[] {
  const key = entry.key ? ` (${entry.key.algorithm.toUpperCase()} ${entry.key.bits})` : "";
  const name = entry.alias === null ? "" : ` ${view.paint("bold", printable(entry.alias))}`;
  const [own, ...issuers] = entry.certificates;
  return [
    `${entry.type.replaceAll("_", " ")}${name}${key}`,
    ...(own ? indented(table(certificateRows(own, view))) : []),
    ...issuers.flatMap((issuer) => ["issued by", ...indented(table(certificateRows(issuer, view)))]),
  ];
}

/** The value is printable, and may be painted. */
type Row = readonly [name: string, value: string];

function certificateRows(certificate: InspectedCertificate, view: InspectionView): readonly Row[] {
  return [
    ["subject", printable(certificate.subject)],
    ["issuer", printable(certificate.issuer)],
    ["serial", printable(certificate.serial)],
    ["valid", `${certificate.not_before.slice(0, 10)} to ${dateWithDays(certificate.not_after, view)}`],
    ["sha256", printable(certificate.sha256)],
  ];
}

function profileRows(profile: InspectedProfile, view: InspectionView): readonly Row[] {
  const devices = profile.provisions_all_devices
    ? "all"
    : profile.device_count === 0
      ? "none"
      : String(profile.device_count);
  return [
    ["name", printable(profile.name)],
    ["uuid", printable(profile.uuid)],
    ["type", printable(`${profile.profile_type} for ${profile.platforms.join(", ")}`)],
    ["bundle ID", printable(profile.bundle_id)],
    ["team", printable(profile.team_id)],
    ["devices", devices],
    ["valid", `${profile.created.slice(0, 10)} to ${dateWithDays(profile.expires, view)}`],
    ["signature", signatureText(profile.signature, view.paint)],
  ];
}

function signatureText(signature: InspectedProfile["signature"], paint: Paint): string {
  if (signature === "valid") return paint("green", "valid");
  return paint("red", signature === "unsigned" ? "none" : "invalid: changed after it was signed");
}

function entitlementBlock(profile: InspectedProfile): readonly (readonly string[])[] {
  const rows = Object.entries(profile.entitlements).map(
    ([name, value]) => [name, printable(JSON.stringify(value))] as const,
  );
  return rows.length === 0 ? [] : [["entitlements", ...indented(table(rows))]];
}

function table(rows: readonly Row[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${printable(name).padEnd(width)}  ${value}`);
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function dateWithDays(iso: string, { paint, now }: InspectionView): string {
  const days = Math.floor((Date.parse(iso) - now.getTime()) / 86_400_000);
  const text = days > 0 ? `${daysText(days)} left` : daysText(days);
  return `${iso.slice(0, 10)} (${paint(days < 0 ? "red" : days <= 30 ? "yellow" : "green", text)})`;
}
