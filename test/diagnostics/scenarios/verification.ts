import { createDiagnostic, type Diagnostic, type DiagnosticCode } from "../../../src/diagnostics/diagnostic.ts";
import type { Scenario } from "./scenario.ts";

/** A diagnostic about what the store holds or what was built, with values as they occur. */
function told(diagnostic: Diagnostic): Scenario {
  return { tell: () => diagnostic };
}

/** Codes of `signwright verify`. */
export const verification = {
  "verify/nothing-held": told(
    createDiagnostic("verify/nothing-held", { what: "the certificate with its private key", target: "shop" }),
  ),
  "verify/key-not-of-certificate": told(
    createDiagnostic("verify/key-not-of-certificate", { what: "the identity `acme-distribution`" }),
  ),
  "verify/signer-not-apple": told(
    createDiagnostic("verify/signer-not-apple", {
      profile: "com.acme.shop ios_app_store 1f9a7c42",
      reason: "its signer does not lead to an Apple root certificate",
    }),
  ),
  "verify/entitlement-not-in-profile": told(
    createDiagnostic("verify/entitlement-not-in-profile", {
      profile: "com.acme.shop ios_app_store 1f9a7c42",
      entitlement: "aps-environment",
      reason: "it is not in the profile",
    }),
  ),
  "verify/entitlement-not-checked": told(
    createDiagnostic("verify/entitlement-not-checked", {
      entitlement: "com.apple.security.application-groups",
      variable: "$(APP_GROUP)",
    }),
  ),
  "verify/device-not-in-profile": told(
    createDiagnostic("verify/device-not-in-profile", {
      device: "QA iPhone",
      udid: "00008110-001A2B3C4D5E601E",
      profile: "com.acme.shop ios_app_adhoc 4be01d77",
    }),
  ),
  "verify/keystore-not-usable": told(
    createDiagnostic("verify/keystore-not-usable", {
      alias: "upload",
      target: "shop-android",
      reason: "the password does not open it",
    }),
  ),
  "verify/no-target": told(createDiagnostic("verify/no-target", { bundle_id: "com.acme.shopping" })),
  "verify/other-bundle-id": told(
    createDiagnostic("verify/other-bundle-id", {
      found: "com.acme.shopping",
      target: "shop",
      expected: "com.acme.shop",
    }),
  ),
  "verify/not-signed": told(
    createDiagnostic("verify/not-signed", {
      what: "`Shop.app`",
      reason: "nobody signed the code: its signature is ad hoc",
    }),
  ),
  "verify/signature-invalid": told(
    createDiagnostic("verify/signature-invalid", {
      what: "`Shop.app`",
      reason: "page 3 of the code is not as it was signed",
    }),
  ),
  "verify/content-changed": told(
    createDiagnostic("verify/content-changed", { what: "`Shop.app`", reason: "Assets/prices.json was changed" }),
  ),
  "verify/other-certificate": told(
    createDiagnostic("verify/other-certificate", {
      what: "`Shop.app`",
      found: "`Apple Development: Ana Novak` (serial 1f96ab04c8d2e7)",
      target: "shop",
      expected: "`Apple Distribution: Acme Inc (ABCDE12345)` (serial 5d0c1f3a9b7e42)",
    }),
  ),
  "verify/profile-missing": told(createDiagnostic("verify/profile-missing", { what: "`Shop.app`" })),
  "verify/other-profile": told(
    createDiagnostic("verify/other-profile", {
      what: "`Shop.app`",
      difference: "its type is `ad_hoc`, not `app_store`",
    }),
  ),
  "verify/other-platform": told(
    createDiagnostic("verify/other-platform", {
      what: "`Shop.app`",
      found: "ios-simulator",
      target: "shop",
      expected: "ios",
    }),
  ),
  "verify/not-checked": told(
    createDiagnostic("verify/not-checked", {
      what: "the app inside `Desk.pkg`",
      reason: "a package's payload is not opened; verify the .app before it is packed",
    }),
  ),
} satisfies Partial<Record<DiagnosticCode, Scenario>>;
