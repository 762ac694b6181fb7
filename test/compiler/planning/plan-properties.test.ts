import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planChanges, type PlannedChanges } from "../../../src/compiler/planning/plan-changes.ts";
import type { ResolvedSpec, Target } from "../../../src/compiler/target.ts";
import { hasErrors } from "../../../src/diagnostics/diagnostic.ts";
import { addressOf, ownerOf, type Address } from "../../../src/plan/address.ts";
import type { Observed } from "../../../src/plan/observed.ts";
import { waitingChanges, type Change } from "../../../src/plan/plan.ts";
import { applySimulated, simulate } from "./simulate.ts";
import { profileAt, sign, written } from "./simulate-console.ts";
import { newest, type DataIds, type Simulation } from "./simulation.ts";
import {
  android,
  automatic,
  bundleId,
  certificate,
  device,
  digest,
  expectSound,
  factsOf,
  identities,
  inDays,
  madeAndroid,
  keystores,
  linesOf,
  manual,
  observedOf,
  planFor,
  profileFiles,
  signingProfile,
  specOf,
  type World,
} from "./world.ts";

// Worlds as they come to be: some targets are planned and carried out, in part or whole; then people, Apple and time do something
// to the world; then another spec is planned in it. What must hold then holds for every such history.

const U = ["00008110-001A2B3C4D5E601E", "00008110-001A2B3C4D5E602E", "00008110-001A2B3C4D5E603E"] as const;
const GROUPS = `devices:
  qa: [{ name: One, udid: ${U[0]}, platform: ios }, { name: Two, udid: ${U[1]}, platform: ios }]
  all-qa: [{ name: Two, udid: ${U[1].toLowerCase()}, platform: ios }, { name: Three, udid: ${U[2]}, platform: ios }]
limits: { certificates: { DISTRIBUTION: 30, DEVELOPMENT: 30, MAC_INSTALLER_DISTRIBUTION: 30 } }`;

/** How a target for iOS is on the console. */
function onConsole(name: string, app: string, more = "signing: sign_on_console"): string {
  return `{ key: console, profile: ${name}, signing_cert_id: Apple Distribution, apps: [${app}], ${more} }`;
}

const APPS = (["com.acme.shop", "com.acme.mail"] as const).flatMap((package_name) =>
  (["android", "ios"] as const).map((platform) => ({
    app_id: `${platform} ${package_name}`,
    name: package_name,
    package_name,
    platform,
    policies: ["POLICY_CODE_DAR"],
    signing: null,
  })),
);

/** Targets that can stand in one file together. */
const POOL: Readonly<Record<string, readonly string[]>> = {
  shop: [
    automatic(),
    automatic({ extensions: "discover" }),
    automatic({ extensions: "[com.acme.shop.widget]", capabilities: "[push_notifications]" }),
    automatic({ profile_name: "Acme Shop", capabilities: "[{ data_protection: complete }]" }),
    automatic({ certificate: "own", renew_before: "90d" }),
    automatic({ policy_console: onConsole("iOS Signing", "com.acme.shop") }),
    automatic({ policy_console: onConsole("iOS Signing", "com.acme.shop", "description: Acme"), certificate: "own" }),
    automatic({ policy_console: onConsole("iOS Signing", "com.acme.shop", "signing: sign_externally") }),
  ],
  adhoc: [
    automatic({ profile_type: "ad_hoc", devices: "[qa]" }),
    automatic({ profile_type: "ad_hoc", devices: "[all-qa, qa]" }),
    automatic({ profile_type: "ad_hoc", devices: "all" }),
  ],
  dev: [
    automatic({ profile_type: "development", devices: "[qa]" }),
    automatic({ profile_type: "development", devices: "[qa]", certificates: "all" }),
    automatic({ profile_type: "development", devices: "[all-qa]", capabilities: "[healthkit]" }),
  ],
  pro: [automatic({ bundle_id: "com.acme.shop.pro", extensions: "discover" })],
  desk: [
    automatic({ platform: "macos", bundle_id: "com.acme.desk" }),
    automatic({ platform: "macos", bundle_id: "com.acme.desk", installer_certificate: "other" }),
  ],
  partner: [
    manual(),
    manual({ policy_console: onConsole("Partner Signing", "com.acme.mail") }),
    manual({ profiles: "[signing/other.mobileprovision]", certificate: "other" }),
    manual({
      profiles: "[signing/other.mobileprovision]",
      certificate: "other",
      policy_console: onConsole("Partner Signing", "com.acme.mail"),
    }),
  ],
  made: [madeAndroid(), madeAndroid({ policy_console: "{ key: console, profile: Made Signing }" })],
  android: [
    android(),
    android({ policy_console: "{ key: console, profile: Android Signing }" }),
    android({ policy_console: "{ key: console, profile: Android Signing, description: Acme }" }),
    android({ policy_console: "{ key: console, profile: Android Signing, apps: [com.acme.shop, com.acme.mail] }" }),
    android({ policy_console: "{ key: console, profile: Android Signing, description: Acme, apps: [com.acme.mail] }" }),
    android({ policy_console: "{ key: console, signing: skip_codesign, apps: [com.acme.mail] }" }),
  ],
};

