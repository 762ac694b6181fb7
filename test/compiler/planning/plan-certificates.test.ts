import { describe, expect, it } from "vitest";
import { converge, simulate } from "./simulate.ts";
import {
  automatic,
  bundleId,
  certificate,
  device,
  DONE,
  identities,
  inDays,
  NOW,
  planAddresses,
  planFor,
  planLines,
  profile,
  profileRecord,
  specOf,
  storedIdentity,
  storedKey,
  storedProfile,
  type World,
} from "./world.ts";

const SHOP = specOf({ shop: automatic() });

describe("the first plan and the second", () => {
  it("makes everything from nothing, each after what it needs", () => {
    expect(planLines(specOf({ shop: automatic({ capabilities: "[push_notifications]" }) }), {})).toEqual([
      "+ store/key/acme:distribution: a private key for the certificate, kept in the store before Apple is asked",
      "+ acme/bundle_id/com.acme.shop: the team has no such bundle ID",
      "+ acme/capability/com.acme.shop:push_notifications: com.acme.shop does not have it yet",
      "+ acme/certificate/distribution: the store holds no private key of a valid certificate of this type",
      "+ store/identity/acme:distribution: the certificate together with its private key",
      "+ acme/profile/com.acme.shop:ios_app_store: there is no such profile yet",
      "+ store/stored_profile/acme:com.acme.shop:ios_app_store: the new profile, kept for builds",
    ]);
  });

  it("says what is known and what only Apple will know", () => {
    const [key, , , , created] = planFor(SHOP, {}).changes;
    expect(key).toMatchObject({
      after: { algorithm: "rsa", bits: 2048, public_key_sha256: null },
      after_unknown: ["public_key_sha256"],
    });
    expect(created).toMatchObject({
      before: null,
      after: {
        name: "Signwright com.acme.shop ios_app_store",
        exact_name: false,
        certificates: ["acme/certificate/distribution"],
        devices: [],
      },
      depends_on: ["acme/bundle_id/com.acme.shop", "acme/certificate/distribution"],
      targets: ["shop"],
    });
  });

  it("has nothing to do in a world that is done", () => {
    expect(planLines(SHOP, DONE)).toEqual([]);
  });

  it("gives one certificate to all targets that it fits, and one profile to each bundle ID and type", () => {
    const spec = specOf(
      {
        shop: automatic({ profile_type: "[app_store, ad_hoc]", devices: "[qa]", extensions: "[com.acme.shop.widget]" }),
        notes: automatic({ bundle_id: "com.acme.notes" }),
      },
      "devices: { qa: [{ name: QA, udid: 00008110-001A2B3C4D5E601E, platform: ios }] }",
    );
    expect(
      planAddresses(spec, {
        bundle_ids: ["com.acme.shop", "com.acme.shop.widget", "com.acme.notes"].map((id) => bundleId(id)),
      }),
    ).toEqual([
      "+ store/key/acme:distribution",
      "+ acme/device/00008110-001A2B3C4D5E601E",
      "+ acme/certificate/distribution",
      "+ store/identity/acme:distribution",
      "+ acme/profile/com.acme.notes:ios_app_store",
      "+ acme/profile/com.acme.shop.widget:ios_app_adhoc",
      "+ acme/profile/com.acme.shop.widget:ios_app_store",
      "+ acme/profile/com.acme.shop:ios_app_adhoc",
      "+ acme/profile/com.acme.shop:ios_app_store",
      "+ store/stored_profile/acme:com.acme.notes:ios_app_store",
      "+ store/stored_profile/acme:com.acme.shop.widget:ios_app_adhoc",
      "+ store/stored_profile/acme:com.acme.shop.widget:ios_app_store",
      "+ store/stored_profile/acme:com.acme.shop:ios_app_adhoc",
      "+ store/stored_profile/acme:com.acme.shop:ios_app_store",
    ]);
  });

  it("counts what is used of a team's certificates, and what the plan takes", () => {
    const { budgets } = planFor(SHOP, {
      certificates: [
        certificate("f1", "foreign"),
        certificate("f2", "foreign", { certificate_type: "PASS_TYPE_ID" }),
        certificate("f3", "foreign", { expires: inDays(-1) }),
      ],
    });
    expect(budgets).toEqual([
      { kind: "certificates", owner: "acme", what: "DISTRIBUTION certificates", used: 1, adds: 1, limit: 3 },
      { kind: "certificates", owner: "acme", what: "PASS_TYPE_ID certificates", used: 1, adds: 0, limit: null },
    ]);
  });

  it("names the dates of what the store holds, the nearest first", () => {
    const stored = [
      storedKey("distribution", "k1"),
      storedIdentity("distribution", "c0", "k1", inDays(-3)),
      storedIdentity("distribution", "c1", "k1", inDays(40)),
      storedProfile("P1"),
    ];
    expect(planFor(SHOP, { ...DONE, stored }).expiries).toEqual([
      { address: "store/identity/acme:distribution", what: "Acme c1", expires: inDays(40), days_left: 40 },
      {
        address: "store/stored_profile/acme:com.acme.shop:ios_app_store",
        what: "",
        expires: inDays(300),
        days_left: 300,
      },
    ]);
  });
});

