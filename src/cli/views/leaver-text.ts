import { printable, type Paint } from "../../diagnostics/render-text.ts";
import type { KeepReason, Rotation, RotationAction } from "../../providers/file-store/rotation.ts";
import type { Leaver } from "../../providers/file-store/store-maintenance.ts";
import { factsText } from "./facts-text.ts";
import { plural } from "./plural.ts";

const advice: Readonly<Record<RotationAction, (rotation: Rotation) => string>> = {
  revoke_certificate: ({ facts }) =>
    facts["source"] === "file"
      ? "revoke it (developer.apple.com, Certificates), and put a new one in the place of the file that the signing file names"
      : "revoke it (developer.apple.com, Certificates); the next apply makes a new one, and the profiles with it",
  replace_key: () =>
    "it has no certificate yet: let the interrupted apply finish, then revoke the certificate that it makes",
  replace_keystore: () =>
    "change its passwords; if Google Play signs the app, have the upload key reset (Play Console, App signing); a key that signs the app itself can only be rotated (APK Signature Scheme v3)",
  replace: () => "replace it",
};

const kept: Readonly<Record<KeepReason, (count: number) => string>> = {
  no_secret: (count) => `${plural(count, "provisioning profile")} (no secret is in one)`,
  expired: (count) => plural(count, "expired certificate"),
  certificate_listed: (count) => `${plural(count, "private key")} (part of a certificate that is named here itself)`,
};

/** What somebody who left could read, and what to rotate because of it. Ends with a line end. */
export function leaverText({ name, exposure, rotation }: Leaver, paint: Paint): string {
  const who = printable(name);
  if (exposure.objects.length === 0) return `${who} could read nothing: there was nothing in the store.\n`;
  const width = Math.max(...exposure.objects.map((o) => o.address.length));
  const read = exposure.objects.map((o) => {
    const facts = [factsText(o.facts), ...(o.held ? [] : ["retired"])].filter((text) => text !== "").join(", ");
    return `  ${printable(o.address.padEnd(width))}  ${paint("dim", printable(facts))}`.trimEnd();
  });
  const incomplete = exposure.isComplete
    ? []
    : ["  The log of the store is missing or damaged: there may have been more."];
  return `${[paint("bold", `${who} could read until now:`), ...read, ...incomplete, "", ...rotationLines(who, rotation, paint)].join("\n")}\n`;
}

function rotationLines(who: string, { rotate, keep }: Leaver["rotation"], paint: Paint): readonly string[] {
  const items = rotate.flatMap((rotation) => [
    `${paint("yellow", "  !")} ${printable(titleOf(rotation))}`,
    `      ${advice[rotation.action](rotation)}`,
  ]);
  const head = rotate.length === 0 ? "Nothing has to be rotated." : `Rotate, because ${who} may have kept a copy:`;
  const revokes = rotate.some(({ action }) => action === "revoke_certificate");
  const consequence = revokes
    ? [
        "  Revoking leaves apps on the App Store alone. Ad hoc, enterprise and Developer ID builds that are already out may stop working.",
      ]
    : [];
  const counts = new Map<KeepReason, number>();
  for (const { reason } of keep) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const unchanged = [...counts].map(([reason, count]) => kept[reason](count));
  return [
    paint("bold", head),
    ...items,
    ...consequence,
    ...(unchanged.length === 0 ? [] : [`No need to rotate: ${unchanged.join(", ")}.`]),
    `What is not in the store is not in this list: API keys, and passwords of CI and consoles, that ${who} knew.`,
  ];
}

function titleOf({ action, address, facts, held }: Rotation): string {
  const what = {
    revoke_certificate: "certificate",
    replace_keystore: "keystore",
    replace_key: "key",
    replace: "object",
  };
  const team = facts["team_id"];
  const details = [
    factsText(facts),
    ...(typeof team === "string" ? [`team ${team}`] : []),
    ...(held ? [] : ["retired from the store, but valid"]),
  ].filter((text) => text !== "");
  return `${what[action]} ${details.join(", ")}${details.length > 0 ? " " : ""}(${address})`;
}
