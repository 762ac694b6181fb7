import { noRequests } from "../../../src/plan/plan.ts";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import type { Compilation } from "../../../src/compiler/compile.ts";
import { placeInSpec } from "../../../src/compiler/place-in-spec.ts";
import { planChanges } from "../../../src/compiler/planning/plan-changes.ts";
import { DiagnosableError } from "../../../src/diagnostics/diagnosable-error.ts";
import { createDiagnostic, type Diagnostic, type DiagnosticCode } from "../../../src/diagnostics/diagnostic.ts";
import type {
  AppStoreConnectObserved,
  Observed,
  ObservedSigningProfile,
  PolicyConsoleObserved,
} from "../../../src/plan/observed.ts";
import { appleErrorsOf } from "../../../src/providers/app-store-connect/apple-error.ts";
import { AppleRefusal } from "../../../src/providers/app-store-connect/apple-refusal.ts";
import { unanswered, unavailable, unexpectedAnswer } from "../../../src/providers/app-store-connect/exchange.ts";
import { explainHttpError } from "../../../src/host/http-errors.ts";
import { diagnoseUnauthorized } from "../../../src/providers/app-store-connect/unauthorized.ts";
import { decryptWith, encryptFor } from "../../../src/providers/file-store/age-encryption.ts";
import { newerFormat } from "../../../src/providers/file-store/manifest.ts";
import { requireRecipients } from "../../../src/providers/file-store/recipients.ts";
import { conditionsIgnored, s3Failure } from "../../../src/providers/file-store/s3-failure.ts";
import { corrupt, unreachable, writeFailed } from "../../../src/providers/file-store/store-failure.ts";
import { createConsoleFailures } from "../../../src/providers/policy-console/console-failures.ts";
import { HttpFailure } from "../../../src/providers/provider.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { specOf, thrownBy, type Scenario } from "./scenario.ts";

const today = new Date("2026-11-20T09:00:00Z");

const emptyTeam: AppStoreConnectObserved = {
  kind: "app_store_connect",
  bundle_ids: [],
  devices: [],
  certificates: [],
  profiles: [],
};
const emptyConsole: PolicyConsoleObserved = {
  kind: "policy_console",
  signing_profiles: [],
  apps: [],
  is_administrator: true,
};

/** Plans a page's file against a world. */
function planned(
  world: { readonly team?: Partial<AppStoreConnectObserved>; readonly console?: Partial<PolicyConsoleObserved> },
  records: Observed["store"]["records"] = [],
): Scenario {
  return {
    find: (compilation: Compilation): readonly Diagnostic[] => {
      const spec = specOf(compilation);
      const observed: Observed = {
        store: { kind: "store", head: 0, recipients: {}, objects: [heldKeystore], records },
        app_store_connect: { acme: { ...emptyTeam, ...world.team } },
        policy_console: { console: { ...emptyConsole, ...world.console } },
      };
      const facts = { identities: new Map(), keystores: new Map(), profiles: new Map(), deviceLists: new Map() };
      const { diagnostics } = planChanges({ spec, targets: spec.targets, facts, observed, now: today });
      return placeInSpec(diagnostics, compilation);
    },
  };
}

/** The keystore of the examples, as an earlier run put it into the store. */
const heldKeystore = {
  address: "store/keystore/upload",
  instance: "upload",
  created: "2026-01-01T00:00:00Z",
  facts: { sha256: "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef" },
} as const;

/** Three distribution certificates of colleagues, whose private keys the store does not hold. */
const takenSlots = ["1f96ab04", "3c11e7d2", "7a40b9f8"].map((serial, index) => ({
  id: `CERT${index}`,
  serial_number: serial,
  certificate_type: "DISTRIBUTION",
  display_name: ["Ana Novak", "CI of 2024", "Ben Okafor"][index] ?? "",
  expires: ["2027-02-11T08:00:00Z", "2026-12-30T08:00:00Z", "2027-09-02T08:00:00Z"][index] ?? "",
  certificate_sha256: null,
  public_key_sha256: null,
  team_id: "ABCDE12345",
}));