describe("certificates after a run that stopped", () => {
  it("asks for a certificate of the key that the store holds already", () => {
    const world = { bundle_ids: DONE.bundle_ids, stored: [storedKey("distribution", "k1")] } as World;
    expect(planAddresses(SHOP, world)).toEqual([
      "+ acme/certificate/distribution",
      "+ store/identity/acme:distribution",
      "+ acme/profile/com.acme.shop:ios_app_store",
      "+ store/stored_profile/acme:com.acme.shop:ios_app_store",
    ]);
    expect(planFor(SHOP, world).changes[0]).toMatchObject({
      after: { public_key_sha256: storedKey("distribution", "k1").instance },
      after_unknown: ["serial_number", "expires"],
      depends_on: [],
    });
  });

  it("takes the certificate that Apple issued for our key, with the mark or without", () => {
    const world = { ...DONE, stored: [storedKey("distribution", "k1"), storedProfile("P1")] };
    const only = [
      "+ store/identity/acme:distribution: Apple issued certificate c1 for a key of the store; both are kept together",
    ];
    expect(planLines(SHOP, world)).toEqual(only);
    expect(
      planLines(SHOP, {
        ...world,
        records: [
          ...(DONE.records ?? []),
          { address: "acme/certificate/distribution", facts: { serial_number: "c1" } },
        ],
      }),
    ).toEqual(only);
  });

  it("knows a certificate of ours that Apple shows under the name of another type of its family", () => {
    expect(
      planLines(SHOP, { ...DONE, certificates: [certificate("c1", "k1", { certificate_type: "IOS_DISTRIBUTION" })] }),
    ).toEqual([]);
  });

  it("takes the newest of two certificates of our keys, and makes it the newest of the store", () => {
    const world: World = {
      ...DONE,
      certificates: [
        certificate("c1", "k1", { expires: inDays(200) }),
        certificate("c2", "k2", { expires: inDays(250) }),
      ],
      stored: [
        storedKey("distribution", "k1"),
        storedKey("distribution", "k2"),
        storedIdentity("distribution", "c2", "k2"),
        storedIdentity("distribution", "c1", "k1"),
        storedProfile("P1"),
      ],
    };
    expect(planLines(SHOP, world)).toEqual([
      "+ store/identity/acme:distribution: Apple issued certificate c2 for a key of the store; both are kept together",
      "+ acme/profile/com.acme.shop:ios_app_store: the profile holds other certificates than it should; the old one stays for 14 days",
      "+ store/stored_profile/acme:com.acme.shop:ios_app_store: the new profile, kept for builds",
    ]);
  });
});

const START = (why: string): readonly string[] => [
  "+ store/key/acme:distribution: a private key for the certificate, kept in the store before Apple is asked",
  `+ acme/certificate/distribution: ${why}`,
  "+ store/identity/acme:distribution: the certificate together with its private key",
];

const RENEWAL = (why: string): readonly string[] => [
  ...START(why),
  "+ acme/profile/com.acme.shop:ios_app_store: the profile holds other certificates than it should",
  "+ store/stored_profile/acme:com.acme.shop:ios_app_store: the new profile, kept for builds",
  `- acme/profile/com.acme.shop:ios_app_store#P1: the old profile "${profile("P1").name}", once the new one is stored`,
  "- store/stored_profile/acme:com.acme.shop:ios_app_store#P1: the copy of the old profile P1",
];

