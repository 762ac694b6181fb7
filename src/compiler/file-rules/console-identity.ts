import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManualAppleTarget } from "../target.ts";
import { targetNamed, type FileRule, type FileRuleContext } from "./file-rule.ts";

/**
 * The policy console signs with the identity whose name begins with `signing_cert_id`, and with the profile that it is given: one of the
 * profile's certificates has that name, or what the console signs does not install.
 */
export const consoleIdentity: FileRule = (context) =>
  context.spec.targets.flatMap((target) =>
    target.platform === "ios" && target.method === "manual" ? checkTarget(context, target) : [],
  );

function checkTarget({ compilation, facts }: FileRuleContext, target: ManualAppleTarget): readonly Diagnostic[] {
  const use = target.policyConsole;
  const identity = use?.signingCertId;
  if (identity === undefined || use?.signing === "skip_codesign") return [];
  const files = target.profiles.flatMap((path) => facts.profiles.get(path) ?? []);
  const names = files.flatMap(({ profile }) => profile.certificates.flatMap(({ commonName }) => commonName ?? []));
  if (files.length === 0 || files.length < target.profiles.length || names.some((name) => name.startsWith(identity)))
    return [];
  const merged = targetNamed(compilation, target.name);
  const path = [...(merged?.pathOf("policy_console") ?? ["targets", target.name]), "signing_cert_id"];
  const range = compilation.document.rangeOf(path, "value");
  // What comes before the colon is the kind of certificate, which stays when it is renewed.
  const kinds = [...new Set(names.map((name) => name.split(":")[0] ?? name))];
  const isOwn = compilation.document.definitionOf(path, "value") === undefined;
  const fixes = kinds.slice(0, isOwn && kinds.length === 1 ? 1 : 0).map((kind) => ({
    title: `write \`${kind}\``,
    applicability: "maybe-incorrect" as const,
    edits: [{ range, newText: JSON.stringify(kind) }],
  }));
  const notes = names.map((name) => ({ message: `the profiles hold ${name}` }));
  const details = { range, address: `targets.${target.id}`, notes, fixes };
  return [createDiagnostic("rule/console-identity", { identity, target: target.id }, details)];
}
