import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import {
  certificateKindOf,
  certificateUses,
  kindsFor,
  systemOf,
  type CertificateKind,
  type CertificateUse,
} from "../certificate-kinds.ts";
import type { IdentityFile } from "../file-facts.ts";
import { once } from "../rules/rule.ts";
import type { AppleTarget } from "../target.ts";
import { certificatesOf, type FileRule, type NamedCertificate } from "./file-rule.ts";

/** The certificates of files are made for what they are used for. One that Apple's tables do not know is not judged. */
export const certificateKind: FileRule = (context) =>
  once(
    context.spec.targets.flatMap((target) =>
      target.platform === "android"
        ? []
        : certificatesOf(context, target).flatMap((certificate) => check(target, certificate)),
    ),
  );

/** The kind of a file's certificate where it is made for something else than the target takes it for; `undefined` where it fits. */
export function unfitKind(
  { platform, profileType }: AppleTarget,
  role: NamedCertificate["role"],
  identity: IdentityFile,
): { readonly kind: CertificateKind; readonly use: CertificateUse } | undefined {
  const kind = certificateKindOf(identity);
  const use = certificateUses[profileType][role];
  // In-house apps for the Mac are signed with what Apple gives to each of those teams by hand.
  if (kind === undefined || use === undefined || (platform === "macos" && profileType === "enterprise"))
    return undefined;
  return kindsFor(use, platform).includes(kind) ? undefined : { kind, use };
}

function check(target: AppleTarget, { role, name, identity, range }: NamedCertificate): readonly Diagnostic[] {
  const unfit = unfitKind(target, role, identity);
  if (!unfit) return [];
  const { kind, use } = unfit;
  const { commonName, subject } = identity.certificate;
  const [found, expected] =
    kind.use === use
      ? [`${uses[use]} ${apps[kind.systems[0] ?? "ios"]}`, `${uses[use]} ${apps[systemOf(target.platform)]}`]
      : [uses[kind.use], uses[use]];
  const names = kindsFor(use, target.platform).flatMap((fitting) => fitting.names.slice(0, 1));
  return [
    createDiagnostic(
      "rule/certificate-kind",
      { key: name, found, profile_type: target.profileType, expected },
      {
        range,
        address: `targets.${target.id}`,
        notes: [{ message: `\`${identity.path}\` holds ${commonName ?? subject}` }],
        help: `name a certificate of the kind ${names.map((n) => `\`${n}\``).join(" or ")}`,
      },
    ),
  ];
}

const uses: Readonly<Record<CertificateUse, string>> = {
  development: "development",
  distribution: "distribution",
  developer_id: "apps outside of the App Store (Developer ID)",
  installer: "packages for the Mac App Store",
  developer_id_installer: "packages outside of the App Store (Developer ID)",
};

const apps = { ios: "of iOS apps", macos: "of Mac apps" } as const;