describe("certificates that end", () => {
  it("replaces a revoked one", () => {
    expect(planLines(SHOP, { ...DONE, certificates: [] })).toEqual(
      RENEWAL("certificate c1 is no longer valid at Apple"),
    );
  });

  it("makes a new one inside of the renewal window, and keeps the old one with its profile", () => {
    const world = { ...DONE, certificates: [certificate("c1", "k1", { expires: inDays(30) })] };
    const why = "certificate c1 expires in 30 days; it stays valid beside the new one";
    expect(planLines(SHOP, world)).toEqual([
      ...START(why),
      "+ acme/profile/com.acme.shop:ios_app_store: the profile holds other certificates than it should; the old one stays for 14 days",
      "+ store/stored_profile/acme:com.acme.shop:ios_app_store: the new profile, kept for builds",
    ]);
    expect(planLines(specOf({ shop: automatic({ retire_after: "0d" }) }), world)).toEqual(RENEWAL(why));
    expect(
      planFor(SHOP, world).changes.filter(
        ({ type, action }) => type !== "profile" && type !== "stored_profile" && action === "delete",
      ),
    ).toEqual([]);
    expect(planFor(SHOP, world).changes.find(({ type }) => type === "certificate")).toMatchObject({
      replaces_older: true,
      reads: ["acme/certificate/c1"],
    });
    expect(planLines(SHOP, { ...DONE, certificates: [certificate("c1", "k1", { expires: inDays(31) })] })).toEqual([]);
  });

  it("takes the window of the target that wants the longest", () => {
    const world = { ...DONE, certificates: [certificate("c1", "k1", { expires: inDays(80) })] };
    const spec = specOf({ shop: automatic(), adhoc: automatic({ profile_type: "ad_hoc", renew_before: "90d" }) });
    expect(planAddresses(spec, { ...world, devices: [device("00008110-001A2B3C4D5E601E")] })).toContain(
      "+ acme/certificate/distribution",
    );
    expect(planAddresses(SHOP, world)).toEqual([]);
  });

  it("replaces an expired one, also when Apple still lists it", () => {
    const stored = [
      storedKey("distribution", "k1"),
      storedIdentity("distribution", "c1", "k1", inDays(-2)),
      storedProfile("P1"),
    ];
    const world = { ...DONE, certificates: [certificate("c1", "k1", { expires: inDays(-2) })], stored };
    expect(planLines(SHOP, world)).toEqual(RENEWAL("certificate c1 has expired"));
  });

  it("goes on with the key of a renewal that stopped, and does not make another", () => {
    const world = {
      ...DONE,
      certificates: [certificate("c1", "k1", { expires: inDays(10) })],
      stored: [...(DONE.stored ?? []), storedKey("distribution", "k2")],
    };
    expect(planLines(SHOP, world)[0]).toBe(
      "+ acme/certificate/distribution: certificate c1 expires in 10 days; it stays valid beside the new one",
    );
    expect(planFor(SHOP, world).changes[0]).toMatchObject({
      after: { public_key_sha256: storedKey("distribution", "k2").instance },
    });
  });

  it("comes to an end after a revocation, with a new identity as the newest", () => {
    const simulation = simulate(SHOP, { ...DONE, certificates: [] });
    expect(converge(simulation)).toHaveLength(1);
    expect(simulation.world.certificates).toHaveLength(1);
    expect(
      simulation.world.stored.filter(({ address }) => address === "store/identity/acme:distribution"),
    ).toHaveLength(2);
  });
});

