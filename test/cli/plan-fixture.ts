import { changeOf } from "../../src/compiler/planning/planning.ts";
import { noRequests, type Change, type ChangeOf, type Plan } from "../../src/plan/plan.ts";

/** A plan of these changes, made at a fixed time. */
export function planOf(changes: readonly Change[], more: Partial<Plan> = {}): Plan {
  return {
    format_version: "1.2",
    timestamp: "2026-03-01T12:00:00Z",
    spec_sha256: "a".repeat(64),
    spec_path: "signing.yaml",
    files: {},
    targeted: [],
    requests: noRequests,
    changes,
    drift: [],
    fingerprints: {},
    budgets: [],
    blast_radius: [],
    expiries: [],
    kept: [],
    applyable: changes.some((c) => c.action !== "manual"),
    complete: true,
    errored: false,
    ...more,
  };
}

/** A profile that gets a device more: the create that replaces, and the delete of the old one. */
export function replacedProfile(name = "com.acme.shop"): readonly [ChangeOf<"profile">, ChangeOf<"profile">] {
  const address = `acme/profile/${name}:ios_app_adhoc` as const;
  const before = {
    profile_type: "IOS_APP_ADHOC" as const,
    bundle_id: name,
    name: `Signwright ${name} ios_app_adhoc 0f16a468`,
    exact_name: true,
    certificates: ["serial:64fd"],
    devices: ["00008103-000C59E81E89001E", "00008120-001A2B3C4D5E601E"],
    replaces: null,
  };
  const create = changeOf({
    address,
    type: "profile",
    action: "create",
    action_reason: "replace_because_devices",
    reason: "the profile lacks 1 of the devices",
    before,
    after: {
      ...before,
      name: `Signwright ${name} ios_app_adhoc`,
      exact_name: false,
      devices: [...before.devices, "00008140-001A2B3C4D5E601E"],
      replaces: "389b1451-fefa-4264-b117-cd5277662486",
    },
    replaces_older: true,
    targets: ["shop-adhoc"],
  });
  const remove = changeOf({
    address,
    type: "profile",
    action: "delete",
    action_reason: "delete_because_replaced",
    reason: `the old profile "${before.name}", once the new one is stored`,
    before,
    deposed: "389b1451-fefa-4264-b117-cd5277662486",
    depends_on: [address],
    targets: ["shop-adhoc"],
  });
  return [create, remove];
}

/** A private key to be made. */
export const newKey = changeOf({
  address: "store/key/acme:distribution",
  type: "key",
  action: "create",
  action_reason: "missing",
  reason: "a private key for the certificate, kept in the store before Apple is asked",
  after: { algorithm: "rsa", bits: 2048, public_key_sha256: null },
  after_unknown: ["public_key_sha256"],
  targets: ["desk", "shop"],
});

/** A capability with a setting. */
export const newCapability = changeOf({
  address: "acme/capability/com.acme.shop:data_protection",
  type: "capability",
  action: "create",
  action_reason: "missing",
  reason: "com.acme.shop does not have it yet",
  after: {
    bundle_id: "com.acme.shop",
    capability_type: "DATA_PROTECTION",
    settings: [{ key: "DATA_PROTECTION_PERMISSION_LEVEL", options: ["COMPLETE_PROTECTION"] }],
  },
  targets: ["shop"],
});

/** A signing profile whose description differs. */
export const updatedSigningProfile = changeOf({
  address: "console/signing_profile/Android Signing",
  type: "signing_profile",
  action: "update",
  action_reason: "attributes_differ",
  reason: "description on the console differs",
  before: signingProfile("old"),
  after: signingProfile("new"),
  targets: ["shop-android"],
});

function signingProfile(description: string): NonNullable<Extract<Change, { type: "signing_profile" }>["after"]> {
  return {
    name: "Android Signing",
    description,
    platform: "android",
    keystore_alias: "upload",
    signing_cert_id: null,
    file: "store/keystore/upload",
    file_sha256: "b".repeat(64),
    certificate_sha256: null,
  };
}

/** A certificate that only the account holder can make. */
export const manualCertificate = changeOf({
  address: "acme/certificate/developer_id_application",
  type: "certificate",
  action: "manual",
  action_reason: "cannot_be_done_by_api",
  reason: "Apple lets only the Account Holder make it",
  after: {
    certificate_type: "DEVELOPER_ID_APPLICATION",
    key: "store/key/acme:developer_id_application",
    public_key_sha256: null,
    serial_number: null,
    expires: null,
  },
  after_unknown: ["public_key_sha256", "serial_number", "expires"],
  targets: ["desk:developer_id"],
  manual: { instructions: "create it in the developer portal", check: "the next plan finds it" },
});