const registered = [
  {
    id: "DEV1",
    udid: "00008110-001A2B3C4D5E601E",
    name: "QA iPhone",
    platform: "IOS",
    device_class: "IPHONE",
    status: "ENABLED",
  },
  {
    id: "DEV2",
    udid: "00008103-000C59E81E89001E",
    name: "Old iPad",
    platform: "IOS",
    device_class: "IPAD",
    status: "DISABLED",
  },
];

const consoleProfile: ObservedSigningProfile = {
  profile_id: "3f0d8a52-1c7b-4be4-9d6e-2f1f6f1f7a10",
  name: "Android Signing",
  description: "",
  keystore_alias: "upload",
  signing_cert_id: null,
  data_stamp: "2026-06-19 15:21:01.0",
  data_id: "8a6c2f0e-55d1-4a0b-a7f5-b9d3c1e0f2a4",
  secret_matches: null,
};

/** Apple's refusal of a request, in the words in which it was seen. */
function refusal(
  status: number,
  error: Readonly<Record<string, unknown>>,
  what = 'the profile "com.acme.shop ios_app_store 1f9a7c42"',
): Scenario {
  return {
    tell: () => {
      const body = new TextEncoder().encode(
        JSON.stringify({ errors: [{ status: String(status), title: "", ...error }] }),
      );
      return new AppleRefusal(status, appleErrorsOf(body), { key: "acme", what }).diagnostic;
    },
  };
}

/** A diagnostic that takes a server or a moment of its own, with values as they occur. */
function told(diagnostic: Diagnostic): Scenario {
  return { tell: () => diagnostic };
}

/** The diagnostic of a failure that its own function makes. */
function failed(error: DiagnosableError): Scenario {
  return told(error.diagnostic);
}

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
const console = createConsoleFailures("console", new Set());

/** Opens a store of the recipients of a page's file, made for other ones. */
function recipientsOf(held: Readonly<Record<string, string>> | undefined): Scenario {
  return {
    find: (compilation) => thrownBy(() => requireRecipients(specOf(compilation).store.recipients, [], held)),
  };
}

const profileAddress = "acme/profile/com.acme.shop:ios_app_store" as const;

