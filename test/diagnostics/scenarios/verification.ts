import { createDiagnostic, type Diagnostic, type DiagnosticCode } from "../../../src/diagnostics/diagnostic.ts";
import type { Compilation } from "../../../src/compiler/compilation.ts";
import { answerFor, targetsSigning } from "../../../src/compiler/why.ts";
import type { CachedTeam } from "../../../src/plan/world-cache.ts";
import { specOf, type Scenario } from "./scenario.ts";

/** A diagnostic about what the store holds or what was built, with values as they occur. */
function told(diagnostic: Diagnostic): Scenario {
  return { tell: () => diagnostic };
}

/** Why the page's target cannot be installed on a device that its profile does not list. */
function whyNot(compilation: Compilation): Diagnostic {
  const spec = specOf(compilation);
  const [target] = targetsSigning("com.acme.shop", spec, "any");
  const udid = "00008120-001A2B3C4D5E601E";
  const device = { name: "Ana iPhone", udid, platform: "IOS", device_class: "IPHONE", status: "ENABLED" };
  const expires = "2027-06-01T00:00:00Z";
  const team: CachedTeam = {
    read_at: "2026-06-01T00:00:00Z",
    bundle_ids: [],
    devices: [device],
    certificates: [
      { certificate_type: "DISTRIBUTION", display_name: "Acme", serial_number: "1f", expires, ours: true },
    ],
    profiles: [
      {
        name: "Signwright com.acme.shop ios_app_adhoc 4f1c2a9b",
        uuid: "P1",
        profile_type: "IOS_APP_ADHOC",
        state: "ACTIVE",
        expires,
        bundle_id: "com.acme.shop",
        certificates: ["1f"],
        ours: true,
        device_list: 0,
      },
    ],
    device_lists: [["00008110-001A2B3C4D5E601E"]],
  };
  const facts = { identities: new Map(), keystores: new Map(), profiles: new Map(), deviceLists: new Map() };
  const question = { bundleId: "com.acme.shop", device: udid };
  const now = new Date(team.read_at);
  const input = { question, compilation, spec, facts, findings: [], teams: { acme: team }, stored: [], now };
  const [first] = target ? answerFor(input, target).obstacles : [];
  if (!first) throw new Error("the page's target can be installed");
  return first.diagnostic;
}

/** Codes of `signwright verify` and `signwright why`. */
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
  "why/cannot-install": { tell: whyNot },
} satisfies Partial<Record<DiagnosticCode, Scenario>>;