describe("certificates of others", () => {
  const foreign = certificate("f1", "somebody's key");

  it("are nothing to a distribution profile", () => {
    expect(planLines(SHOP, { ...DONE, certificates: [...(DONE.certificates ?? []), foreign] })).toEqual([]);
    expect(planAddresses(SHOP, { certificates: [foreign] })).toContain("+ store/key/acme:distribution");
  });

  const own = certificate("c1", "k1", { certificate_type: "DEVELOPMENT" });
  const ana = certificate("a1", "ana", { certificate_type: "IOS_DEVELOPMENT" });
  const ben = certificate("b1", "ben", { certificate_type: "DEVELOPMENT" });
  const mac = certificate("m1", "mac", { certificate_type: "MAC_APP_DEVELOPMENT" });
  const gone = certificate("g1", "gone", { certificate_type: "DEVELOPMENT", expires: inDays(-1) });
  const development = (certificates: string): readonly string[] => {
    const spec = specOf({ dev: automatic({ profile_type: "development", certificates }) });
    const world: World = {
      bundle_ids: [bundleId("com.acme.shop")],
      devices: [device("00008110-001A2B3C4D5E601E")],
      certificates: [own, ana, ben, mac, gone, foreign],
      stored: [storedKey("development", "k1"), storedIdentity("development", "c1", "k1")],
    };
    const planned = planFor(spec, world);
    const made = planned.changes.find((c) => c.type === "profile");
    return [
      ...(made?.type === "profile" ? (made.after?.certificates ?? []) : []),
      ...planned.diagnostics.map((d) => `${d.code}: ${d.message}`),
    ];
  };

  it("are in development profiles as the spec asks", () => {
    expect(development("own")).toEqual(["serial:c1"]);
    expect(development("all")).toEqual(["serial:a1", "serial:b1", "serial:c1"]);
    expect(development('["00A1", B1, "0b1"]')).toEqual(["serial:a1", "serial:b1", "serial:c1"]);
  });

  it("are an error when the spec asks for one that no development profile can hold", () => {
    expect(development("[b1, dead]")).toEqual([
      "serial:b1",
      "serial:c1",
      "app-store-connect/not-found: Apple does not know a valid development certificate with serial dead",
    ]);
    expect(development('["0f1"]')[1]).toContain("with serial f1");
    expect(development("[e1, '0e1']")).toHaveLength(2);
  });

  it("replaces the profile when a certificate of all comes or goes", () => {
    const spec = specOf({ dev: automatic({ profile_type: "development", certificates: "all" }) });
    const name = "com.acme.shop:ios_app_development";
    const world: World = {
      bundle_ids: [bundleId("com.acme.shop")],
      devices: [device("00008110-001A2B3C4D5E601E")],
      certificates: [own, ana],
      profiles: [
        profile("P1", {
          profile_type: "IOS_APP_DEVELOPMENT",
          certificates: ["a1", "c1"],
          devices: ["00008110-001A2B3C4D5E601E"],
        }),
      ],
      stored: [storedKey("development", "k1"), storedIdentity("development", "c1", "k1"), storedProfile("P1", name)],
      records: [profileRecord("P1", name)],
    };
    expect(planAddresses(spec, world)).toEqual([]);
    expect(planAddresses(spec, { ...world, certificates: [own] })).toContain(`+ acme/profile/${name}`);
    expect(planAddresses(spec, { ...world, certificates: [own, ana, ben] })).toContain(`+ acme/profile/${name}`);
  });
});

describe("a certificate of the user in an automatic target", () => {
  const spec = specOf({ shop: automatic({ certificate: "own" }) });
  const issued = certificate("c9", "the user's key");

  it("is taken into the store and used, and none is made", () => {
    expect(
      planAddresses(spec, {
        bundle_ids: DONE.bundle_ids,
        certificates: [issued],
        files: identities({ own: "c9" }),
      } as World),
    ).toEqual([
      "+ store/identity/own",
      "+ acme/profile/com.acme.shop:ios_app_store",
      "+ store/stored_profile/acme:com.acme.shop:ios_app_store",
    ]);
  });

  it("is an error when Apple does not have it, and no profile is promised", () => {
    expect(
      planLines(spec, {
        bundle_ids: DONE.bundle_ids,
        certificates: [certificate("f1", "x")],
        files: identities({ own: "c9" }),
      } as World),
    ).toEqual([
      "+ store/identity/own: the certificate and key of signing/own.p12",
      "error app-store-connect/not-found: Apple does not know the certificate of `own` (serial c9)",
    ]);
  });
});