const compiled = new Map<string, ResolvedSpec>();

/** Specs are compiled once: a spec is data that nothing changes. */
function compiledSpec(targets: Readonly<Record<string, string>>): ResolvedSpec {
  const id = JSON.stringify(targets);
  const spec = compiled.get(id) ?? specOf(targets, GROUPS);
  compiled.set(id, spec);
  return spec;
}

const variants = Object.entries(POOL).map(
  ([name, all]) => [name, fc.option(fc.constantFrom(...all), { nil: undefined, freq: 2 })] as const,
);
const specs = fc
  .record(Object.fromEntries(variants))
  .map((chosen): Record<string, string> =>
    Object.fromEntries(
      Object.entries(chosen).flatMap(([name, fields]) => (fields === undefined ? [] : [[name, fields]])),
    ),
  )
  .filter((targets) => Object.keys(targets).length > 0)
  .map(compiledSpec);

/** Something that happens to a world without us. `which` chooses among what is there. */
type Event = (simulation: Simulation, which: number) => void;

function without<T>(list: readonly T[], which: number): readonly T[] {
  return list.filter((_, index) => list.length === 0 || index !== which % list.length);
}

function changed<T>(list: readonly T[], which: number, change: (item: T) => T): readonly T[] {
  return list.map((item, index) => (index === which % list.length ? change(item) : item));
}

const EVENTS: Readonly<Record<string, Event>> = {
  "a certificate is revoked": ({ world }, which) => {
    const revoked = world.certificates[which % Math.max(1, world.certificates.length)];
    world.certificates = world.certificates.filter((c) => c !== revoked);
    world.profiles = world.profiles.map((p) =>
      revoked && p.certificates.includes(revoked.serial_number) ? { ...p, state: "INVALID" } : p,
    );
  },
  "a profile is deleted": ({ world }, which) => {
    world.profiles = without(world.profiles, which);
  },
  "a profile turns invalid": ({ world }, which) => {
    world.profiles = changed(world.profiles, which, (p) => ({ ...p, state: "INVALID" }));
  },
  "a capability is removed": ({ world }, which) => {
    world.bundle_ids = changed(world.bundle_ids, which, (b) => ({ ...b, capabilities: [] }));
  },
  "an extension is registered": ({ world }, which) => {
    const identifier = ["com.acme.shop.extra", "com.acme.shop.pro.extra", "com.acme.shop.widget"][which % 3] ?? "";
    if (!world.bundle_ids.some((b) => b.identifier === identifier))
      world.bundle_ids = [...world.bundle_ids, bundleId(identifier)];
  },
  "an extension becomes an app": ({ world }, which) => {
    world.bundle_ids = changed(world.bundle_ids, which, (b) => ({ ...b, has_app: true }));
  },
  "a device is registered": ({ world }, which) => {
    world.devices = [...world.devices, device(`00008110-00000000000000${10 + (which % 80)}`)].filter(
      (d, index, all) => all.findIndex((o) => o.udid === d.udid) === index,
    );
  },
  "a device is disabled": ({ world }, which) => {
    world.devices = changed(world.devices, which, (d) => ({ ...d, status: "DISABLED" }));
  },
  "a device is ready": ({ world }, which) => {
    world.devices = changed(world.devices, which, (d) => ({ ...d, status: "ENABLED" }));
  },
  "somebody makes a certificate": ({ world }, which) => {
    const serial = `foreign${which}`;
    const type = ["DISTRIBUTION", "DEVELOPMENT", "IOS_DEVELOPMENT"][which % 3] ?? "";
    if (!world.certificates.some((c) => c.serial_number === serial)) {
      world.certificates = [
        ...world.certificates,
        certificate(serial, `foreign ${which}`, { certificate_type: type, expires: inDays(which % 400) }),
      ];
    }
  },
  "somebody makes a profile that looks like ours": ({ world }, which) => {
    const of = world.profiles[which % Math.max(1, world.profiles.length)];
    if (of)
      world.profiles = [
        ...world.profiles,
        {
          ...of,
          id: `X${which}`,
          uuid: `X${which}-${world.profiles.length}`,
          name: `${of.name.replace(/ [0-9a-f]{8}$/, "")} ${digest(`${which} ${world.profiles.length}`).slice(0, 8)}`,
        },
      ];
  },
  "the store loses an object": ({ world }, which) => {
    // What cannot be made again is never lost: that is what a store is for.
    const files = world.stored.filter((o) => !/^store\/(key\/|keystore\/upload:)/.test(o.address));
    const lost = files[which % Math.max(1, files.length)];
    world.stored = world.stored.filter((o) => o !== lost);
  },
  "the store loses a mark": ({ world }, which) => {
    world.records = without(world.records, which);
  },
  "time goes by": ({ world }, which) => {
    world.now = new Date(world.now.getTime() + (which % 380) * 86_400_000);
  },
  "a file is replaced": ({ world }, which) => {
    const version = which % 3;
    world.files = filesOf(version);
  },
  "the console is changed": (simulation, which) => {
    const { world } = simulation;
    world.console = changed(world.console, which, (p) =>
      written(simulation, { ...p, description: `by hand ${which}` }, undefined),
    );
  },
  "a file on the console is replaced": (simulation, which) => {
    const { world } = simulation;
    world.console = changed(world.console, which, (p) => written(simulation, p, `somebody's ${which}`));
  },
  "a signing profile is archived": ({ world }, which) => {
    world.console = without(world.console, which);
  },
  "an app is secured by hand": (simulation, which) => {
    const app = simulation.world.apps[which % APPS.length];
    const profiles = simulation.world.console.filter(
      (p) => (p.keystore_alias === null ? "ios" : "android") === app?.platform,
    );
    const profile = profiles[which % Math.max(1, profiles.length)];
    if (app && profile) sign(simulation, app.app_id, { signing_type: "SIGN_ON_CONSOLE", profile });
  },
  "an app is uploaded anew": ({ world, console }, which) => {
    const uploaded = world.apps[which % APPS.length];
    world.apps = world.apps.map((app) => (app === uploaded ? { ...app, policies: [], signing: null } : app));
    console.signed.delete(uploaded?.app_id ?? "");
  },
  "a plan is carried out in part": (simulation, which) => {
    const planned = planOf(simulation);
    if (hasErrors(planned.diagnostics)) return;
    const steps = stepsOf(planned);
    for (const change of steps.slice(0, which % (steps.length + 1)))
      applySimulated(simulation, change, planned.changes);
  },
  "a person does the steps": (simulation) => {
    doByHand(simulation);
  },
};

