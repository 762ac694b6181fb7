import { describe, expect, it } from "vitest";
import { compile } from "../../src/compiler/compile.ts";
import type { ResolvedSpec, Target } from "../../src/compiler/target.ts";

const API = "issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: ASC_KEY }";

function resolved(text: string): ResolvedSpec {
  const { spec, diagnostics } = compile({ name: "signing.yaml", text: `version: 1\n${text}` });
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
  if (!spec) throw new Error("a file without errors gives a spec");
  return spec;
}

function targetsOf(targets: string, more = ""): readonly Target[] {
  return resolved(
    `keys:\n  acme: { type: app_store_connect, ${API} }\n  own: { type: certificate, file: own.p12 }\n${more}\ntargets:\n${targets}`,
  ).targets;
}

const SHOP = "platform: ios, method: automatic, bundle_id: com.acme.shop, key: acme";

describe("targets", () => {
  it("are one for each profile type of a list, and keep their name when there is one type", () => {
    expect(
      targetsOf(`  shop: { ${SHOP}, profile_type: [development, ad_hoc, app_store] }\n`).map(({ id, name }) => [
        id,
        name,
      ]),
    ).toEqual([
      ["shop:development", "shop"],
      ["shop:ad_hoc", "shop"],
      ["shop:app_store", "shop"],
    ]);
    expect(targetsOf(`  shop: { ${SHOP}, profile_type: [app_store] }\n`).map(({ id }) => id)).toEqual(["shop"]);
  });

  it("have the defaults of the language", () => {
    expect(targetsOf(`  shop: { ${SHOP}, profile_type: app_store }\n`)).toMatchObject([
      {
        appleProfileType: "IOS_APP_STORE",
        extensions: "discover",
        capabilities: [],
        devices: undefined,
        certificateType: "DISTRIBUTION",
        certificates: "own",
        installer: false,
        renewBefore: 30,
        profileName: undefined,
      },
    ]);
    expect(targetsOf(`  dev: { ${SHOP}, profile_type: development }\n`)).toMatchObject([
      { devices: "all", certificateType: "DEVELOPMENT" },
    ]);
  });

  it("take defaults of their platform, which they replace and never join", () => {
    const defaults = `devices: { qa: [{ name: One, udid: 00008110-001A2B3C4D5E601E, platform: ios }], sales: [{ name: Two, udid: 00008110-001A2B3C4D5E602E, platform: ios }] }
renew_before: 10d
defaults:
  ios: { key: acme, devices: [qa], extensions: [com.acme.shop.widget], renew_before: 20d }
  macos: { key: acme }`;
    const [taken, own, mac] = targetsOf(
      `  taken: { platform: ios, method: automatic, profile_type: ad_hoc, bundle_id: com.acme.shop }
  own: { platform: ios, method: automatic, profile_type: development, bundle_id: com.acme.shop, devices: [sales], extensions: [], renew_before: 5d }
  mac: { platform: macos, method: automatic, profile_type: app_store, bundle_id: com.acme.desk }
`,
      defaults,
    );
    expect(taken).toMatchObject({
      devices: [{ name: "One" }],
      extensions: [{ bundleId: "com.acme.shop.widget" }],
      renewBefore: 20,
    });
    expect(own).toMatchObject({ devices: [{ name: "Two" }], extensions: [], renewBefore: 5 });
    expect(mac).toMatchObject({ renewBefore: 10, installer: true, extensions: "discover" });
  });

  it("hold devices and others' certificates only where the profile type does", () => {
    const [development, store] = targetsOf(
      `  shop: { ${SHOP}, profile_type: [development, app_store], certificates: all }\n`,
    );
    expect(development).toMatchObject({ devices: "all", certificates: "all" });
    expect(store).toMatchObject({ devices: undefined, certificates: "own" });
  });

  it("choose the certificate type within the family that fits", () => {
    const [development, store] = targetsOf(
      `  shop: { ${SHOP}, profile_type: [development, app_store], certificate_type: IOS_DEVELOPMENT }\n`,
    );
    expect([development, store]).toMatchObject([
      { certificateType: "IOS_DEVELOPMENT" },
      { certificateType: "DISTRIBUTION" },
    ]);
  });

  it("have Apple's profile type of their platform", () => {
    const type = (platform: string, profileType: string, more = ""): unknown =>
      targetsOf(
        `  t: { platform: ${platform}, method: automatic, bundle_id: com.acme.shop, key: acme, profile_type: ${profileType}${more} }\n`,
      ).map((t) =>
        t.platform !== "android" && t.method === "automatic" ? [t.appleProfileType, t.certificateType] : t,
      )[0];
    expect(type("ios", "ad_hoc")).toEqual(["IOS_APP_ADHOC", "DISTRIBUTION"]);
    expect(type("visionos", "development")).toEqual(["IOS_APP_DEVELOPMENT", "DEVELOPMENT"]);
    expect(type("tvos", "app_store")).toEqual(["TVOS_APP_STORE", "DISTRIBUTION"]);
    expect(type("macos", "developer_id")).toEqual(["MAC_APP_DIRECT", "DEVELOPER_ID_APPLICATION"]);
    expect(type("macos", "development", ", catalyst: true")).toEqual(["MAC_CATALYST_APP_DEVELOPMENT", "DEVELOPMENT"]);
  });

  it("that lack what they need are left out, and the others stay", () => {
    const { spec, diagnostics } = compile({
      name: "signing.yaml",
      text: `version: 1
keys: { own: { type: certificate, file: own.p12 } }
targets:
  broken: { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop }
  sound: { platform: macos, method: manual, profile_type: developer_id, bundle_id: com.acme.desk, certificate: own }
`,
    });
    expect(spec?.targets.map(({ id }) => id)).toEqual(["sound"]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["resolve/missing-key-reference"]);
  });
});