describe("the limit of certificates", () => {
  const full = ["f1", "f2", "f3"].map((serial, index) =>
    certificate(serial, `key ${serial}`, { expires: inDays(100 - index) }),
  );

  it("stops a plan that needs one more, names who holds the slots, and says when one is free", () => {
    const planned = planFor(SHOP, { certificates: full, stored: [storedKey("development", "key f2")] });
    const [diagnostic, ...more] = planned.diagnostics;
    expect(more).toEqual([]);
    expect(diagnostic).toMatchObject({
      severity: "error",
      code: "app-store-connect/quota-reached",
      address: "acme/certificate/distribution",
    });
    expect(diagnostic?.message).toContain(`3 of 3 are in use, and one is free again from ${inDays(98).slice(0, 10)}`);
    expect(diagnostic?.help).toContain("`limits.certificates.DISTRIBUTION`");
    expect(diagnostic?.notes.map(({ message }) => message)).toEqual([
      `taken by Acme f3, serial f3, until ${inDays(98).slice(0, 10)}; the store does not hold its private key`,
      `taken by Acme f2, serial f2, until ${inDays(99).slice(0, 10)}; the store holds its private key`,
      `taken by Acme f1, serial f1, until ${inDays(100).slice(0, 10)}; the store does not hold its private key`,
    ]);
  });

  it("is the spec's where it gives one, and counts only what is valid", () => {
    const limited = (limit: number): readonly string[] =>
      planLines(specOf({ shop: automatic() }, `limits: { certificates: { DISTRIBUTION: ${limit} } }`), {
        certificates: full,
      }).filter((line) => line.startsWith("error"));
    expect(limited(4)).toEqual([]);
    expect(limited(2)[0]).toContain(`3 of 2 are in use, and one is free again from ${inDays(99).slice(0, 10)}`);
    expect(limited(0)[0]).toMatch(/3 of 0 are in use$/);
    const expired = full.map((c) => (c.serial_number === "f3" ? { ...c, expires: inDays(-1) } : c));
    expect(planFor(SHOP, { certificates: expired }).diagnostics).toEqual([]);
  });

  it("warns where a type that may share the slots fills them, and names who holds them", () => {
    const shared = full.map((c) => (c.serial_number === "f1" ? c : { ...c, certificate_type: "IOS_DISTRIBUTION" }));
    const { diagnostics, changes } = planFor(SHOP, { certificates: shared });
    expect(diagnostics.map(({ code, severity, message, notes }) => [code, severity, message, notes.length])).toEqual([
      [
        "app-store-connect/quota-uncertain",
        "warning",
        "Apple may refuse a DISTRIBUTION certificate: 1 of 3 are in use, and 2 of a type that may share its slots",
        3,
      ],
    ]);
    expect(changes.some(({ type }) => type === "certificate")).toBe(true);
    const mac = full.map((c) => ({ ...c, certificate_type: "MAC_APP_DISTRIBUTION" }));
    expect(planFor(SHOP, { certificates: mac }).diagnostics).toEqual([]);
  });

  it("says nothing while a certificate of ours still serves", () => {
    expect(planLines(SHOP, { ...DONE, certificates: [...full, certificate("c1", "k1")] })).toEqual([]);
  });
});

describe("installer certificates", () => {
  const desk = (fields: Record<string, string>): readonly string[] =>
    planAddresses(specOf({ desk: automatic({ platform: "macos", bundle_id: "com.acme.desk", ...fields }) }), {
      bundle_ids: [bundleId("com.acme.desk")],
      files: identities({ own: "i1" }),
    });

  it("are made for the Mac App Store, beside the application's", () => {
    expect(desk({})).toEqual([
      "+ store/key/acme:distribution",
      "+ store/key/acme:mac_installer_distribution",
      "+ acme/certificate/distribution",
      "+ acme/certificate/mac_installer_distribution",
      "+ store/identity/acme:distribution",
      "+ store/identity/acme:mac_installer_distribution",
      "+ acme/profile/com.acme.desk:mac_app_store",
      "+ store/stored_profile/acme:com.acme.desk:mac_app_store",
    ]);
  });

  it("are not made where the spec says so, or names one", () => {
    expect(desk({ installer: "false" }).filter((line) => line.includes("installer"))).toEqual([]);
    expect(desk({ installer_certificate: "own" }).filter((line) => /installer|own/.test(line))).toEqual([
      "+ store/identity/own",
    ]);
    expect(desk({ profile_type: "developer_id" }).filter((line) => line.includes("installer"))).toEqual([]);
  });

  it("are not part of a Catalyst profile either", () => {
    const catalyst = desk({ catalyst: "true", installer: "false" });
    expect(catalyst).toContain("+ acme/profile/com.acme.desk:mac_catalyst_app_store");
  });
});

