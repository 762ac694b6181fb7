import { describe, expect, it } from "vitest";
import { checkFileFacts } from "../../../src/compiler/check-file-facts.ts";
import { compile } from "../../../src/compiler/compile.ts";
import type { FileFacts, IdentityFile, KeystoreFileEntry } from "../../../src/compiler/file-facts.ts";
import { covers } from "../../../src/compiler/file-rules/profile-matches-target.ts";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import type { SourceFile } from "../../../src/diagnostics/source-range.ts";
import type { ProvisioningProfile } from "../../../src/formats/provisioning-profile.ts";
import { applyFix, checkDiagnostics, onlyFix } from "../../support/check-diagnostics.ts";
import { digest, fileCertificate, fileProfile, inDays, NOW } from "../planning/world.ts";

const HEAD = `version: 1
keys:
  own: { type: certificate, file: signing/own.p12 }
  installer: { type: certificate, file: signing/installer.p12 }
  upload: { type: keystore, file: android/upload.jks, password: { env: UPLOAD } }
  console: { type: policy_console, url: "https://console.acme.example/rest", username: { env: CONSOLE_USER }, password: { env: CONSOLE } }
`;

interface Files {
  readonly own?: Parameters<typeof fileCertificate>[1];
  readonly installer?: Parameters<typeof fileCertificate>[1];
  /** Apple's markers in the certificate of `own`. */
  readonly markers?: { readonly own: readonly string[] };
  /** By file name in `signing/`. */
  readonly profiles?: Readonly<Record<string, Partial<ProvisioningProfile>>>;
  readonly keystore?: readonly Partial<KeystoreFileEntry>[];
  /** Whether the keystore was read without its password. */
  readonly partial?: true;
}

function facts(files: Files): FileFacts {
  const identity = (name: string, serial: string, more: Files["own"]): readonly (readonly [string, IdentityFile])[] =>
    more
      ? [
          [
            name,
            {
              path: `signing/${name}.p12`,
              certificate: fileCertificate(serial, more),
              markers: (name === "own" && files.markers?.own) || [],
            },
          ],
        ]
      : [];
  const profiles = Object.entries(files.profiles ?? {}).map(([name, more]) => {
    const path = `signing/${name}`;
    return [path, { path, sha256: digest(path), profile: fileProfile(more) }] as const;
  });
  const entries = (files.keystore ?? []).map((entry) => ({
    alias: "upload",
    isPrivateKey: true,
    certificate: fileCertificate("a1"),
    opensWithStorePassword: true,
    locked: false,
    ...entry,
  }));
  return {
    identities: new Map([...identity("own", "s1", files.own), ...identity("installer", "i1", files.installer)]),
    profiles: new Map(profiles),
    keystores: files.keystore
      ? new Map([
          [
            "upload",
            { path: "android/upload.jks", sha256: digest("jks"), entries, ...(files.partial && { partial: true }) },
          ],
        ])
      : new Map(),
    deviceLists: new Map(),
  };
}

