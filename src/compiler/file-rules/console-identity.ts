import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isOfFamily } from "../../plan/certificate-family.ts";
import { certificateKinds } from "../certificate-kinds.ts";
import type { AppleTarget, AutomaticAppleTarget, ManualAppleTarget } from "../target.ts";
import { targetNamed, type FileRule, type FileRuleContext } from "./file-rule.ts";

/**
 * The policy console signs with the identity whose name begins with `signing_cert_id`, and with the profile that it is given: one of the
 * profile's certificates has that name, or what the console signs does not install.
 */
export const consoleIdentity: FileRule = (context) =>
  context.spec.targets.flatMap((target) => {
    if (target.platform !== "ios" || target.policyConsole?.signing === "skip_codesign") return [];
    const identity = target.policyConsole?.signingCertId;
    if (identity === undefined) return [];
    return target.method === "manual"
      ? checkProfiles(context, target, identity)
      : checkCertificate(context, target, identity);
  });

function checkProfiles(context: FileRuleContext, target: ManualAppleTarget, identity: string): readonly Diagnostic[] {
  const files = target.profiles.flatMap((path) => context.facts.profiles.get(path) ?? []);
  const names = files.flatMap(({ profile }) => profile.certificates.flatMap(({ commonName }) => commonName ?? []));
  if (files.length === 0 || files.length < target.profiles.length || names.some((name) => name.startsWith(identity)))
    return [];
  const notes = names.map((name) => `the profiles hold ${name}`);
  return [mismatch(context, target, { identity, names, notes })];
}

/** What is known before the profile is made: the certificate in it is the one of a file, or one that Apple names by its type. */
function checkCertificate(
  context: FileRuleContext,
  target: AutomaticAppleTarget,
  identity: string,
): readonly Diagnostic[] {
  // Those of the team may have any name.
  if (target.certificates !== "own") return [];
  if (target.certificate !== undefined) {
    const name = context.facts.identities.get(target.certificate)?.certificate.commonName ?? undefined;
    if (name === undefined || name.startsWith(identity)) return [];
    const notes = [`the profile holds the certificate of \`${target.certificate}\`, ${name}`];
    return [mismatch(context, target, { identity, names: [name], notes })];
  }
  const { certificateType } = target;
  if (certificateType === null) return [];
  const names = namesOf((type) => type === certificateType);
  if (names.some((name) => fitsBefore(identity, name))) return [];
  const notes = [
    `Apple names certificates of the type ${certificateType} ${names.map((n) => `\`${n}: …\``).join(" or ")}`,
  ];
  const found = mismatch(context, target, { identity, names: names.slice(0, 1), notes });
  // An older certificate of the family, whose key the store holds, is used until it is renewed.
  const isOlder = namesOf((type) => isOfFamily(type, certificateType)).some((name) => fitsBefore(identity, name));
  return [isOlder ? { ...found, severity: "warning" } : found];
}

function namesOf(isWanted: (type: string) => boolean): readonly string[] {
  return certificateKinds.flatMap(({ type, systems, names }) =>
    type !== null && systems.includes("ios") && isWanted(type) ? names : [],
  );
}

/** Whether a name that Apple will give, of which only what comes before the colon is known, can begin with the identity. */
function fitsBefore(identity: string, name: string): boolean {
  return `${name}: `.startsWith(identity) || identity.startsWith(`${name}: `);
}

function mismatch(
  { compilation }: FileRuleContext,
  target: AppleTarget,
  {
    identity,
    names,
    notes,
  }: { readonly identity: string; readonly names: readonly string[]; readonly notes: readonly string[] },
): Diagnostic {
  const path = [
    ...(targetNamed(compilation, target.name)?.pathOf("policy_console") ?? ["targets", target.name]),
    "signing_cert_id",
  ];
  const range = compilation.document.rangeOf(path, "value");
  // What comes before the colon is the kind of certificate, which stays when it is renewed.
  const kinds = [...new Set(names.map((name) => name.split(":")[0] ?? name))];
  const isOwn = compilation.document.definitionOf(path, "value") === undefined;
  const fixes = kinds.slice(0, isOwn && kinds.length === 1 ? 1 : 0).map((kind) => ({
    title: `write \`${kind}\``,
    applicability: "maybe-incorrect" as const,
    edits: [{ range, newText: JSON.stringify(kind) }],
  }));
  return createDiagnostic(
    "rule/console-identity",
    { identity, target: target.id },
    { range, address: `targets.${target.id}`, notes: notes.map((message) => ({ message })), fixes },
  );
}