/** Codes of App Store Connect. */
export const appStoreConnect = {
  "app-store-connect/unauthorized": {
    tell: () =>
      diagnoseUnauthorized(
        { name: "acme", keyId: "57246542-96fe-1a63-e053-0824d011072a", issuerId: "2X9R4HXF34" },
        {
          status: 401,
          headers: { date: today.toUTCString() },
          setCookies: [],
          body: new TextEncoder().encode(
            '{"errors":[{"status":"401","code":"NOT_AUTHORIZED","title":"Authentication credentials are missing or invalid."}]}',
          ),
        },
        today,
      ),
  },
  "app-store-connect/forbidden": refusal(403, {
    code: "FORBIDDEN_ERROR",
    detail: "The API key in use does not allow this request",
  }),
  "app-store-connect/agreement-missing": refusal(403, {
    code: "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
    detail: "This request requires an in-effect agreement that has not been signed or has expired.",
    links: { see: "/agreements" },
  }),
  "app-store-connect/quota-reached": planned({ team: { certificates: takenSlots } }),
  "app-store-connect/conflict": refusal(409, {
    code: "ENTITY_ERROR",
    detail: "You are not allowed to create 'iOS' profile with App ID '7Q2W8X1Y3Z'.",
  }),
  "app-store-connect/not-found": refusal(
    404,
    { code: "NOT_FOUND", detail: "There is no resource of type 'bundleIds' with id '7Q2W8X1Y3Z'" },
    "the bundle ID com.acme.shop",
  ),
  "app-store-connect/quota-uncertain": planned({ team: { devices: registered.slice(0, 1) } }),
  "app-store-connect/few-requests-left": planned({ team: { rate_limit: { limit: 3600, remaining: 7 } } }),
  "app-store-connect/rate-limited": told(createDiagnostic("app-store-connect/rate-limited", { key: "acme" })),
  "app-store-connect/untrusted-certificate": {
    tell: () => {
      const error = Object.assign(new Error(), { code: "SELF_SIGNED_CERT_IN_CHAIN" });
      const { message, ...reasons } = explainHttpError(error, "api.appstoreconnect.apple.com");
      return unanswered(new HttpFailure(message, { sent: false, ...reasons })).diagnostic;
    },
  },
  "app-store-connect/unavailable": failed(
    unavailable("HTTP status 500, An unexpected error occurred on the server side."),
  ),
  "app-store-connect/unexpected-answer": failed(unexpectedAnswer("GET /v1/profiles gave no JSON")),
  "app-store-connect/account-holder-only": refusal(403, {
    code: "FORBIDDEN_ERROR",
    detail: "This operation can only be performed by the Account Holder",
  }),
  "app-store-connect/membership-lapsed": refusal(403, {
    code: "FORBIDDEN_ERROR",
    detail: "Team ID: 'ABCDE12345' is not associated with an active membership",
  }),
  "app-store-connect/wrong-program": refusal(403, {
    code: "FORBIDDEN_ERROR",
    detail: "Unable to find a team with the given Content Provider ID",
  }),
  "app-store-connect/identifier-taken": refusal(
    409,
    {
      code: "ENTITY_ERROR.ATTRIBUTE.INVALID",
      detail: "An App ID with Identifier 'com.acme.shop' is not available. Please enter a different string.",
    },
    'the bundle ID "com.acme.shop"',
  ),
  "app-store-connect/name-taken": refusal(
    409,
    {
      code: "ENTITY_ERROR",
      detail: "Multiple profiles found with the name 'Acme Shop'. Please remove the duplicate profiles and try again.",
    },
    'the profile "Acme Shop"',
  ),
  "app-store-connect/device-left-out": told(
    createDiagnostic(
      "app-store-connect/device-left-out",
      { device: "QA iPhone", status: "PROCESSING", profile: "com.acme.shop ios_app_adhoc 4be01d77" },
      { address: "acme/profile/com.acme.shop:ios_app_adhoc" },
    ),
  ),
  "app-store-connect/key-not-held": told(
    createDiagnostic(
      "app-store-connect/key-not-held",
      { key: "store/key/acme:distribution" },
      { address: "acme/certificate/distribution" },
    ),
  ),
} satisfies Partial<Record<DiagnosticCode, Scenario>>;