function planOf({ spec, world }: Simulation): PlannedChanges {
  return planFor(spec, world);
}

/** What an apply carries out: all but the steps of a person and what waits for them. */
function stepsOf({ changes }: PlannedChanges): readonly Change[] {
  const waiting = waitingChanges(changes);
  return changes.filter((c) => c.action !== "manual" && !waiting.has(c));
}

function carryOut(simulation: Simulation, planned: PlannedChanges): void {
  for (const change of stepsOf(planned)) applySimulated(simulation, change, planned.changes);
}

/** A person does the steps that a plan has now, and says so; what waited for them is carried out. */
function doByHand(simulation: Simulation): void {
  const { spec, world } = simulation;
  const steps = planOf(simulation).changes.filter((c) => c.action === "manual" && !c.after_unknown.length);
  if (steps.length === 0) return;
  const acknowledged = planFor(spec, world, [], { acknowledge: steps.map((c) => c.address) });
  if (!hasErrors(acknowledged.diagnostics)) carryOut(simulation, acknowledged);
}

function filesOf(version: number): NonNullable<World["files"]> {
  return {
    ...identities({ own: "c-own", other: `o${version}` }),
    ...keystores(`jks ${version}`),
    ...profileFiles({
      "signing/shop.mobileprovision": { uuid: `F${version}`, content: `shop ${version}` },
      "signing/other.mobileprovision": { uuid: "O1" },
    }),
  };
}

interface History {
  readonly first: ResolvedSpec;
  readonly spec: ResolvedSpec;
  readonly events: readonly (readonly [string, number])[];
  readonly dataIds: DataIds;
  /** Whether signing profiles are replaced by new ones. */
  readonly replaces: boolean;
}

const histories: fc.Arbitrary<History> = fc
  .record({
    first: specs,
    spec: specs,
    events: fc.array(fc.tuple(fc.constantFrom("a plan is carried out in part", ...Object.keys(EVENTS)), fc.nat(500)), {
      maxLength: 7,
    }),
    dataIds: fc.constantFrom<DataIds>("new", "kept", "hidden"),
    replaces: fc.boolean(),
  })
  // A counterexample is read by people.
  .map((history) => Object.assign(history, { [fc.toStringMethod]: () => describeHistory(history) }));

