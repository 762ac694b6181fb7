import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { Artefact } from "../../formats/artefact/artefact.ts";
import { covers } from "../file-rules/profile-matches-target.ts";
import type { Target } from "../target.ts";
import type { ArtefactVerification } from "./artefact-verification.ts";
import { found, passed, type Check, type Verdict } from "./check.ts";
import { verifyApk, verifyAppBundle } from "./verify-android-build.ts";
import { expiredSignerChecks, type SignedPart } from "./signing-certificate-check.ts";
import { verifyApp } from "./verify-app.ts";
import { verifyPackage } from "./verify-package.ts";

/** Whether an artefact is signed, whole, and signed as a target asks for. Pure: the artefact and the store were read before. */
export function verifyArtefact(verification: ArtefactVerification): Verdict {
  const { artefact, target } = verification;
  const checks = (() => {
    switch (artefact.kind) {
      case "ipa":
      case "app":
        return [identityCheck(verification), ...verifyApp(verification, artefact)];
      case "pkg":
        return verifyPackage(verification, artefact);
      case "apk":
        return [identityCheck(verification), ...verifyApk(verification, artefact)];
      case "aab":
        return [identityCheck(verification), ...verifyAppBundle(verification, artefact)];
    }
  })();
  return { target: target.id, checks: [...checks, ...expiredSignerChecks(verification, signedParts(verification))] };
}

/** Everything in an artefact that somebody signed, and with which certificate. */
function signedParts({ artefact, shown }: ArtefactVerification): readonly SignedPart[] {
  const whole = (certificate: SignedPart["certificate"]): SignedPart => ({ subject: shown, certificate });
  switch (artefact.kind) {
    case "ipa":
    case "app":
      return artefact.code.flatMap(({ path, signatures }) =>
        signatures.map(({ certificate }) => ({ subject: path, certificate })),
      );
    case "pkg":
      return [whole(artefact.certificate)];
    case "apk":
      return [...artefact.signers, ...artefact.jar.signers].map(({ certificate }) => whole(certificate));
    case "aab":
      return artefact.jar.signers.map(({ certificate }) => whole(certificate));
  }
}

function identityCheck({ artefact, target, shown, details }: ArtefactVerification): Check {
  const expected = target.platform === "android" ? target.packageName : target.bundleId;
  const [id = ""] = identifiersOf(artefact);
  if (covers(expected, id)) return passed("bundle_id", shown, `\`${id}\``);
  return found(
    "bundle_id",
    shown,
    createDiagnostic("verify/other-bundle-id", { found: id, expected, target: target.id }, details),
  );
}

/** The IDs that tell which app an artefact is. */
export function identifiersOf(artefact: Artefact): readonly string[] {
  switch (artefact.kind) {
    case "ipa":
    case "app":
      return [artefact.bundleId];
    case "pkg":
      return artefact.bundleIds;
    case "apk":
    case "aab":
      return [artefact.packageName];
  }
}

/** The targets that could have made an artefact, by platform and bundle ID or package name. */
export function targetsOf(artefact: Artefact, targets: readonly Target[]): readonly Target[] {
  const ids = identifiersOf(artefact);
  const isAndroid = artefact.kind === "apk" || artefact.kind === "aab";
  return targets.filter((target) => {
    if (target.platform === "android") return isAndroid && ids.includes(target.packageName);
    if (isAndroid || (artefact.kind === "pkg" && target.platform !== "macos")) return false;
    return ids.some((id) => covers(target.bundleId, id));
  });
}