/** Codes of the store. */
export const fileStore = {
  "file-store/locked": told(
    createDiagnostic("file-store/locked", {
      holder: "ana",
      host: "anas-macbook",
      since: "2026-11-20T08:41:07.000Z",
      operation: "apply",
      id: "5b1f0c9a",
    }),
  ),
  "file-store/ephemeral": told(
    createDiagnostic("file-store/ephemeral", {}, { address: "store/key/acme:distribution" }),
  ),
  "file-store/recipients-differ": recipientsOf({
    ana: "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
    ci: "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
  }),
  "file-store/no-recipients": recipientsOf(undefined),
  "file-store/identity-missing": told(
    createDiagnostic("file-store/identity-missing", { where: "SIGNWRIGHT_IDENTITY" }),
  ),
  "file-store/cannot-decrypt": {
    tell: async () => {
      const encrypted = await encryptFor({ ana: recipient }, new TextEncoder().encode("x"));
      const other = await generateX25519Identity();
      const own = { secret: new Secret(other), recipient: await identityToRecipient(other) };
      const [found] = await thrownBy(() =>
        decryptWith([own], encrypted, "store/identity/acme:distribution (objects/9c1e….age)"),
      );
      if (!found) throw new Error("a stranger opened the store");
      return found;
    },
  },
  "file-store/corrupt": failed(corrupt("`objects/9c1e….age` is missing")),
  "file-store/newer-format": failed(newerFormat("2.0")),
  "file-store/write-failed": failed(writeFailed("the disk is full")),
  "file-store/unreachable": failed(
    unreachable("s3://acme-signing", "s3.eu-central-1.amazonaws.com refuses the connection"),
  ),
  "file-store/access-refused": failed(
    s3Failure("s3://acme-signing", {
      status: 403,
      headers: {},
      setCookies: [],
      body: new TextEncoder().encode("<Error><Code>AccessDenied</Code></Error>"),
    }),
  ),
  "file-store/credentials-missing": told(
    createDiagnostic("file-store/credentials-missing", { where: "s3://acme-signing", missing: "AWS_ACCESS_KEY_ID" }),
  ),
  "file-store/conditions-ignored": failed(
    conditionsIgnored("s3://acme-signing", "it overwrites an object although `If-None-Match: *` forbids it"),
  ),
  "file-store/object-recipients-differ": told(
    createDiagnostic("file-store/object-recipients-differ", {
      object: "store/identity/acme:distribution (objects/9c1e….age)",
      found: 3,
      expected: 2,
    }),
  ),
  "file-store/would-lock-out": told(createDiagnostic("file-store/would-lock-out", {})),
  "file-store/unknown-recipient": told(createDiagnostic("file-store/unknown-recipient", { name: "anna" })),
  "file-store/recipient-taken": told(createDiagnostic("file-store/recipient-taken", { name: "ana" })),
  "file-store/still-recipient": told(
    createDiagnostic("file-store/still-recipient", { name: "ana", other: "ana-laptop" }),
  ),
  "file-store/more-would-change": told(
    createDiagnostic("file-store/more-would-change", { name: "ana", difference: "`ci` cannot read it" }),
  ),
  "file-store/cannot-edit": told(
    createDiagnostic("file-store/cannot-edit", {
      path: "signing.yaml",
      reason: "`recipients` is an alias, or empty",
      edit: "add `ci: age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg`",
    }),
  ),
  "file-store/not-confirmed": told(createDiagnostic("file-store/not-confirmed", { flag: "--auto-approve" })),
  "file-store/lock-differs": told(createDiagnostic("file-store/lock-differs", { given: "5b1f0c9a", id: "e07d4412" })),
  "file-store/wrong-passphrase": told(createDiagnostic("file-store/wrong-passphrase", {})),
  "file-store/weak-passphrase": told(createDiagnostic("file-store/weak-passphrase", { minimum: 12 })),
  "file-store/passphrase-too-costly": told(
    createDiagnostic("file-store/passphrase-too-costly", { file: "passphrase-age1q….age", factor: 30, limit: 18 }),
  ),
  "file-store/moved": told(createDiagnostic("file-store/moved", {})),
  "file-store/nothing-held": told(
    createDiagnostic("file-store/nothing-held", { target: "shop" }, { address: profileAddress }),
  ),
  "file-store/recipient-malformed": recipientsOf(undefined),
} satisfies Partial<Record<DiagnosticCode, Scenario>>;