function describeHistory({ first, spec, events, dataIds, replaces }: History): string {
  const targets = (of: ResolvedSpec): string =>
    of.targets
      .map((t) =>
        Object.keys(POOL).includes(t.name)
          ? JSON.stringify(t, [
              "id",
              "devices",
              "udid",
              "extensions",
              "bundleId",
              "capabilities",
              "certificates",
              "profileName",
              "policyConsole",
              "profile",
              "description",
              "apps",
              "signing",
              "certificate",
            ])
          : t.id,
      )
      .join("\n  ");
  return `\nfirst:\n  ${targets(first)}\nthen: ${events.map(([name, which]) => `${name} (${which})`).join(", ")}\nspec:\n  ${targets(spec)}\nconsole: ${dataIds}${replaces ? ", update: replace" : ""}\n`;
}

/** The world after a history, with the spec that is planned in it. */
function simulationOf({ first, spec, events, dataIds, replaces }: History): Simulation {
  const start: World = {
    certificates: [
      certificate("c-own", "the user's", { certificate_sha256: digest("certificate c-own"), expires: inDays(700) }),
    ],
    devices: [device(U[0]), device(U[2], { status: "PROCESSING" })],
    bundle_ids: [bundleId("com.acme.other", [], { has_app: true })],
    console: [signingProfile("S-foreign", { name: "Of somebody" })],
    apps: APPS,
    files: filesOf(0),
  };
  const simulation = simulate(replaces ? replacing(first) : first, start, dataIds);
  for (const [name, which] of events) EVENTS[name]?.(simulation, which);
  return { ...simulation, spec: replaces ? replacing(spec) : spec, count: simulation.count + 1000 };
}

/** The spec with `update: replace` for its console. */
function replacing(spec: ResolvedSpec): ResolvedSpec {
  const keys = [...spec.keys].map(
    ([name, key]) => [name, key.type === "policy_console" ? { ...key, update: "replace" as const } : key] as const,
  );
  return { ...spec, keys: new Map(keys) };
}

const RUNS = { numRuns: Number(process.env["SIGNWRIGHT_RUNS"] ?? 60) };

describe("every plan in every world", { timeout: 60_000 + RUNS.numRuns * 1000 }, () => {
  it("is sound, and deletes nothing that is not known to be ours", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const simulation = simulationOf(history);
        const planned = planOf(simulation);
        expectSound(planned);
        for (const change of planned.changes) {
          if (change.action !== "delete") continue;
          expect(["profile", "stored_profile", "signing_profile"]).toContain(change.type);
          if (change.type !== "stored_profile")
            expect(oursAt(simulation.world, change.address), `${change.deposed} is ours`).toContain(change.deposed);
        }
      }),
      RUNS,
    );
  });

  it("is the same whatever the order in which things are listed", () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.nat()), (history, numbers) => {
        const { spec, world } = simulationOf(history);
        const planned = planFor(spec, world);
        const shuffle = <T>(list: readonly T[]): readonly T[] =>
          [...list]
            .map((item) => ({ item, at: numbers.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const observed = shuffled(observedOf(world), shuffle);
        const again = planChanges({
          spec: { ...spec, targets: shuffle(spec.targets) },
          targets: shuffle(spec.targets),
          facts: factsOf(world),
          observed,
          now: world.now,
        });
        expect(again).toEqual(planned);
      }),
      RUNS,
    );
  });

  it("leaves nothing to do once it is carried out", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const simulation = simulationOf(history);
        const planned = planOf(simulation);
        fc.pre(!hasErrors(planned.diagnostics));
        carryOut(simulation, planned);
        const again = planOf(simulation);
        expect(linesOf({ changes: stepsOf(again), diagnostics: [] }), "only a person has something to do").toEqual([]);
        doByHand(simulation);
        expect(linesOf({ changes: planOf(simulation).changes, diagnostics: [] })).toEqual([]);
        expectAppsAsWanted(simulation);
        // Devices that were registered may all be in Apple's processing.
        expect(
          again.diagnostics.filter(({ severity, code }) => severity === "error" && code !== "plan/no-devices"),
        ).toEqual([]);
      }),
      RUNS,
    );
  });

  it("comes to the same end when it is cut off at any step, without a second certificate", () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, cut) => {
        const whole = simulationOf(history);
        const part = simulationOf(history);
        const planned = planOf(whole);
        const { changes } = planned;
        const steps = stepsOf(planned);
        fc.pre(!hasErrors(planned.diagnostics) && steps.length > 0);
        carryOut(whole, planned);
        for (const change of steps.slice(0, cut % steps.length)) applySimulated(part, change, changes);
        const rest = planOf(part);
        fc.pre(!hasErrors(rest.diagnostics));
        expectSound(rest);
        const reviewed = new Set(changes.map((c) => `${c.address}#${c.deposed ?? ""}`));
        for (const change of rest.changes)
          expect(reviewed, "the rest was reviewed").toContain(`${change.address}#${change.deposed ?? ""}`);
        carryOut(part, rest);
        expect(linesOf({ changes: stepsOf(planOf(part)), diagnostics: [] })).toEqual([]);
        for (const one of [whole, part]) doByHand(one);
        expect(linesOf({ changes: planOf(part).changes, diagnostics: [] })).toEqual([]);
        expectAppsAsWanted(part);
        expect(part.world.console.length).toBe(whole.world.console.length);
        expect(part.world.certificates.length).toBe(whole.world.certificates.length);
        expect(part.world.profiles.length).toBe(whole.world.profiles.length);
      }),
      RUNS,
    );
  });

  it("for some targets removes nothing, and touches only what they want", () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, which) => {
        const { spec, world } = simulationOf(history);
        fc.pre(spec.targets.length > 1);
        const name = spec.targets[which % spec.targets.length]?.name ?? "";
        const planned = planFor(spec, world, [name]);
        for (const change of planned.changes) {
          expect(change.action_reason).not.toBe("delete_because_no_resource_config");
          expect(change.targets.map((id) => id.split(":")[0])).toEqual([name]);
        }
      }),
      RUNS,
    );
  });
});

