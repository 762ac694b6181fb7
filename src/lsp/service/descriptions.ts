import type { KeyEntry, Target } from "../../compiler/target.ts";
import type { IdentityFile, KeystoreFile, ProfileFile } from "../../compiler/file-facts.ts";
import type { CertificateFacts } from "../../formats/certificate.ts";
import type { ManagedEntitlement } from "../../plan/assigned-entitlements.ts";
import type { Surroundings } from "./surroundings.ts";
import { daysUntil } from "./time-text.ts";

/** A key of the spec, in one line of Markdown. Says where its secrets are, never what they are. */
export function describeKey(key: KeyEntry): string {
  switch (key.type) {
    case "app_store_connect": {
      const team = key.teamId === undefined ? "" : `, team \`${key.teamId}\``;
      const program = key.program === "enterprise" ? " of the Enterprise Program" : "";
      return `App Store Connect key \`${key.keyId}\`${program}${team}`;
    }
    case "certificate":
      return `Signing certificate in \`${key.file}\``;
    case "keystore":
      return `Android keystore \`${key.file}\``;
    case "policy_console":
      return `Policy console at ${key.url}`;
  }
}

/** What is known of a key's file, as lines of Markdown; none when it was not opened. */
export function describeKeyFile(key: KeyEntry, { files, now, world }: Surroundings): readonly string[] {
  const identity = files?.facts.identities.get(key.name);
  if (identity) return describeIdentity(identity, now);
  const keystore = files?.facts.keystores.get(key.name);
  if (keystore) return describeKeystore(keystore, now);
  const aliases = key.type === "keystore" ? world?.keystores[key.name]?.aliases : undefined;
  return aliases ? [`Aliases that the last plan saw: ${aliases.map((alias) => `\`${alias}\``).join(", ")}`] : [];
}

/** What a profile says, as lines of Markdown. */
export function describeProfile({ profile }: ProfileFile, now: Date): readonly string[] {
  const devices = profile.provisionsAllDevices
    ? "every device"
    : profile.deviceUdids.length === 0
      ? "no device list"
      : `${profile.deviceUdids.length} device${profile.deviceUdids.length === 1 ? "" : "s"}`;
  const certificates = profile.certificates.map((c) => c.commonName ?? c.subject).join(", ");
  return [
    `**${plain(profile.name)}** (\`${profile.profileType}\`, ${profile.platforms.join(", ")})`,
    `- bundle ID \`${profile.bundleId}\`, team \`${profile.teamId}\``,
    `- expires ${dateText(profile.expires, now)}`,
    `- ${devices}; signed by ${plain(certificates)}`,
  ];
}

/** A managed capability, as Markdown: who grants it, where it is asked for, and how Signwright sees that it is there. */
export function describeManaged({ entitlement, what, request }: ManagedEntitlement): string {
  return `**${what}** is a managed capability: [Apple grants it on request](${request}), and then it is enabled by hand for the bundle ID. The plan has a step for that until profiles hold \`${entitlement}\`.`;
}

/** What a target is, in one line of Markdown. */
export function describeTarget(target: Target): string {
  if (target.platform === "android")
    return `**${target.id}**: Android app \`${target.packageName}\`, ${target.method} signing`;
  return `**${target.id}**: \`${target.profileType}\` of \`${target.bundleId}\` on ${target.platform}, ${target.method} signing`;
}

function describeIdentity({ certificate }: IdentityFile, now: Date): readonly string[] {
  return [certificateLine(certificate, now)];
}

function describeKeystore({ entries }: KeystoreFile, now: Date): readonly string[] {
  return entries.map(({ alias, isPrivateKey, certificate }) => {
    const what = isPrivateKey ? "key" : "certificate";
    return certificate ? `- ${what} \`${alias}\`: ${certificateLine(certificate, now)}` : `- ${what} \`${alias}\``;
  });
}

function certificateLine(certificate: Omit<CertificateFacts, "der">, now: Date): string {
  return `${plain(certificate.commonName ?? certificate.subject)}, expires ${dateText(certificate.notAfter, now)}`;
}

/** A date with what it means today: `2026-11-03 (in 42 days)`. */
function dateText(date: string, now: Date): string {
  return `${date.slice(0, 10)} (${daysUntil(date, now)})`;
}

/** Text from a file, which must not become Markdown of ours. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~]/g, "\\$&").replace(/\s+/g, " ");
}