/** Codes of the policy console. */
export const policyConsole = {
  "policy-console/unauthorized": told(createDiagnostic("policy-console/unauthorized", { key: "console" })),
  "policy-console/forbidden": failed(console.forbidden()),
  "policy-console/rejected": failed(
    console.failed("a signing profile", {
      kind: "refused",
      status: 200,
      message: "The name of the profile is already in use.",
    }),
  ),
  "policy-console/ambiguous-name": planned({
    console: { signing_profiles: [consoleProfile, { ...consoleProfile, profile_id: "90a1" }] },
  }),
  "policy-console/unavailable": failed(
    console.failed("GET profile/catalog/signing", { kind: "page", status: 503, isLogin: false }),
  ),
  "policy-console/unexpected-answer": failed(
    console.failed("user/ping", { kind: "page", status: 404, isLogin: false }),
  ),
  "policy-console/other-platform": told(
    createDiagnostic("policy-console/other-platform", { name: "Acme Signing", found: "ios", expected: "android" }),
  ),
  "policy-console/not-as-sent": told(
    createDiagnostic("policy-console/not-as-sent", { name: "Android Signing", what: "keystore alias" }),
  ),
  "policy-console/stamp-unchanged": told(
    createDiagnostic("policy-console/stamp-unchanged", { name: "Android Signing", stamp: "2026-06-19 15:21:01.0" }),
  ),
  "policy-console/archived": planned({}, [
    { address: "console/signing_profile/Android Signing", facts: { profile_id: "gone" } },
  ]),
  "policy-console/name-archived": told(
    createDiagnostic("policy-console/name-archived", {
      name: "Android Signing",
      detail: "A profile named Android Signing already exists",
    }),
  ),
  "policy-console/unknown-app": planned({
    console: {
      apps: [
        {
          app_id: "5a1d",
          name: "Shop",
          package_name: "com.acme.shop",
          platform: "android",
          policies: [],
          signing: null,
        },
      ],
    },
  }),
  "policy-console/untrusted-certificate": {
    tell: () => {
      const untrusted =
        "the TLS certificate of console.acme.example comes from a certificate authority that is not trusted (SELF_SIGNED_CERT_IN_CHAIN)";
      const error = console.unanswered(
        new HttpFailure(untrusted, { sent: false, obstacle: "certificate", help: "what any missing authority needs" }),
        new AbortController().signal,
      );
      if (error instanceof DiagnosableError) return error.diagnostic;
      throw error;
    },
  },
  "policy-console/not-secured": told(
    createDiagnostic("policy-console/not-secured", {
      app: "com.acme.shop",
      state: "it does not show that it is secured",
    }),
  ),
  "rule/not-supported": told(
    createDiagnostic("rule/not-supported", { what: "something new" }, { help: "remove the line until this is built" }),
  ),
} satisfies Partial<Record<DiagnosticCode, Scenario>>;

/** Codes of planning against an observed world. */
export const planning = {
  "plan/unknown-address": {
    find: (compilation) => {
      const spec = specOf(compilation);
      const held = {
        address: "store/keystore/upload" as const,
        instance: "1",
        created: "2026-01-01T00:00:00Z",
        facts: {},
      };
      const observed: Observed = {
        store: { kind: "store", head: 1, recipients: {}, objects: [held], records: [] },
        app_store_connect: { acme: { ...emptyTeam, devices: registered } },
        policy_console: {},
      };
      const facts = { identities: new Map(), keystores: new Map(), profiles: new Map(), deviceLists: new Map() };
      const requests = { ...noRequests, destroy: ["store/keystore/uplaod"] };
      const { diagnostics } = planChanges({ spec, targets: spec.targets, facts, observed, now: today, requests });
      return diagnostics.filter(({ severity }) => severity === "error");
    },
  },
  "plan/prevent-destroy": planned({
    team: {
      bundle_ids: [
        {
          id: "BID1",
          identifier: "com.acme.shop",
          name: "Shop",
          platform: "UNIVERSAL",
          capabilities: [{ id: "CAP1", capability_type: "GAME_CENTER", settings: [] }],
          has_app: true,
        },
      ],
    },
  }),
  "plan/no-devices": planned({}),
  "plan/device-not-enabled": planned({
    team: { devices: registered.map((d) => (d.status === "DISABLED" ? { ...d, status: "INELIGIBLE" } : d)) },
  }),
} satisfies Partial<Record<DiagnosticCode, Scenario>>;