describe("capabilities", () => {
  it("are in Apple's words, with settings where they have some", () => {
    expect(
      targetsOf(
        `  shop: { ${SHOP}, profile_type: app_store, capabilities: [push_notifications, { data_protection: complete }, { icloud: xcode_6 }, { apple_id_auth: primary_app_consent }, some_day] }\n`,
      ),
    ).toMatchObject([
      {
        capabilities: [
          { capabilityType: "PUSH_NOTIFICATIONS", settings: [] },
          {
            capabilityType: "DATA_PROTECTION",
            settings: [{ key: "DATA_PROTECTION_PERMISSION_LEVEL", options: ["COMPLETE_PROTECTION"] }],
          },
          { capabilityType: "ICLOUD", settings: [{ key: "ICLOUD_VERSION", options: ["XCODE_6"] }] },
          {
            capabilityType: "APPLE_ID_AUTH",
            settings: [{ key: "APPLE_ID_AUTH_APP_CONSENT", options: ["PRIMARY_APP_CONSENT"] }],
          },
          { capabilityType: "SOME_DAY", settings: [] },
        ],
      },
    ]);
  });
});

describe("keys, store and limits", () => {
  it("have the server of their program, unless they name one", () => {
    const { keys } = resolved(`keys:
  acme: { type: app_store_connect, ${API} }
  house: { type: app_store_connect, program: enterprise, ${API} }
  sandbox: { type: app_store_connect, url: "http://127.0.0.1:4010/", ca_file: own.pem, ${API} }
  console: { type: policy_console, url: "https://console.acme.example/rest//", username: { env: A }, password: { env: B }, ca_file: ca.pem }
  pair: { type: certificate, certificate: own.cer, private_key: { env: KEY } }
targets: {}
`);
    const url = (name: string): unknown => {
      const key = keys.get(name);
      return key && "url" in key ? key.url : key;
    };
    expect(["acme", "house", "sandbox", "console"].map(url)).toEqual([
      "https://api.appstoreconnect.apple.com",
      "https://api.enterprise.developer.apple.com",
      "http://127.0.0.1:4010",
      "https://console.acme.example/rest",
    ]);
    expect(keys.get("pair")).toEqual({
      type: "certificate",
      name: "pair",
      file: "own.cer",
      password: undefined,
      privateKey: { env: "KEY" },
    });
    expect(keys.get("console")).toMatchObject({ caFile: "ca.pem" });
    expect(keys.get("sandbox")).toMatchObject({ caFile: "own.pem" });
    expect(keys.get("acme")).toMatchObject({ caFile: undefined });
  });

  it("have a store beside the file, a directory, or more than that", () => {
    expect(resolved("targets: {}\n").store).toEqual({ url: ".signwright/store", recipients: {}, identity: undefined });
    expect(resolved("store: keys/store\ntargets: {}\n").store.url).toBe("keys/store");
    const recipient = `age1${"q".repeat(58)}`;
    expect(
      resolved(`store: { url: s, recipients: { ci: ${recipient} }, identity: { file: id.txt } }\ntargets: {}\n`).store,
    ).toEqual({ url: "s", recipients: { ci: recipient }, identity: { file: "id.txt" } });
  });

  it("have reported limits, which the file replaces one by one", () => {
    expect(resolved("targets: {}\n").certificateLimits).toMatchObject({
      DISTRIBUTION: 3,
      MAC_INSTALLER_DISTRIBUTION: 2,
    });
    expect(
      resolved("limits: { certificates: { DISTRIBUTION: 5, DEVELOPMENT: 7 } }\ntargets: {}\n").certificateLimits,
    ).toMatchObject({ DISTRIBUTION: 5, DEVELOPMENT: 7, MAC_INSTALLER_DISTRIBUTION: 2 });
  });
});
