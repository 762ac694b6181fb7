import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { profileTypesIn, type MergedTarget } from "../merged-target.ts";
import { signingRow } from "../signing-matrix.ts";
import type { RuleContext } from "./rule.ts";

/** What a target says of an object that another target may write too. */
interface Claim {
  readonly target: MergedTarget;
  /** Names the object, for people and for comparison. */
  readonly object: string;
  /** All that decides the object's content, as text. */
  readonly content: string;
  readonly key: "devices" | "policy_console" | "keystore" | "profile_name" | "bundle_id";
}

/** Two targets that write one object with different content would fight over it in every apply: an error on both. */
export function conflictingTargets({ document, targets }: RuleContext): readonly Diagnostic[] {
  const claims = new Map<string, Claim[]>();
  for (const claim of targets.flatMap((t) => [...profileClaims(t), ...keystoreClaims(t), ...consoleClaims(t)])) {
    claims.set(claim.object, [...(claims.get(claim.object) ?? []), claim]);
  }
  return [...claims.values()].flatMap((group) => {
    const [first] = group;
    const second = group.find((c) => c.content !== first?.content);
    if (!first || !second) return [];
    const at = (claim: Claim, other: Claim): Diagnostic =>
      createDiagnostic(
        "rule/conflicting-targets",
        { first: first.target.name, second: second.target.name, object: first.object },
        {
          range: document.rangeOf(claim.target.pathOf(claim.key), claim.target.own(claim.key) ? "value" : "key"),
          address: `targets.${claim.target.name}`,
          notes: [{ message: `the other target is \`${other.target.name}\``, range: document.rangeOf(["targets", other.target.name], "key") }],
          help: "make them agree, or give each an object of its own",
        },
      );
    return [at(first, second), at(second, first)];
  });
}

function profileClaims(target: MergedTarget): readonly Claim[] {
  const { fields } = target;
  const { platform, bundle_id } = fields;
  if (platform === "android" || fields.method !== "automatic" || bundle_id === undefined) return [];
  return profileTypesIn(fields).flatMap((type): Claim[] => {
    const row = signingRow(platform, type);
    const apple = fields.catalyst === true ? row?.catalystProfileType : row?.appleProfileType;
    if (!row || !apple) return [];
    const content = JSON.stringify([
      row.devices === "required" ? (fields.devices ?? "all") : null,
      type === "development" ? (fields.certificates ?? "own") : null,
      fields.certificate ?? null,
      fields.profile_name ?? null,
    ]);
    const object = `the ${apple.toLowerCase()} profile of ${bundle_id}`;
    return [{ target, object: fields.key === undefined ? object : `${object} of key \`${fields.key}\``, content, key: "bundle_id" }];
  });
}

function keystoreClaims(target: MergedTarget): readonly Claim[] {
  const { keystore, keystore_alias, platform, method } = target.fields;
  if (platform !== "android" || method !== "manual" || keystore === undefined) return [];
  return [{ target, object: `the alias of keystore \`${keystore}\` in the store`, content: keystore_alias ?? "", key: "keystore" }];
}

function consoleClaims(target: MergedTarget): readonly Claim[] {
  const { fields } = target;
  const consoleUse = fields.policy_console;
  if (consoleUse?.profile === undefined) return [];
  const content = JSON.stringify([
    fields.platform,
    consoleUse.description ?? "",
    consoleUse.signing_cert_id ?? null,
    fields.platform === "android" ? [fields.keystore, fields.keystore_alias] : [fields.bundle_id, fields.profile_type, fields.profiles ?? null],
  ]);
  return [{ target, object: `the signing profile "${consoleUse.profile}" of \`${consoleUse.key}\``, content, key: "policy_console" }];
}