/** Whether a target's own certificate is past its end: checking its file says so before anything is planned. */
function isExpired({ world }: Simulation, target: Target): boolean {
  const key = target.platform === "android" ? undefined : target.certificate;
  const end = key === undefined ? undefined : factsOf(world).identities.get(key)?.certificate.notAfter;
  return end !== undefined && Date.parse(end) <= world.now.getTime();
}

/** What the console knows and does not show: every app is signed with the last writing of its signing profile, and that has the file. */
function expectAppsAsWanted(simulation: Simulation): void {
  const { spec, world, console } = simulation;
  for (const target of spec.targets) {
    const { platform, policyConsole: use } = target;
    if (!use || use.signing === "skip_codesign" || isExpired(simulation, target)) continue;
    const address = addressOf(use.key, "signing_profile", use.profile);
    const id = profileAt(simulation, address)?.profile_id ?? "";
    const file = world.records.find((r) => r.address === address)?.facts["file"];
    const known = console.written.get(id);
    expect(known?.file, address).toBe(newest(simulation, file as Address)?.facts["sha256"]);
    for (const app of world.apps.filter((a) => use.apps.includes(a.package_name) && a.platform === platform))
      expect(console.signed.get(app.app_id), app.app_id).toEqual({ profileId: id, ...known });
  }
}

/** UUIDs that the store knows as ours: by the mark of the address, or by the copy that it keeps. */
function oursAt({ stored = [], records = [] }: World, address: string): readonly unknown[] {
  const copies = `store/stored_profile/${ownerOf(address as `${string}/profile/${string}`)}:${address.split("/").slice(2).join("/")}`;
  return [
    ...records
      .filter((r) => r.address === address)
      .flatMap((r) => [r.facts["uuid"], r.facts["profile_id"], r.facts["replaced"]].flat()),
    ...stored.filter((o) => o.address === copies).map((o) => o.instance),
  ];
}

/** Instances of one address keep their order: it says which is the newest. */
function shuffled(observed: Observed, shuffle: <T>(list: readonly T[]) => readonly T[]): Observed {
  const addresses = shuffle([...new Set(observed.store.objects.map((o) => o.address))]);
  const team = observed.app_store_connect["acme"];
  const seen = observed.policy_console["console"];
  return {
    store: {
      ...observed.store,
      objects: addresses.flatMap((address) => observed.store.objects.filter((o) => o.address === address)),
      records: shuffle(observed.store.records),
    },
    app_store_connect: team
      ? {
          acme: {
            ...team,
            bundle_ids: shuffle(team.bundle_ids),
            devices: shuffle(team.devices),
            certificates: shuffle(team.certificates),
            profiles: shuffle(team.profiles),
          },
        }
      : {},
    policy_console: seen
      ? { console: { ...seen, signing_profiles: shuffle(seen.signing_profiles), apps: shuffle(seen.apps) } }
      : {},
  };
}
