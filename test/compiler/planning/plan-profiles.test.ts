import { describe, expect, it } from "vitest";
import { applySimulated, converge, simulate } from "./simulate.ts";
import {
  automatic,
  bundleId,
  certificate,
  device,
  digest,
  DONE,
  expectSound,
  inDays,
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
const NAME = "com.acme.shop:ios_app_store";

/** The lines of a replacement of P1, for whatever reason. */
const replaced = (why: string, old = profile("P1").name): readonly string[] => [
  `+ acme/profile/${NAME}: ${why}`,
  `+ store/stored_profile/acme:${NAME}: the new profile, kept for builds`,
  `- acme/profile/${NAME}#P1: the old profile "${old}", once the new one is stored`,
  `- store/stored_profile/acme:${NAME}#P1: the copy of the old profile P1`,
];

describe("a profile that will not do any more", () => {
  it.each([
    ["Apple says that the profile is INVALID", { state: "INVALID" }],
    ["Apple says that the profile is EXPIRED", { state: "EXPIRED" }],
    ["the profile expires in 30 days", { expires: inDays(30) }],
    [`the profile expired on ${inDays(-1).slice(0, 10)}`, { expires: inDays(-1) }],
    ["the profile holds other certificates than it should", { certificates: ["c1", "c2"] }],
    ["the profile holds other certificates than it should", { certificates: [] }],
    ["the profile holds 1 too many of the devices", { devices: ["00008110-001A2B3C4D5E601E"] }],
  ])("is replaced because %s", (why, more) => {
    expect(planLines(SHOP, { ...DONE, profiles: [profile("P1", more)] })).toEqual(replaced(why));
  });

  it.each(["SOMETHING_NEW", ""])("stays in state %o, which a new one would have as well", (state) => {
    expect(planLines(SHOP, { ...DONE, profiles: [profile("P1", { state })] })).toEqual([]);
  });

  it("stays one day before its renewal window", () => {
    expect(planLines(SHOP, { ...DONE, profiles: [profile("P1", { expires: inDays(31) })] })).toEqual([]);
  });

  it("names the old one in the new one, which gives it another name", () => {
    const [created] = planFor(SHOP, { ...DONE, profiles: [profile("P1", { expires: inDays(3) })] }).changes;
    expect(created).toMatchObject({
      action: "create",
      replaces_older: true,
      before: { name: profile("P1").name },
      after: { replaces: "P1" },
      reads: ["acme/bundle_id/com.acme.shop", "acme/certificate/c1", "acme/profile/P1"],
    });
  });

  it("is made anew when somebody deleted it, and its copy goes", () => {
    expect(planLines(SHOP, { ...DONE, profiles: [] })).toEqual([
      `+ acme/profile/${NAME}: there is no such profile yet`,
      `+ store/stored_profile/acme:${NAME}: the new profile, kept for builds`,
      `- store/stored_profile/acme:${NAME}#P1: the copy of the old profile P1`,
    ]);
  });
});

describe("capabilities", () => {
  const spec = specOf({ shop: automatic({ capabilities: "[push_notifications, { data_protection: complete }]" }) });
  const protection = (option: string): NonNullable<World["bundle_ids"]> => [
    bundleId("com.acme.shop", ["PUSH_NOTIFICATIONS"], {
      capabilities: [
        { id: "1", capability_type: "PUSH_NOTIFICATIONS", settings: [] },
        {
          id: "2",
          capability_type: "DATA_PROTECTION",
          settings: [{ key: "DATA_PROTECTION_PERMISSION_LEVEL", options: [option] }],
        },
      ],
    }),
  ];

  it("are added, which replaces the profiles of the bundle ID in the same plan", () => {
    expect(
      planLines(spec, { ...DONE, bundle_ids: [bundleId("com.acme.shop", ["PUSH_NOTIFICATIONS", "GAME_CENTER"])] }),
    ).toEqual([
      "+ acme/capability/com.acme.shop:data_protection: com.acme.shop does not have it yet",
      ...replaced("a capability changes, which turns the profiles of the bundle ID invalid"),
    ]);
  });

  it("go only where the spec says so, before the profiles are made anew, and say what falls with them", () => {
    const removing = specOf({ shop: automatic({ remove_capabilities: "[game_center, healthkit]" }) });
    const world = {
      ...DONE,
      bundle_ids: [bundleId("com.acme.shop", ["PUSH_NOTIFICATIONS", "GAME_CENTER"])],
      profiles: [profile("P1"), profile("X1", { name: "Made by hand" })],
      records: [...(DONE.records ?? []), { address: "acme/capability/com.acme.shop:game_center" as const, facts: {} }],
    };
    expect(planLines(removing, world)).toEqual([
      "- acme/capability/com.acme.shop:game_center: `remove_capabilities` turns it off for com.acme.shop",
      ...replaced("a capability changes, which turns the profiles of the bundle ID invalid"),
    ]);
    const planned = planFor(removing, world);
    expect(planned.changes[0]).toMatchObject({ targets: ["shop"], action_reason: "delete_by_request" });
    expect(planned.blastRadius[0]?.profiles.map(({ name, replaced: anew }) => [name, anew])).toEqual([
      ["Made by hand", false],
      [profile("P1").name, true],
    ]);
    const simulation = simulate(removing, world);
    converge(simulation);
    expect(simulation.world.bundle_ids[0]?.capabilities.map((c) => c.capability_type)).toEqual(["PUSH_NOTIFICATIONS"]);
    expect(simulation.world.records.map(({ address }) => address)).not.toContain(world.records.at(-1)?.address);
  });

  it("are set otherwise where a setting differs, and left alone where it does not", () => {
    expect(planLines(spec, { ...DONE, bundle_ids: protection("COMPLETE_PROTECTION") })).toEqual([]);
    expect(planLines(spec, { ...DONE, bundle_ids: protection("PROTECTED_UNLESS_OPEN") })[0]).toBe(
      "~ acme/capability/com.acme.shop:data_protection: DATA_PROTECTION_PERMISSION_LEVEL of com.acme.shop is set otherwise",
    );
    const anySetting = specOf({ shop: automatic({ capabilities: "[data_protection]" }) });
    expect(planLines(anySetting, { ...DONE, bundle_ids: protection("PROTECTED_UNLESS_OPEN") })).toEqual([]);
  });

  it("of two targets of one bundle ID are joined", () => {
    const both = specOf({
      shop: automatic({ capabilities: "[data_protection]" }),
      adhoc: automatic({ profile_type: "development", capabilities: "[{ data_protection: complete }, healthkit]" }),
    });
    const changes = planFor(both, { devices: [device("00008110-001A2B3C4D5E601E")] }).changes.filter(
      ({ type }) => type === "capability",
    );
    expect(changes.map(({ after, targets }) => [after, targets])).toEqual([
      [
        {
          bundle_id: "com.acme.shop",
          capability_type: "DATA_PROTECTION",
          settings: [{ key: "DATA_PROTECTION_PERMISSION_LEVEL", options: ["COMPLETE_PROTECTION"] }],
        },
        ["adhoc", "shop"],
      ],
      [{ bundle_id: "com.acme.shop", capability_type: "HEALTHKIT", settings: [] }, ["adhoc", "shop"]],
    ]);
  });

  it("name the profiles that fall with them and that nobody rebuilds", () => {
    const foreign = profile("X1", {
      name: "Made by hand",
      profile_type: "IOS_APP_ADHOC",
      devices: ["00008110-001A2B3C4D5E601E"],
    });
    const elsewhere = profile("X2", { name: "Of another app", bundle_id: "com.acme.other" });
    const planned = planFor(spec, {
      ...DONE,
      bundle_ids: [bundleId("com.acme.shop", ["DATA_PROTECTION"])],
      profiles: [profile("P1"), foreign, elsewhere],
    });
    expect(planned.blastRadius[0]).toEqual({
      address: "acme/capability/com.acme.shop:data_protection",
      targets: ["shop"],
      profiles: [
        { name: "Made by hand", uuid: "X1", ours: false, replaced: false },
        { name: profile("P1").name, uuid: "P1", ours: true, replaced: true },
      ],
    });
    expect(planned.changes[0]?.reads).toEqual(["acme/bundle_id/com.acme.shop", "acme/profile/P1", "acme/profile/X1"]);
  });
});

describe("profiles of others", () => {
  it("are never replaced or deleted, whatever they are called", () => {
    const lookAlike = profile("X1", { name: "Signwright com.acme.shop ios_app_store 0123abcd", state: "INVALID" });
    const byHand = profile("X2", { name: "Acme App Store", expires: inDays(2) });
    const otherApp = profile("X3", {
      name: "Signwright com.acme.shop ios_app_store 0123abcd",
      bundle_id: "com.acme.other",
    });
    expect(planLines(SHOP, { ...DONE, profiles: [lookAlike, byHand, otherApp, profile("P1")] })).toEqual([]);
    expect(
      planAddresses(SHOP, {
        ...DONE,
        profiles: [lookAlike, byHand, otherApp],
        stored: DONE.stored?.slice(0, 2),
        records: [],
      } as World),
    ).toEqual([`+ acme/profile/${NAME}`, `+ store/stored_profile/acme:${NAME}`]);
  });

  it("do not take the place of our own, though they would do and are newer", () => {
    const lookAlike = profile("X1", { expires: inDays(364) });
    expect(planLines(SHOP, { ...DONE, profiles: [lookAlike, profile("P1")] })).toEqual([]);
  });
});

describe("after a run that stopped", () => {
  it("takes the profile that was made but not marked: by its name, for its bundle ID and type", () => {
    const world: World = { ...DONE, stored: DONE.stored?.slice(0, 2) ?? [], records: [] };
    expect(planLines(SHOP, world)).toEqual([
      `+ store/stored_profile/acme:${NAME}: the store does not hold profile P1 yet`,
    ]);
  });

  it("finishes a replacement: stores the new one, then deletes the old one", () => {
    const world: World = { ...DONE, profiles: [profile("P1", { state: "INVALID" }), profile("P2")] };
    const rest = [
      `+ store/stored_profile/acme:${NAME}: the store does not hold profile P2 yet`,
      `- acme/profile/${NAME}#P1: the old profile "${profile("P1").name}", once the new one is stored`,
      `- store/stored_profile/acme:${NAME}#P1: the copy of the old profile P1`,
    ];
    expect(planLines(SHOP, world)).toEqual(rest);
    expect(planLines(SHOP, { ...world, records: [profileRecord("P2")] })).toEqual(rest);
    expect(
      planLines(SHOP, {
        ...world,
        records: [profileRecord("P2")],
        stored: [...(world.stored ?? []), storedProfile("P2")],
      }),
    ).toEqual(rest.slice(1));
    expect(
      planLines(SHOP, {
        ...world,
        profiles: [profile("P2")],
        records: [profileRecord("P2")],
        stored: [...(world.stored ?? []), storedProfile("P2")],
      }),
    ).toEqual(rest.slice(2));
  });

  it("stores a profile again that the store lost", () => {
    expect(planLines(SHOP, { ...DONE, stored: DONE.stored?.slice(0, 2) ?? [] })).toEqual([
      `+ store/stored_profile/acme:${NAME}: the store does not hold profile P1 yet`,
    ]);
  });

  it("comes to the same end from every step of a replacement", () => {
    const start: World = {
      ...DONE,
      profiles: [profile("P1", { expires: inDays(5) })],
      certificates: [certificate("c1", "k1", { expires: inDays(5) })],
    };
    const atOnce = specOf({ shop: automatic({ retire_after: "0d" }) });
    const steps = planFor(atOnce, start).changes;
    expect(steps.map(({ action, type }) => `${action} ${type}`)).toEqual([
      "create key",
      "create certificate",
      "create identity",
      "create profile",
      "create stored_profile",
      "delete profile",
      "delete stored_profile",
    ]);
    for (let stop = 0; stop <= steps.length; stop++) {
      const simulation = simulate(atOnce, start);
      for (const step of steps.slice(0, stop)) applySimulated(simulation, step, steps);
      converge(simulation);
      expect([simulation.world.certificates.length, simulation.world.profiles.length], `after ${stop} steps`).toEqual([
        2, 1,
      ]);
    }
  });
});

describe("a name that the spec fixes", () => {
  const spec = specOf({ shop: automatic({ profile_name: "Acme Shop", extensions: "[com.acme.shop.widget]" }) });
  const WIDGET = "com.acme.shop.widget:ios_app_store";
  const world: World = {
    ...DONE,
    bundle_ids: [bundleId("com.acme.shop"), bundleId("com.acme.shop.widget")],
    profiles: [
      profile("P1", { name: "Acme Shop" }),
      profile("P2", { name: "Acme Shop com.acme.shop.widget", bundle_id: "com.acme.shop.widget" }),
    ],
    stored: [...(DONE.stored ?? []), storedProfile("P2", WIDGET)],
    records: [profileRecord("P1"), profileRecord("P2", WIDGET)],
  };

  it("is the name of the app's profile, and of each extension's with its bundle ID", () => {
    expect(planLines(spec, world)).toEqual([]);
  });

  it("is freed before the new profile is made, and the plan says that this leaves a gap", () => {
    const profiles = [profile("P1", { name: "Acme Shop", state: "INVALID" }), ...(world.profiles?.slice(1) ?? [])];
    expect(planLines(spec, { ...world, profiles })).toEqual([
      `- acme/profile/${NAME}#P1: the old profile "Acme Shop"; \`profile_name\` fixes the name, so there is no profile until the new one is made`,
      `+ acme/profile/${NAME}: Apple says that the profile is INVALID`,
      `+ store/stored_profile/acme:${NAME}: the new profile, kept for builds`,
      `- store/stored_profile/acme:${NAME}#P1: the copy of the old profile P1`,
    ]);
    const simulation = simulate(spec, { ...world, profiles });
    expect(converge(simulation)).toHaveLength(1);
  });

  it("is given to a profile that has another one, which goes last because it holds no name that is needed", () => {
    const profiles = [profile("P1", { name: "Acme Store" }), ...(world.profiles?.slice(1) ?? [])];
    expect(planLines(spec, { ...world, profiles })).toEqual(
      replaced('the profile is named "Acme Store"', "Acme Store"),
    );
  });

  it("is an error when a profile of others holds it", () => {
    const holder = profile("X1", { name: "Acme Shop", profile_type: "IOS_APP_ADHOC" });
    const planned = planFor(spec, {
      ...world,
      profiles: [holder, ...(world.profiles?.slice(1) ?? [])],
      stored: world.stored?.filter((o) => o.instance !== "P1") ?? [],
    });
    expectSound(planned);
    expect(planned.diagnostics).toHaveLength(1);
    expect(planned.diagnostics[0]).toMatchObject({
      code: "app-store-connect/name-taken",
      severity: "error",
      address: `acme/profile/${NAME}`,
    });
    expect(planned.changes.filter(({ type, action }) => type === "profile" && action === "delete")).toEqual([]);
  });

  it("adopts a profile of that very name that is as wanted", () => {
    expect(
      planLines(spec, { ...world, records: [], stored: world.stored?.filter((o) => o.instance !== "P1") ?? [] }),
    ).toEqual([`+ store/stored_profile/acme:${NAME}: the store does not hold profile P1 yet`]);
  });
});

describe("devices", () => {
  const U1 = "00008110-001A2B3C4D5E601E";
  const U2 = "00008110-001A2B3C4D5E602E";
  const groups = `devices:
  qa: [{ name: QA One, udid: ${U1}, platform: ios }, { name: QA Two, udid: ${U2}, platform: ios }]
  same: [{ name: QA One again, udid: ${U1.toLowerCase()}, platform: ios }]
  tvs: [{ name: Living room, udid: 00008110-001A2B3C4D5E603E, platform: tvos }]
  macs: [{ name: Mac mini, udid: 00008103-001A2B3C4D5E604E, platform: macos }]`;
  const ADHOC = "com.acme.shop:ios_app_adhoc";
  const adhoc = (fields: Record<string, string> = {}): ReturnType<typeof specOf> =>
    specOf({ adhoc: automatic({ profile_type: "ad_hoc", devices: "[qa]", ...fields }) }, groups);
  const world: World = {
    ...DONE,
    devices: [device(U1), device(U2)],
    profiles: [profile("P1", { profile_type: "IOS_APP_ADHOC", devices: [U1, U2] })],
    stored: [...(DONE.stored?.slice(0, 2) ?? []), storedProfile("P1", ADHOC)],
    records: [profileRecord("P1", ADHOC)],
  };
  const held = (profiles: readonly string[]): World => ({
    ...world,
    profiles: [profile("P1", { profile_type: "IOS_APP_ADHOC", devices: profiles })],
  });
  const listed = (spec: ReturnType<typeof specOf>, at: World): readonly string[] =>
    planFor(spec, at).changes.flatMap((c) => (c.type === "profile" && c.after ? c.after.devices : []));

  it("are registered, each once however the groups spell it, and the profile waits for them", () => {
    const spec = specOf(
      {
        a: automatic({ profile_type: "ad_hoc", devices: "[qa, same]" }),
        b: automatic({ profile_type: "development", devices: "[same]" }),
      },
      groups,
    );
    const planned = planFor(spec, { ...DONE, devices: [] });
    expectSound(planned);
    const created = planned.changes.filter(({ type }) => type === "device");
    expect(created.map(({ address, targets }) => [address, targets])).toEqual([
      [`acme/device/${U1}`, ["a", "b"]],
      [`acme/device/${U2}`, ["a"]],
    ]);
    for (const change of planned.changes)
      if (change.type === "profile" && change.action === "create")
        expect(change.depends_on).toContain(`acme/device/${U1}`);
  });

  it("are registered under the platform that Apple has for them", () => {
    const spec = specOf(
      {
        tv: automatic({ platform: "tvos", profile_type: "development", devices: "[tvs]" }),
        mac: automatic({
          platform: "macos",
          profile_type: "development",
          devices: "[macs]",
          bundle_id: "com.acme.desk",
        }),
      },
      groups,
    );
    expect(
      planFor(spec, {}).changes.flatMap((c) => (c.type === "device" ? [[c.after?.name, c.after?.platform]] : [])),
    ).toEqual([
      ["Mac mini", "MAC_OS"],
      ["Living room", "IOS"],
    ]);
  });

  it("replace the profile when one is missing in it, or too many", () => {
    expect(planLines(adhoc(), world)).toEqual([]);
    expect(planLines(adhoc(), held([U1]))[0]).toBe(`+ acme/profile/${ADHOC}: the profile lacks 1 of the devices`);
    expect(planLines(adhoc(), held([U1, U2, "00008110-0000000000000000"]))[0]).toBe(
      `+ acme/profile/${ADHOC}: the profile holds 1 too many of the devices`,
    );
    expect(planLines(adhoc(), held([U1, "00008110-0000000000000000"]))[0]).toBe(
      `+ acme/profile/${ADHOC}: the profile lacks 1 and holds 1 too many of the devices`,
    );
  });

  it("are the same in another letter case and without dashes", () => {
    const plain = (udid: string): string => udid.toLowerCase().replaceAll("-", "");
    expect(
      planLines(adhoc(), {
        ...held([plain(U1), U2.toLowerCase()]),
        devices: [device(plain(U1)), device(U2.toLowerCase())],
      }),
    ).toEqual([]);
    expect(listed(adhoc(), { ...held([]), devices: [device(plain(U1)), device(U2)] })).toEqual([U2, plain(U1)]);
  });

  it("of a team are all enabled ones of the class", () => {
    const team = [
      device("a1"),
      device("a2", { device_class: "IPAD" }),
      device("a3", { device_class: "APPLE_WATCH" }),
      device("a4", { device_class: "APPLE_TV" }),
      device("a5", { device_class: "MAC", platform: "MAC_OS" }),
      device("a6", { device_class: "APPLE_VISION_PRO" }),
      device("a7", { status: "DISABLED" }),
      device("a8", { status: "PROCESSING" }),
      device("a9", { device_class: "SOMETHING_NEW" }),
    ];
    const of = (platform: string, bundle = "com.acme.shop"): readonly string[] =>
      listed(specOf({ dev: automatic({ platform, profile_type: "development", devices: "all", bundle_id: bundle }) }), {
        ...DONE,
        devices: team,
      });
    expect(of("ios")).toEqual(["a1", "a2", "a3", "a6"]);
    expect(of("visionos")).toEqual(["a1", "a2", "a3", "a6"]);
    expect(of("tvos")).toEqual(["a4"]);
    expect(of("macos")).toEqual(["a5"]);
  });

  it("that Apple is processing are asked for, and a profile without them is right until they are ready", () => {
    const processing = [device(U1), device(U2, { status: "PROCESSING" })];
    expect(listed(adhoc(), { ...world, profiles: [], devices: processing })).toEqual([U1, U2]);
    expect(planLines(adhoc(), { ...held([U1]), devices: processing })).toEqual([
      `warning app-store-connect/device-left-out: Apple left device \`device ${U2}\` (PROCESSING) out of the profile \`${profile("P1", { profile_type: "IOS_APP_ADHOC" }).name}\``,
    ]);
    expect(planLines(adhoc(), { ...held([U1, U2]), devices: processing })).toEqual([]);
    expect(planLines(adhoc(), held([U1]))[0]).toContain("lacks 1 of the devices");
    const all = adhoc({ devices: "all" });
    expect(planLines(all, { ...held([U1]), devices: processing })).toEqual([]);
    expect(planLines(all, { ...held([U1, U2]), devices: processing })).toEqual([]);
  });

  it("that groups name and Apple shows as disabled are enabled again; all takes only what is enabled", () => {
    const disabled = [device(U1), device(U2, { status: "DISABLED" })];
    const lines = planLines(adhoc(), { ...held([U1]), devices: disabled });
    expect(lines[0]).toBe(
      `~ acme/device/${U2}: device ${U2} is disabled at Apple, and a group of \`devices\` names it`,
    );
    expect(lines[1]).toContain("the profile lacks 1 of the devices");
    const [enable, profileOf] = planFor(adhoc(), { ...held([U1]), devices: disabled }).changes;
    expect([enable?.before, enable?.after]).toMatchObject([{ status: "DISABLED" }, { status: "ENABLED" }]);
    expect(profileOf?.depends_on).toContain(`acme/device/${U2}`);
    expect(planLines(adhoc({ devices: "all" }), { ...held([U1]), devices: disabled })).toEqual([]);
    const simulation = simulate(adhoc(), { ...held([U1]), devices: disabled });
    converge(simulation);
    expect(simulation.world.devices.map(({ status }) => status)).toEqual(["ENABLED", "ENABLED"]);
    expect(simulation.world.profiles.map(({ devices }) => devices)).toContainEqual([U1, U2]);
  });

  it("in another state at Apple are left out with a warning, and none left is an error", () => {
    const warning = (name: string): string =>
      `warning plan/device-not-enabled: device \`${name}\` is INELIGIBLE at Apple, so it is left out of every profile`;
    const other = device(U2, { status: "INELIGIBLE" });
    expect(planLines(adhoc(), { ...held([U1]), devices: [device(U1), other] })).toEqual([warning("QA Two")]);
    expect(planLines(adhoc(), { ...world, devices: [device(U1, { status: "INELIGIBLE" }), other] })).toEqual([
      warning("QA One"),
      warning("QA Two"),
      "error plan/no-devices: target `adhoc` needs devices, and there is none that fits ios",
    ]);
  });

  it("are disabled where the spec says so, last, and no profile is made with them", () => {
    const [kept, gone] = ["00008110-001A2B3C4D5E601E", "00008110-001A2B3C4D5E602E"];
    const spec = specOf(
      { shop: automatic({ profile_type: "ad_hoc", disable_devices: "[retired]" }) },
      `devices: { retired: [{ name: Old, udid: ${gone.toLowerCase().replaceAll("-", "")}0000000000000000, platform: ios }, { name: Older, udid: ${gone.toLowerCase()}, platform: ios }] }`,
    );
    const adhoc = "com.acme.shop:ios_app_adhoc";
    const world = {
      ...DONE,
      devices: [device(kept), device(gone)],
      profiles: [profile("A1", { profile_type: "IOS_APP_ADHOC", devices: [kept, gone] })],
      stored: [...(DONE.stored ?? []).slice(0, 2), storedProfile("A1", adhoc)],
      records: [profileRecord("A1", adhoc)],
    };
    const lines = planLines(spec, world);
    expect(lines[0]).toBe(`+ acme/profile/${adhoc}: the profile holds 1 too many of the devices`);
    expect(lines).toContain(
      `- acme/device/${gone}: \`disable_devices\` disables device ${gone} at Apple; its slot is free again when the membership year ends`,
    );
    const { name } = profile("A1", { profile_type: "IOS_APP_ADHOC" });
    expect(planFor(spec, world).blastRadius.find(({ address }) => address === `acme/device/${gone}`)).toEqual({
      address: `acme/device/${gone}`,
      targets: ["shop"],
      profiles: [{ name, uuid: "A1", ours: true, replaced: true }],
    });
    const simulation = simulate(spec, world);
    converge(simulation);
    expect(simulation.world.devices.map(({ status }) => status)).toEqual(["ENABLED", "DISABLED"]);
    expect(simulation.world.profiles.map(({ devices }) => devices)).toEqual([[kept]]);
  });

  it("of a list in a file are as those of the spec, with Apple's words for platforms", () => {
    const spec = specOf(
      { tv: automatic({ platform: "tvos", profile_type: "ad_hoc", devices: "[lab, more]" }) },
      "devices:\n  lab: { file: lab.txt }\n  more: [{ name: Second, udid: 00008110-001A2B3C4D5E602E, platform: tvos }]",
    );
    const devices = [{ udid: "00008110-001A2B3C4D5E601E", name: "Lab TV", platform: "ios" as const }];
    const deviceLists = new Map([["lab", { path: "lab.txt", sha256: digest("lab"), devices }]]);
    const world = { ...DONE, files: { deviceLists } };
    expect(planFor(spec, world).changes.flatMap((c) => (c.type === "device" ? [c.after] : []))).toEqual([
      { udid: "00008110-001A2B3C4D5E601E", name: "Lab TV", platform: "IOS" },
      { udid: "00008110-001A2B3C4D5E602E", name: "Second", platform: "IOS" },
    ]);
    expect(planFor(spec, { ...world, files: {} }).changes.filter((c) => c.type === "device")).toHaveLength(1);
  });

  it("include Apple silicon Macs where the spec says so, and no others", () => {
    const macs = [
      device("00006000-001A2B3C4D5E601E", { device_class: "MAC", platform: "MAC_OS" }),
      device("00006000-001A2B3C4D5E602E", { device_class: "APPLE_SILICON_MAC", platform: "MAC_OS" }),
      device("A5B5CD50-14AB-5AF7-8B78-AB4751AB10A8", { device_class: "MAC", platform: "MAC_OS" }),
      device("00006000-001A2B3C4D5E603E", { device_class: "INTEL_MAC", platform: "MAC_OS" }),
    ];
    const world = { ...DONE, devices: [...macs, device("00008110-001A2B3C4D5E601E")] };
    const devicesOf = (fields: Record<string, string>): readonly string[] =>
      planFor(specOf({ shop: automatic({ profile_type: "ad_hoc", ...fields }) }), world).changes.flatMap((c) =>
        c.type === "profile" && c.after ? c.after.devices : [],
      );
    expect(devicesOf({ include_macs: "true" })).toEqual([
      "00006000-001A2B3C4D5E601E",
      "00006000-001A2B3C4D5E602E",
      "00008110-001A2B3C4D5E601E",
    ]);
    expect(devicesOf({})).toEqual(["00008110-001A2B3C4D5E601E"]);
  });

  it("that are Intel Macs are refused where the spec names them for an iOS app", () => {
    const spec = specOf(
      { shop: automatic({ profile_type: "ad_hoc", devices: "[macs]", include_macs: "true" }) },
      "devices: { macs: [{ name: Mini, udid: 00006000-001A2B3C4D5E603E, platform: macos }] }",
    );
    const intel = device("00006000-001A2B3C4D5E603E", { device_class: "INTEL_MAC", platform: "MAC_OS" });
    expect(planLines(spec, { ...DONE, devices: [intel] })).toContain(
      "error rule/device-platform: device `Mini` is registered with acme as INTEL_MAC, which no ios profile can hold",
    );
  });

  it("of another class than the spec thinks are an error", () => {
    const planned = planFor(adhoc(), { ...world, devices: [device(U1), device(U2, { device_class: "APPLE_TV" })] });
    expect(planned.diagnostics.map(({ code, severity, address }) => [code, severity, address])).toEqual([
      ["rule/device-platform", "error", "targets.adhoc"],
    ]);
    expect(planned.diagnostics[0]?.message).toContain("APPLE_TV");
    expect(
      planFor(adhoc(), { ...world, devices: [device(U1), device(U2, { device_class: "SOMETHING_NEW" })] }).diagnostics,
    ).toEqual([]);
  });

  it("are needed: a team without any is an error that names the target", () => {
    const planned = planFor(specOf({ dev: automatic({ profile_type: "[development, app_store]" }) }), {
      ...DONE,
      devices: [device("a4", { device_class: "APPLE_TV" })],
    });
    expect(planned.diagnostics.map(({ code, address }) => [code, address])).toEqual([
      ["plan/no-devices", "targets.dev:development"],
    ]);
  });
});

describe("extensions", () => {
  const spec = (more: Record<string, string> = {}): ReturnType<typeof specOf> =>
    specOf({ shop: automatic({ extensions: "discover" }), ...more });
  const profilesOf = (
    registered: NonNullable<World["bundle_ids"]>,
    more: Record<string, string> = {},
  ): readonly string[] =>
    planAddresses(spec(more), {
      ...DONE,
      bundle_ids: [bundleId("com.acme.shop"), ...registered],
      profiles: [],
    }).flatMap((line) => /^\+ acme\/profile\/(.*):ios_app_store$/.exec(line)?.[1] ?? []);

  it("are found below the app's bundle ID, at the dot", () => {
    expect(
      profilesOf([
        bundleId("com.acme.shop.widget"),
        bundleId("com.acme.shop.a.b"),
        bundleId("com.acme.shopping"),
        bundleId("com.acme.sho"),
        bundleId("com.acme"),
      ]),
    ).toEqual(["com.acme.shop.a.b", "com.acme.shop.widget", "com.acme.shop"]);
  });

  it("have no app of their own, and are known not to have one", () => {
    expect(
      profilesOf([
        bundleId("com.acme.shop.watch", [], { has_app: true }),
        bundleId("com.acme.shop.other", [], { has_app: null }),
        bundleId("com.acme.shop.*"),
      ]),
    ).toEqual(["com.acme.shop"]);
  });

  it("are no other target's, nor below another target's app", () => {
    const registered = [
      bundleId("com.acme.shop.pro"),
      bundleId("com.acme.shop.pro.widget"),
      bundleId("com.acme.shop.kids.widget"),
      bundleId("com.acme.shop.widget"),
      bundleId("com.acme.shop.prototype"),
    ];
    const others = {
      pro: automatic({ bundle_id: "com.acme.shop.pro", extensions: "discover" }),
      kids: automatic({ bundle_id: "com.acme.kids", extensions: "[com.acme.kids.x]" }),
    };
    const planned = planFor(spec(others), { ...DONE, bundle_ids: registered, profiles: [] });
    const targetsOf = (identifier: string): readonly string[] =>
      planned.changes.find((c) => c.address === `acme/profile/${identifier}:ios_app_store`)?.targets ?? [];
    expect(registered.map(({ identifier }) => [identifier, targetsOf(identifier)])).toEqual([
      ["com.acme.shop.pro", ["pro"]],
      ["com.acme.shop.pro.widget", ["pro"]],
      ["com.acme.shop.kids.widget", ["shop"]],
      ["com.acme.shop.widget", ["shop"]],
      ["com.acme.shop.prototype", ["shop"]],
    ]);
  });

  it("that are listed are registered where they are not, with their own capabilities", () => {
    const listed = specOf({
      shop: automatic({
        extensions: "[{ bundle_id: com.acme.shop.widget, capabilities: [healthkit] }]",
        capabilities: "[push_notifications]",
      }),
    });
    expect(planAddresses(listed, DONE).slice(0, 3)).toEqual([
      "+ acme/bundle_id/com.acme.shop.widget",
      "+ acme/capability/com.acme.shop:push_notifications",
      "+ acme/capability/com.acme.shop.widget:healthkit",
    ]);
  });

  it("of a wildcard are covered by it", () => {
    const wildcard = specOf({
      shop: automatic({ bundle_id: '"com.acme.*"', profile_type: "development", extensions: "discover" }),
    });
    const planned = planFor(wildcard, { devices: [device("a1")], bundle_ids: [bundleId("com.acme.shop")] });
    expect(planned.changes.find(({ type }) => type === "bundle_id")?.after).toEqual({
      identifier: "com.acme.*",
      name: "com acme wildcard",
      platform: "UNIVERSAL",
    });
    expect(planned.changes.filter(({ type }) => type === "profile")).toHaveLength(1);
  });
});

describe("what leaves the file", () => {
  const NOTES = "com.acme.notes:ios_app_store";
  const world: World = {
    ...DONE,
    bundle_ids: [bundleId("com.acme.shop"), bundleId("com.acme.notes")],
    profiles: [
      profile("P1"),
      profile("N1", { bundle_id: "com.acme.notes" }),
      profile("X1", { bundle_id: "com.acme.notes", name: "Made by hand" }),
    ],
    stored: [...(DONE.stored ?? []), storedProfile("N1", NOTES)],
    records: [
      profileRecord("P1"),
      profileRecord("N1", NOTES),
      { address: "acme/bundle_id/com.acme.notes", facts: { identifier: "com.acme.notes" } },
    ],
  };
  const forgotten = ". acme/bundle_id/com.acme.notes: no target names it any more; it stays registered at Apple";
  const removal = [
    `- acme/profile/${NOTES}#N1: no target of the signing file needs it any more`,
    `- store/stored_profile/acme:${NOTES}#N1: the copy of a profile that no target needs any more`,
  ];

  it("is forgotten but for profiles that Signwright made: they go, with their copies", () => {
    expect(planLines(SHOP, world)).toEqual([forgotten, ...removal]);
    const simulation = simulate(SHOP, world);
    converge(simulation);
    expect(simulation.world.profiles.map(({ uuid }) => uuid)).toEqual(["P1", "X1"]);
    expect(simulation.world.bundle_ids).toHaveLength(2);
    expect(simulation.world.records.map(({ address }) => address)).not.toContain(`acme/profile/${NOTES}`);
  });

  it("is gone completely, also after a run that stopped", () => {
    const unmarked = world.records?.filter(({ address }) => address !== `acme/profile/${NOTES}`) ?? [];
    const lines = (more: Partial<World>): readonly string[] =>
      planLines(SHOP, { ...world, ...more }).filter((line) => line !== forgotten);
    expect(lines({ records: unmarked })).toEqual(removal);
    expect(lines({ records: unmarked, profiles: [profile("P1")] })).toEqual(removal.slice(1));
    expect(lines({ stored: DONE.stored ?? [] })).toEqual(removal.slice(0, 1));
    const two = {
      ...world,
      profiles: [...(world.profiles ?? []), profile("N0", { bundle_id: "com.acme.notes" })],
      stored: [...(world.stored ?? []), storedProfile("N0", NOTES)],
    };
    expect(planAddresses(SHOP, two).slice(1)).toEqual([
      `- acme/profile/${NOTES}#N0`,
      `- acme/profile/${NOTES}#N1`,
      `- store/stored_profile/acme:${NOTES}#N1`,
      `- store/stored_profile/acme:${NOTES}#N0`,
    ]);
  });

  it("is nothing in a plan for some targets", () => {
    const both = specOf({ shop: automatic(), adhoc: automatic({ profile_type: "ad_hoc" }) });
    const devices = [device("a1")];
    expect(planLines(both, { ...world, devices }, ["shop"])).toEqual([]);
    expect(planAddresses(both, { ...world, devices }).filter((line) => line.startsWith("-"))).toHaveLength(2);
  });

  it("is nothing of keys that were not read", () => {
    const address = "own/profile/com.acme.shop:ios_app_store" as const;
    expect(
      planLines(SHOP, { ...DONE, records: [...(DONE.records ?? []), { ...profileRecord("Q1"), address }] }),
    ).toEqual([]);
  });

  it("is forgotten with its key, because nobody can be asked any more", () => {
    const address = "partner/profile/com.acme.shop:ios_app_store" as const;
    expect(
      planLines(SHOP, { ...DONE, records: [...(DONE.records ?? []), { ...profileRecord("Q1"), address }] }),
    ).toEqual([`. ${address}: the signing file has no key \`partner\` any more; what it made stays at Apple`]);
  });

  it("says of each kind what becomes of it, and then nothing more", () => {
    const facts = {};
    const records = [
      { address: "acme/certificate/distribution", facts },
      { address: "acme/certificate/mac_installer_distribution", facts },
      { address: "acme/bundle_id/com.acme.shop", facts },
      { address: "acme/capability/com.acme.shop:push_notifications", facts },
      { address: "acme/device/00008110-001A2B3C4D5E601E", facts },
      { address: "acme/profile/com.acme.shop:ios_app_adhoc", facts: { uuid: "gone" } },
      { address: "console/signing_profile/Android Signing", facts },
    ] as const;
    const left = { ...DONE, records: [...(DONE.records ?? []), ...records] };
    expect(planLines(SHOP, left)).toEqual([
      ". acme/capability/com.acme.shop:push_notifications: no target asks for it any more; it stays on: `remove_capabilities` turns it off",
      ". acme/certificate/mac_installer_distribution: no target needs it any more; it stays valid at Apple, and its private key in the store: `--revoke` with its serial number revokes it",
      ". acme/device/00008110-001A2B3C4D5E601E: no target names it any more; it stays registered: `disable_devices` disables it",
      ". acme/profile/com.acme.shop:ios_app_adhoc: no target needs it any more, and Apple has it no more",
      ". console/signing_profile/Android Signing: no target names it any more; it stays on the console",
    ]);
    const simulation = simulate(SHOP, left);
    expect(converge(simulation)).toHaveLength(1);
  });

  it("stays with a device that another group names in other letters, or that a target takes with all others", () => {
    const records = [{ address: "acme/device/00008110-001A2B3C4D5E601E" as const, facts: {} }];
    const devices = [device("00008110-001a2b3c4d5e601e")];
    const adhoc = (fields: Record<string, string>): readonly string[] => {
      const spec = specOf(
        { shop: automatic({ profile_type: "ad_hoc", ...fields }) },
        "devices: { qa: [{ name: QA, udid: 00008110-001a2b3c4d5e601e, platform: ios }] }",
      );
      return planAddresses(spec, { ...DONE, devices, records }).filter((line) => line.includes("/device/"));
    };
    expect(adhoc({ devices: "[qa]" })).toEqual([]);
    expect(adhoc({})).toEqual([]);
  });

  it("stays in the store where it is a key, an identity, a keystore or a file of the user", () => {
    const copy = { ...storedProfile("F1"), address: "store/stored_profile/signing/a:b.mobileprovision" as const };
    const held = [
      ...(DONE.stored ?? []),
      { ...copy, facts: { ...copy.facts, source: "file" } },
      storedKey("development", "k9"),
      storedIdentity("development", "c9", "k9"),
    ];
    const planned = planFor(SHOP, { ...DONE, stored: held });
    expect([planned.changes, planned.kept]).toEqual([
      [],
      [
        "store/identity/acme:development",
        "store/key/acme:development",
        "store/stored_profile/signing/a:b.mobileprovision",
      ],
    ]);
    expect(planFor(SHOP, { ...DONE, stored: held }, ["none"]).kept).toEqual([]);
  });

  it("keeps certificates, keys and identities", () => {
    const none = specOf({ other: automatic({ bundle_id: "com.acme.other", certificate_type: "IOS_DISTRIBUTION" }) });
    const deletes = planFor(none, {
      ...world,
      stored: [
        ...(world.stored ?? []),
        storedKey("ios_distribution", "k7"),
        storedIdentity("ios_distribution", "c7", "k7"),
      ],
    }).changes.filter(({ action }) => action === "delete");
    expect(new Set(deletes.map(({ type }) => type))).toEqual(new Set(["profile", "stored_profile"]));
  });
});