const check =
  (files: Files) =>
  (file: SourceFile): readonly Diagnostic[] => {
    const compilation = compile(file);
    expect(compilation.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    return [...checkFileFacts(compilation, facts(files), NOW)].sort(
      (a, b) => (a.range?.start ?? 0) - (b.range?.start ?? 0),
    );
  };

/** Targets with marks, and what the files hold that they name. */
function checkTargets(targets: string, files: Files): void {
  checkDiagnostics(`${HEAD}${targets}`, check(files));
}

const found = (targets: string, files: Files): readonly Diagnostic[] =>
  check(files)({ name: "signing.yaml", text: `${HEAD}${targets}` });

const PARTNER = `targets:
  partner:
    platform: ios
    method: manual
    profile_type: app_store
    bundle_id: com.acme.shop
    certificate: own
    profiles: [signing/shop.mobileprovision]
`;

/** The Mac App Store takes a signed package. */
const MAC = "platform: macos\n    installer_certificate: installer";

describe("files that fit", () => {
  it("have nothing to be said of", () => {
    checkTargets(PARTNER, { own: {}, profiles: { "shop.mobileprovision": {} } });
  });

  it("are what was opened: of what was not, nothing is said", () => {
    checkTargets(PARTNER, {});
    checkTargets(PARTNER, { profiles: { "shop.mobileprovision": { certificates: [] } } });
    checkTargets(PARTNER, { own: {} });
  });

  it("have an own certificate among several of the profile, at any place", () => {
    const certificates = ["x1", "x2", "s1"].map((serial) => ({ ...fileCertificate(serial), der: new Uint8Array() }));
    checkTargets(PARTNER, { own: {}, profiles: { "shop.mobileprovision": { certificates } } });
  });
});

describe("profiles that do not fit", () => {
  it("hold other certificates", () => {
    const targets = `${PARTNER.trimEnd()}
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error rule/certificate-not-in-profile: the certificate of \`own\` is not in the profile \`signing/shop.mobileprovision\`
`;
    const files = {
      own: {},
      profiles: { "shop.mobileprovision": { certificates: [{ ...fileCertificate("x1"), der: new Uint8Array() }] } },
    };
    checkTargets(targets, files);
    expect(found(PARTNER, files)[0]?.notes.map(({ message }) => message)).toEqual([
      "`own` is Acme s1, serial s1",
      "the profile holds Acme x1, serial x1",
    ]);
  });

  it("are of another team, type and platform, or were changed", () => {
    const files = {
      own: {},
      profiles: {
        "shop.mobileprovision": {
          teamId: "ZZZZZ99999",
          profileType: "ad_hoc",
          platforms: ["tvos"],
          signature: "invalid",
        } as const,
      },
    };
    expect(found(PARTNER, files).map(({ code, message }) => `${code}: ${message}`)).toEqual([
      expect.stringMatching(/^rule\/profile-signature: /) as string,
      expect.stringMatching(/^rule\/profile-platform-mismatch: .*tvos.*partner.*ios/) as string,
      expect.stringMatching(
        /^rule\/profile-type-mismatch: .*an ad hoc profile.*`partner` asks for an App Store/,
      ) as string,
      expect.stringMatching(/^rule\/team-mismatch: .*ZZZZZ99999.*ABCDE12345/) as string,
    ]);
    for (const { help } of found(PARTNER, files)) expect(help).toBeTruthy();
  });

  it("that do not name their platform are not judged by it", () => {
    checkTargets(PARTNER, { own: {}, profiles: { "shop.mobileprovision": { platforms: [] } } });
  });

  it.each([
    ["visionos", ["ios"], true],
    ["visionos", ["visionos"], true],
    ["tvos", ["ios"], false],
    ["macos", ["macos"], true],
    ["macos", ["ios"], false],
  ])("on %s may say %j: %s", (platform, platforms, fits) => {
    const targets = PARTNER.replace("platform: ios", platform === "macos" ? MAC : `platform: ${platform}`);
    const codes = found(targets, { own: {}, profiles: { "shop.mobileprovision": { platforms } } }).map(
      ({ code }) => code,
    );
    expect(codes).toEqual(fits ? [] : ["rule/profile-platform-mismatch"]);
  });

  it("of a Catalyst app may be iOS profiles", () => {
    const targets = PARTNER.replace("platform: ios", `${MAC}\n    catalyst: true`);
    checkTargets(targets, { own: {}, profiles: { "shop.mobileprovision": { platforms: ["ios"] } } });
  });

  it("leave a bundle ID uncovered", () => {
    const targets = PARTNER.replace(
      "com.acme.shop",
      "com.acme.shop\n    extensions: [com.acme.shop.widget, com.acme.shop.share]",
    );
    const files = { own: {}, profiles: { "shop.mobileprovision": { bundleId: "com.acme.shop" } } };
    expect(found(targets, files).map(({ message, notes }) => [message, notes[0]?.message])).toEqual([
      [
        "no profile of target `partner` covers `com.acme.shop.widget`",
        "`signing/shop.mobileprovision` is for `com.acme.shop`",
      ],
      [
        "no profile of target `partner` covers `com.acme.shop.share`",
        "`signing/shop.mobileprovision` is for `com.acme.shop`",
      ],
    ]);
    checkTargets(targets, { own: {}, profiles: { "shop.mobileprovision": { bundleId: "com.acme.*" } } });
  });

  it("leave nothing uncovered for sure while one of them was not opened", () => {
    const targets = PARTNER.replace(
      "[signing/shop.mobileprovision]",
      "[signing/shop.mobileprovision, signing/other.mobileprovision]",
    );
    checkTargets(targets, { own: {}, profiles: { "shop.mobileprovision": { bundleId: "com.acme.other" } } });
  });

  it("are none at all: a Mac app needs one, but for Developer ID", () => {
    const mac = PARTNER.replace("platform: ios", MAC).replace("[signing/shop.mobileprovision]", "[]");
    expect(found(mac, { own: {} }).map(({ code }) => code)).toEqual(["rule/profile-bundle-id"]);
    checkTargets(mac.replace("app_store", "developer_id"), { own: {} });
  });

  it.each([
    ["com.acme.shop", "com.acme.shop", true],
    ["com.acme.shop", "com.acme.shop.widget", false],
    ["com.acme.*", "com.acme.shop", true],
    ["com.acme.*", "com.acme", false],
    ["com.acme.*", "com.acmes.shop", false],
    ["*", "anything.at.all", true],
    ["com.acme.*", "com.acme.*", true],
  ])("cover with %s the bundle ID %s: %s", (pattern, bundleId, expected) => {
    expect(covers(pattern, bundleId)).toBe(expected);
  });
});

describe("a manual target of several profile types", () => {
  const both = `targets:
  partner:
    platform: ios
    method: manual
    profile_type: [ad_hoc, app_store]
    bundle_id: com.acme.shop
    certificate: own
    profiles: [signing/adhoc.mobileprovision, signing/shop.mobileprovision]
`;

  it("has a profile of each", () => {
    checkTargets(both, {
      own: {},
      profiles: { "adhoc.mobileprovision": { profileType: "ad_hoc" }, "shop.mobileprovision": {} },
    });
  });

  it("lacks one when none of its profiles is of that type", () => {
    expect(
      found(both, { own: {}, profiles: { "adhoc.mobileprovision": {}, "shop.mobileprovision": {} } }).map(
        ({ message }) => message,
      ),
    ).toEqual(["no profile of target `partner:ad_hoc` covers `com.acme.shop`"]);
  });

  it("tells of a profile of a third type once", () => {
    const files = {
      own: {},
      profiles: {
        "adhoc.mobileprovision": { profileType: "ad_hoc" },
        "shop.mobileprovision": { profileType: "enterprise" },
      },
    } as const;
    expect(found(both, files).map(({ code, message }) => [code, message])).toEqual([
      ["rule/profile-bundle-id", "no profile of target `partner:app_store` covers `com.acme.shop`"],
      ["rule/profile-type-mismatch", expect.stringContaining("an enterprise profile")],
    ]);
  });
});

describe("dates", () => {
  const dated = (own: NonNullable<Files["own"]>, expires = inDays(300)): readonly string[] =>
    found(PARTNER, { own, profiles: { "shop.mobileprovision": { expires } } }).map(
      ({ severity, code, message }) => `${severity} ${code}: ${message}`,
    );

  it("that are past, near and to come are told", () => {
    const day = (days: number): string => inDays(days).slice(0, 10);
    expect(dated({ notAfter: inDays(-1) })).toEqual([
      `error rule/expired: the certificate in \`signing/own.p12\` expired on ${day(-1)}`,
    ]);
    expect(dated({ notAfter: inDays(0) })).toEqual([
      `error rule/expired: the certificate in \`signing/own.p12\` expired on ${day(0)}`,
    ]);
    expect(dated({ notAfter: inDays(30) })).toEqual([
      `warning rule/expires-soon: the certificate in \`signing/own.p12\` expires on ${day(30)}, in 30 days`,
    ]);
    expect(dated({ notAfter: inDays(31) })).toEqual([]);
    expect(dated({ notBefore: inDays(1) })).toEqual([
      `error rule/not-yet-valid: the certificate in \`signing/own.p12\` is valid only from ${day(1)}`,
    ]);
    expect(dated({}, inDays(-1))).toEqual([
      `error rule/expired: the profile \`signing/shop.mobileprovision\` expired on ${day(-1)}`,
    ]);
    expect(dated({}, inDays(5))).toEqual([
      `warning rule/expires-soon: the profile \`signing/shop.mobileprovision\` expires on ${day(5)}, in 5 days`,
    ]);
  });

  it("are told at the place that names the file, in defaults too, and once for all targets that take it", () => {
    checkTargets(
      `defaults:
  ios:
    certificate: own
#                ^^^ error rule/expired: the certificate in \`signing/own.p12\` expired on ${inDays(-1).slice(0, 10)}
    profiles:
      - signing/any.mobileprovision
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning rule/expires-soon: the profile \`signing/any.mobileprovision\` expires on ${inDays(3).slice(0, 10)}, in 3 days
targets:
  one: { platform: ios, method: manual, profile_type: app_store, bundle_id: com.acme.one }
  two: { platform: ios, method: manual, profile_type: app_store, bundle_id: com.acme.two }
`,
      {
        own: { notAfter: inDays(-1) },
        profiles: { "any.mobileprovision": { bundleId: "com.acme.*", expires: inDays(3) } },
      },
    );
  });

  it("of the certificates of an automatic target are checked too", () => {
    const text = `${HEAD.replace("keys:", "keys:\n  acme: { type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: KEY } }")}targets:
  desk: { platform: macos, method: automatic, profile_type: app_store, bundle_id: com.acme.desk, key: acme, certificate: own, installer_certificate: installer }
`;
    const told = check({ own: { notAfter: inDays(-1) }, installer: { notAfter: inDays(3) } })({
      name: "signing.yaml",
      text,
    });
    expect(told.map(({ code, range }) => [code, range && text.slice(range.start, range.end)])).toEqual([
      ["rule/expired", "own"],
      ["rule/expires-soon", "installer"],
    ]);
  });

  it("of an Android key have another way out than a renewal", () => {
    const [expired] = found(ANDROID, { keystore: [{ certificate: fileCertificate("a1", { notAfter: inDays(-1) }) }] });
    expect(expired).toMatchObject({ code: "rule/expired" });
    expect(expired?.help).not.toContain("developer portal");
    expect(found(ANDROID, { keystore: [{ certificate: fileCertificate("a1", { notAfter: inDays(3) }) }] })).toEqual([]);
  });
});

const ANDROID = `targets:
  shop:
    platform: android
    method: manual
    package_name: com.acme.shop
    keystore: upload
    keystore_alias: upload
`;

const ARC = "1.2.840.113635.100.6.1";

describe("the kind of a certificate", () => {
  /** What is found in a target of one kind of profiles with one certificate, by its name and its markers. */
  const kind = (
    [platform, profileType]: readonly [string, string],
    commonName: string,
    markers: readonly number[] = [],
  ): readonly string[] => {
    const needsInstaller = platform === "macos" && profileType === "app_store";
    const targets = PARTNER.replace("platform: ios", needsInstaller ? MAC : `platform: ${platform}`).replace(
      "app_store",
      profileType,
    );
    const file = { own: { commonName }, markers: { own: markers.map((end) => `${ARC}.${end}`) } };
    return found(targets, file).flatMap(({ code, message }) => (code === "rule/certificate-kind" ? [message] : []));
  };
  const apple = {
    "Apple Development": [2, 12],
    "iPhone Developer": [2],
    "iOS Development": [2],
    "Mac Developer": [12],
    "Apple Distribution": [4, 7],
    "iPhone Distribution": [4],
    "iOS Distribution": [4],
    "3rd Party Mac Developer Application": [7],
    "3rd Party Mac Developer Installer": [8],
    "Developer ID Application": [13, 33],
    "Developer ID Installer": [14, 33],
  } as const;
  type Name = keyof typeof apple;
  const iosDevelopment: readonly Name[] = ["Apple Development", "iPhone Developer", "iOS Development"];
  const iosDistribution: readonly Name[] = ["Apple Distribution", "iPhone Distribution", "iOS Distribution"];

  it.each<readonly [string, string, readonly Name[]]>([
    ["ios", "development", iosDevelopment],
    ["tvos", "development", iosDevelopment],
    ["ios", "ad_hoc", iosDistribution],
    ["visionos", "app_store", iosDistribution],
    ["ios", "enterprise", iosDistribution],
    ["macos", "development", ["Apple Development", "Mac Developer"]],
    ["macos", "app_store", ["Apple Distribution", "3rd Party Mac Developer Application"]],
    ["macos", "developer_id", ["Developer ID Application"]],
  ])("on %s for %s is one of a few, told by the markers and by the name alike", (platform, profileType, fitting) => {
    for (const [name, markers] of Object.entries(apple) as [Name, readonly number[]][]) {
      const expected = fitting.includes(name) ? 0 : 1;
      expect([name, kind([platform, profileType], `${name}: Acme (ABCDE12345)`)]).toEqual([
        name,
        expect.objectContaining({ length: expected }) as unknown,
      ]);
      expect([name, kind([platform, profileType], "Renamed", markers)]).toEqual([
        name,
        expect.objectContaining({ length: expected }) as unknown,
      ]);
    }
  });

  it("is not judged where nothing says it, nor for in-house apps of the Mac", () => {
    for (const name of ["Acme Distribution: Acme", "Apple Distribution Acme", "Apple Distributions: Acme", ""])
      expect(kind(["macos", "developer_id"], name)).toEqual([]);
    expect(kind(["ios", "development"], "Acme", [6, 33])).toEqual([]);
    expect(kind(["macos", "enterprise"], "Apple Development: Ana")).toEqual([]);
  });

  it("follows the markers where the name says something else", () => {
    expect(kind(["ios", "app_store"], "Apple Distribution: Acme", [2, 12])).toHaveLength(1);
    expect(kind(["ios", "app_store"], "Apple Development: Acme", [4])).toEqual([]);
  });

  it("is told where the target names the certificate, once, and in the place of what follows from it", () => {
    checkTargets(
      `defaults:
  ios:
    certificate: own
#                ^^^ error rule/certificate-kind: the certificate of \`own\` is for development, but \`profile_type: app_store\` needs one for distribution
targets:
  one: { platform: ios, method: manual, profile_type: app_store, bundle_id: com.acme.one, profiles: [signing/any.mobileprovision] }
  two: { platform: ios, method: manual, profile_type: app_store, bundle_id: com.acme.two, profiles: [signing/any.mobileprovision] }
`,
      {
        own: { commonName: "Apple Development: Ana (QWERTY1234)" },
        profiles: {
          "any.mobileprovision": {
            bundleId: "com.acme.*",
            certificates: [{ ...fileCertificate("x1"), der: new Uint8Array() }],
          },
        },
      },
    );
  });

  it("is told with the system where only that is wrong, and with what fits", () => {
    const mac = PARTNER.replace("platform: ios", MAC);
    const files = {
      own: { commonName: "iPhone Distribution: Acme" },
      installer: { commonName: "Developer ID Installer: Acme" },
    };
    expect(found(mac, files).map(({ message, notes, help }) => [message, notes[0]?.message, help])).toEqual([
      [
        "the certificate of `installer` is for packages outside of the App Store (Developer ID), but `profile_type: app_store` needs one for packages for the Mac App Store",
        "`signing/installer.p12` holds Developer ID Installer: Acme",
        "name a certificate of the kind `3rd Party Mac Developer Installer`",
      ],
      [
        "the certificate of `own` is for distribution of iOS apps, but `profile_type: app_store` needs one for distribution of Mac apps",
        "`signing/own.p12` holds iPhone Distribution: Acme",
        "name a certificate of the kind `Apple Distribution` or `3rd Party Mac Developer Application`",
      ],
    ]);
    const outside = mac.replace("app_store", "developer_id");
    const swapped = {
      own: { commonName: "Developer ID Installer: Acme" },
      installer: { commonName: "Developer ID Application: Acme" },
    };
    expect(found(outside, swapped).map(({ code }) => code)).toEqual(["rule/certificate-kind", "rule/certificate-kind"]);
    const right = { own: swapped.installer, installer: swapped.own };
    expect(found(outside, right)).toEqual([]);
  });
});

describe("the team", () => {
  const other = { teamId: "ZZZZZ99999" };
  const key = (
    team: string,
  ): string => `  acme: { type: app_store_connect, ${team}issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: KEY } }
targets:
  desk: { platform: macos, method: automatic, profile_type: app_store, bundle_id: com.acme.desk, key: acme, certificate: own, installer_certificate: installer }
`;

  it("of the API key is the one of the certificates of files", () => {
    const named = key("team_id: ABCDE12345, ");
    expect(found(named, { own: {}, installer: {} })).toEqual([]);
    expect(found(named, { own: other, installer: other }).map(({ code, message }) => [code, message])).toEqual([
      ["rule/team-mismatch", "the certificate `own` belongs to team ZZZZZ99999, but key `acme` to team ABCDE12345"],
      [
        "rule/team-mismatch",
        "the certificate `installer` belongs to team ZZZZZ99999, but key `acme` to team ABCDE12345",
      ],
    ]);
  });

  it("is one of both certificates where the key names none, and not known of a certificate that names none", () => {
    expect(found(key(""), { own: {}, installer: other }).map(({ message }) => message)).toEqual([
      "the certificate `installer` belongs to team ZZZZZ99999, but certificate `own` to team ABCDE12345",
    ]);
    expect(found(key("team_id: ABCDE12345, "), { own: { teamId: null }, installer: {} })).toEqual([]);
  });

  it("of the profiles is one where the certificate was not opened", () => {
    const two = PARTNER.replace(
      "[signing/shop.mobileprovision]",
      "[signing/shop.mobileprovision, signing/widget.mobileprovision]",
    );
    const profiles = {
      "shop.mobileprovision": {},
      "widget.mobileprovision": { ...other, bundleId: "com.acme.shop.w" },
    };
    expect(found(two, { profiles }).map(({ message }) => message)).toEqual([
      "the profile `signing/widget.mobileprovision` belongs to team ZZZZZ99999, but profile `signing/shop.mobileprovision` to team ABCDE12345",
    ]);
  });
});

describe("the console's identity of an automatic target", () => {
  const automatic = (
    identity: string,
    more = "",
  ): string => `  acme: { type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: KEY } }
targets:
  shop: { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop, key: acme${more}, policy_console: { key: console, profile: Shop, signing_cert_id: "${identity}" } }
`;
  const told = (identity: string, more?: string, files: Files = {}): readonly string[] =>
    found(automatic(identity, more), files).map(({ severity, code }) => `${severity} ${code}`);

  it.each(["Apple Distribution", "Apple", "A", "Apple Distribution: ", "Apple Distribution: Acme Inc (ABCDE12345)"])(
    "may be %s",
    (identity) => {
      expect(told(identity)).toEqual([]);
    },
  );

  it.each([
    "Apple Development",
    "apple distribution",
    "Apple Distribution (Acme)",
    "Developer ID Application",
    "Distribution",
  ])("is never %s", (identity) => {
    expect(told(identity)).toEqual(["error rule/console-identity"]);
  });

  it("is of an older certificate as long as that is used", () => {
    expect(told("iPhone Distribution")).toEqual(["warning rule/console-identity"]);
    expect(told("iPhone Distribution", ", certificate_type: IOS_DISTRIBUTION")).toEqual([]);
    expect(told("Apple Distribution", ", certificate_type: IOS_DISTRIBUTION")).toEqual([
      "warning rule/console-identity",
    ]);
  });

  it("is mended with how Apple names the type, or the file's certificate", () => {
    const [only] = found(automatic("Distribution"), {});
    expect(only?.notes).toEqual([
      { message: "Apple names certificates of the type DISTRIBUTION `Apple Distribution: …`" },
    ]);
    expect(only?.fixes.map(({ title }) => title)).toEqual(["write `Apple Distribution`"]);
    const text = `${HEAD}${automatic("Distribution")}`;
    const fixed = applyFix(text, onlyFix(only ? [only] : []));
    expect(check({})({ name: "signing.yaml", text: fixed })).toEqual([]);
    const own = { own: { commonName: "iPhone Distribution: Acme" } };
    expect(told("Apple Distribution", ", certificate: own", own)).toEqual(["error rule/console-identity"]);
    expect(told("iPhone Distribution", ", certificate: own", own)).toEqual([]);
    expect(told("Apple Distribution", ", certificate: own")).toEqual([]);
  });

  it("is not known where the profile holds certificates of others, nor asked for where nothing is signed", () => {
    const development = (more: string): string => automatic("Ana", more).replace("app_store,", "development,");
    expect(found(development(", certificates: all"), {})).toEqual([]);
    expect(found(development(""), {}).map(({ code }) => code)).toEqual(["rule/console-identity"]);
    expect(found(automatic("Ana").replace("profile: Shop", "profile: Shop, signing: skip_codesign"), {})).toEqual([]);
  });
});

describe("keystores", () => {
  it("that fit have nothing to be said of", () => {
    checkTargets(ANDROID, { keystore: [{}] });
    checkTargets(ANDROID, {});
  });

  it("hold the alias in another letter case, or another one", () => {
    const misspelt = ANDROID.replace("keystore_alias: upload", "keystore_alias: Upload");
    checkTargets(
      `${misspelt.trimEnd()}
#                   ^^^^^^ error rule/keystore-alias: the keystore has no entry with alias \`Upload\`
`,
      { keystore: [{}] },
    );
    const text = `${HEAD}${misspelt}`;
    const told = check({ keystore: [{}] })({ name: "signing.yaml", text });
    expect(check({ keystore: [{}] })({ name: "signing.yaml", text: applyFix(text, onlyFix(told)) })).toEqual([]);
    const [far] = found(ANDROID, { keystore: [{ alias: "release" }, { alias: "debug" }] });
    expect([far?.help, far?.fixes]).toEqual(["it holds `release`, `debug`", []]);
    expect(found(ANDROID, { keystore: [] })[0]?.help).toBe("it holds no entries");
  });

  it("that were read without their password lack an alias as far as it can be known", () => {
    const misspelt = ANDROID.replace("keystore_alias: upload", "keystore_alias: uplaod");
    const [only, ...more] = found(misspelt, { keystore: [{ certificate: undefined }], partial: true });
    expect(more).toEqual([]);
    expect([only?.severity, only?.code, only?.help]).toEqual(["warning", "rule/keystore-alias", "it holds `upload`"]);
    expect(only?.notes.map(({ message }) => message)).toEqual([
      "`android/upload.jks` was read without its password, which may show more entries",
    ]);
    expect(found(misspelt, { keystore: [], partial: true })).toEqual([]);
    expect(found(ANDROID, { keystore: [{ certificate: undefined }], partial: true })).toEqual([]);
  });

  it.each(["1234", "true", "up: load", "#1", 'say "hi"', "- x", "null"])(
    "of a near alias %s write it so that YAML reads it as text",
    (alias) => {
      const text = `${HEAD}${ANDROID.replace("keystore_alias: upload", `keystore_alias: ${JSON.stringify(`${alias}x`)}`)}`;
      const told = check({ keystore: [{ alias }] })({ name: "signing.yaml", text });
      expect(check({ keystore: [{ alias }] })({ name: "signing.yaml", text: applyFix(text, onlyFix(told)) })).toEqual(
        [],
      );
    },
  );

  it("hold a certificate without a key", () => {
    const [only, ...more] = found(ANDROID, { keystore: [{ isPrivateKey: false }] });
    expect([only?.code, only?.notes[0]?.message, more]).toEqual([
      "rule/keystore-alias",
      "`upload` is a certificate without a key",
      [],
    ]);
  });

  it("hold a key that the passwords do not open", () => {
    checkTargets(
      `${ANDROID.trimEnd()}
#                   ^^^^^^ error format/wrong-key-password: none of the given passwords opens the key \`upload\` of \`android/upload.jks\`
`,
      { keystore: [{ locked: true }] },
    );
    const text = `${ANDROID}    key_password: { env: KEY }\n`;
    const [told] = found(text, { keystore: [{ locked: true }] });
    expect(told?.range && `${HEAD}${text}`.slice(told.range.start, told.range.end)).toBe("{ env: KEY }");
    expect(told?.help).toBe("correct `key_password`");
  });

  it("go to the policy console with one password only", () => {
    const entry = { opensWithStorePassword: false };
    const used = `${ANDROID}    policy_console: { key: console, profile: Android Signing }\n`;
    expect(found(ANDROID, { keystore: [entry] })).toEqual([]);
    expect(found(used, { keystore: [entry] }).map(({ code }) => code)).toEqual(["rule/key-password-differs"]);
    expect(found(used, { keystore: [{ opensWithStorePassword: undefined }] })).toEqual([]);
    // Its own password would open it, and the console could not be told.
    const closed = { keystore: [{ ...entry, locked: true }] };
    expect(found(used, closed).map(({ code }) => code)).toEqual(["rule/key-password-differs"]);
    const given = `${used}    key_password: { env: KEY }\n`;
    expect(found(given, closed).map(({ code }) => code)).toEqual(["format/wrong-key-password"]);
    const skipped = `${ANDROID}    policy_console: { key: console, signing: skip_codesign, apps: [com.acme.shop] }\n`;
    expect(found(skipped, { keystore: [entry] })).toEqual([]);
  });

  it("hold the pinned key, in whatever letter case and with colons", () => {
    const pin = fileCertificate("a1").sha256;
    const pinned = (value: string): string => `${ANDROID}    certificate_sha256: "${value}"\n`;
    const colons = (pin.toUpperCase().match(/../g) ?? []).join(":");
    expect(found(pinned(pin), { keystore: [{}] })).toEqual([]);
    expect(found(pinned(colons), { keystore: [{}] })).toEqual([]);
    const [other] = found(pinned("0".repeat(64)), { keystore: [{}] });
    expect([other?.code, other?.message.includes(pin)]).toEqual(["rule/certificate-pin", true]);
  });
});