describe("what was renewed", () => {
  const renewed: World = {
    ...DONE,
    certificates: [certificate("c1", "k1", { expires: inDays(20) }), certificate("c2", "k2")],
    profiles: [profile("P1"), profile("P2", { certificates: ["c2"] })],
    stored: [
      storedKey("distribution", "k1"),
      storedKey("distribution", "k2"),
      storedIdentity("distribution", "c1", "k1"),
      storedIdentity("distribution", "c2", "k2"),
      storedProfile("P1"),
      { ...storedProfile("P2"), created: inDays(0) },
    ],
    records: [{ ...profileRecord("P2"), facts: { uuid: "P2", replaced: ["P1"] } }],
  };
  const retirement = [
    `- acme/profile/com.acme.shop:ios_app_store#P1: the old profile "${profile("P1").name}", once the new one is stored`,
    "- store/stored_profile/acme:com.acme.shop:ios_app_store#P1: the copy of the old profile P1",
  ];
  const later = (days: number): Date => new Date(inDays(days));

  it("goes after the grace time, and its certificate is never revoked", () => {
    expect(planLines(SHOP, { ...renewed, now: later(0) })).toEqual([]);
    expect(planLines(SHOP, { ...renewed, now: later(14) })).toEqual([]);
    expect(planLines(SHOP, { ...renewed, now: later(15) })).toEqual(retirement);
    const short = specOf({ shop: automatic({ retire_after: "3d" }) });
    expect(planLines(short, { ...renewed, now: later(4) })).toEqual(retirement);
  });

  it("stays for the longest time that one of its targets asks for", () => {
    const both = specOf({ shop: automatic({ retire_after: "3d" }), again: automatic({ retire_after: "20d" }) });
    expect(planLines(both, { ...renewed, now: later(15) })).toEqual([]);
  });

  it("goes at once when nothing can be built with it any more", () => {
    const [old, current] = renewed.certificates ?? [];
    if (!old || !current) throw new Error("there are two");
    const expired = { ...old, expires: inDays(-1) };
    expect(planLines(SHOP, { ...renewed, certificates: [expired, current] })).toEqual(retirement);
    const invalid = [profile("P1", { state: "INVALID" }), profile("P2", { certificates: ["c2"] })];
    expect(planLines(SHOP, { ...renewed, profiles: invalid })).toEqual(retirement);
  });

  it("leaves no target without certificate and profile in two years of nightly runs, nor a third certificate", () => {
    const spec = specOf({ shop: automatic(), notes: automatic({ bundle_id: "com.acme.notes", retire_after: "20d" }) });
    const simulation = simulate(spec, {});
    const { world } = simulation;
    let renewals = 0;
    let mostProfiles = 0;
    for (let night = 0; night < 730; night++) {
      world.now = new Date(NOW.getTime() + night * 86_400_000);
      renewals += converge(simulation)
        .flat()
        .filter((c) => c.type === "certificate").length;
      mostProfiles = Math.max(mostProfiles, world.profiles.length);
      const alive = world.certificates.filter((c) => Date.parse(c.expires) > world.now.getTime());
      expect(alive.length, `night ${night}`).toBeLessThanOrEqual(2);
      for (const app of ["shop", "notes"]) {
        const held = world.stored.findLast(
          (o) => o.address === `store/stored_profile/acme:com.acme.${app}:ios_app_store`,
        );
        const atApple = world.profiles.find((p) => p.uuid === held?.instance);
        const identity = world.stored.findLast((o) => o.address === "store/identity/acme:distribution");
        const serial = identity?.facts["serial_number"];
        expect(
          alive.map((c) => c.serial_number),
          `night ${night}`,
        ).toContain(serial);
        expect(atApple?.certificates, `night ${night}: ${app}`).toEqual([serial]);
        expect(Date.parse(atApple?.expires ?? ""), `night ${night}: ${app}`).toBeGreaterThan(world.now.getTime());
      }
    }
    expect(renewals).toBe(3);
    // Old ones are kept beside the new ones for their grace time.
    expect([mostProfiles, world.profiles.length]).toEqual([4, 2]);
  });
});
