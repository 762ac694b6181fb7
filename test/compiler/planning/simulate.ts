import { expect } from "vitest";
import type { ResolvedSpec } from "../../../src/compiler/target.ts";
import { ownerOf, type Address } from "../../../src/plan/address.ts";
import { isOfFamily } from "../../../src/plan/certificate-family.ts";
import type { ObservedCertificate, ObservedProfile } from "../../../src/plan/observed.ts";
import type { Change, ChangeOf } from "../../../src/plan/plan.ts";
import {
  archiveSigningProfile,
  emptyConsole,
  installIdentity,
  secureApp,
  writeSigningProfile,
} from "./simulate-console.ts";
import { afterOf, mark, newest, put, type DataIds, type Simulation } from "./simulation.ts";
import { bundleId, certificate, device, digest, factsOf, NOW, planFor, profile, stored, type World } from "./world.ts";

/** Begins with a world; what it leaves out is empty. `dataIds` is what its console shows of writings. */
export function simulate(spec: ResolvedSpec, world: World, dataIds: DataIds = "new"): Simulation {
  const whole = {
    bundle_ids: [],
    devices: [],
    certificates: [],
    profiles: [],
    rate_limit: undefined,
    stored: [],
    records: [],
    console: [],
    apps: [],
    isAdministrator: true,
    files: {},
    now: NOW,
    ...world,
  };
  return { spec, world: whole, count: 0, console: emptyConsole(dataIds) };
}

/** Plans and carries out until there is nothing to do, as a run that nothing interrupts; gives the changes of each round. */
export function converge(simulation: Simulation): readonly (readonly Change[])[] {
  const rounds: (readonly Change[])[] = [];
  for (;;) {
    const { changes } = planFor(simulation.spec, simulation.world);
    if (changes.length === 0) return rounds;
    rounds.push(changes);
    expect(
      rounds.length,
      `it comes to an end: ${changes.map((c) => `${c.action} ${c.address}: ${c.reason}`).join("; ")}`,
    ).toBeLessThan(4);
    for (const change of changes) applySimulated(simulation, change, changes);
  }
}

/** Does to the world what the provider of a change does. */
export function applySimulated(simulation: Simulation, change: Change, all: readonly Change[] = [change]): void {
  if (change.action === "forget") {
    simulation.world.records = simulation.world.records.filter((r) => r.address !== change.address);
    return;
  }
  switch (change.type) {
    case "bundle_id":
      return createBundleId(simulation, change);
    case "capability":
      return change.action === "delete" ? removeCapability(simulation, change) : setCapability(simulation, change);
    case "device":
      if (change.action === "update") return enableDevice(simulation, change);
      return change.action === "delete" ? disableDevice(simulation, change) : createDevice(simulation, change);
    case "key":
      return createKey(simulation, change);
    case "certificate":
      return createCertificate(simulation, change);
    case "identity":
      return putIdentity(simulation, change);
    case "profile":
      return change.action === "delete" ? deleteProfile(simulation, change, all) : createProfile(simulation, change);
    case "stored_profile":
      return change.action === "delete" ? retire(simulation, change) : putProfile(simulation, change);
    case "keystore":
      return putKeystore(simulation, change);
    case "signing_profile":
      return change.action === "delete"
        ? archiveSigningProfile(simulation, change)
        : writeSigningProfile(simulation, change);
    case "installed_identity":
      return installIdentity(simulation, change);
    case "secured_app":
      return secureApp(simulation, change);
  }
}

function createBundleId(simulation: Simulation, change: ChangeOf<"bundle_id">): void {
  const { identifier } = afterOf(change);
  const { world } = simulation;
  expect(
    world.bundle_ids.some((b) => b.identifier === identifier),
    `${identifier} is new`,
  ).toBe(false);
  world.bundle_ids = [...world.bundle_ids, bundleId(identifier)];
  mark(simulation, change.address, { identifier });
}

function removeCapability({ world }: Simulation, { address, before }: ChangeOf<"capability">): void {
  world.bundle_ids = world.bundle_ids.map((b) =>
    b.identifier === before?.bundle_id
      ? { ...b, capabilities: b.capabilities.filter((c) => c.capability_type !== before.capability_type) }
      : b,
  );
  world.profiles = world.profiles.map((p) => (p.bundle_id === before?.bundle_id ? { ...p, state: "INVALID" } : p));
  world.records = world.records.filter((r) => r.address !== address);
}

function disableDevice({ world }: Simulation, { address, before }: ChangeOf<"device">): void {
  world.devices = world.devices.map((d) => (d.udid === before?.udid ? { ...d, status: "DISABLED" } : d));
  world.records = world.records.filter((r) => r.address !== address);
}

function enableDevice({ world }: Simulation, { after }: ChangeOf<"device">): void {
  world.devices = world.devices.map((d) => (d.udid === after?.udid ? { ...d, status: "ENABLED" } : d));
}

function setCapability(simulation: Simulation, change: ChangeOf<"capability">): void {
  const { bundle_id, capability_type, settings } = afterOf(change);
  const { world } = simulation;
  world.bundle_ids = world.bundle_ids.map((b) => {
    if (b.identifier !== bundle_id) return b;
    const others = b.capabilities.filter((c) => c.capability_type !== capability_type);
    return { ...b, capabilities: [...others, { id: `${b.id}_${capability_type}`, capability_type, settings }] };
  });
  world.profiles = world.profiles.map((p) => (p.bundle_id === bundle_id ? { ...p, state: "INVALID" } : p));
  mark(simulation, change.address, { bundle_id, capability_type });
}

function createDevice(simulation: Simulation, change: ChangeOf<"device">): void {
  const { udid, name, platform } = afterOf(change);
  const { world, spec } = simulation;
  const groups = spec.targets.flatMap((t) =>
    t.platform !== "android" && t.method === "automatic" && t.devices !== "all" ? (t.devices ?? []) : [],
  );
  const wanted = groups.find((d) => d.udid === udid)?.platform;
  const classes = { ios: "IPHONE", visionos: "APPLE_VISION_PRO", tvos: "APPLE_TV", macos: "MAC" } as const;
  // Apple spells UDIDs its own way, and takes its time with every other device.
  const spelled = simulation.count++ % 2 === 0 ? udid.toUpperCase() : udid.toLowerCase();
  const status = simulation.count % 2 === 0 ? "PROCESSING" : "ENABLED";
  world.devices = [
    ...world.devices,
    device(spelled, { name, platform, device_class: classes[wanted ?? "ios"], status }),
  ];
  mark(simulation, change.address, { udid: spelled });
}

function createKey(simulation: Simulation, change: ChangeOf<"key">): void {
  const sha = digest(`made key ${simulation.count++}`);
  put(simulation, stored(change.address, sha, { algorithm: "rsa", bits: 2048, public_key_sha256: sha }));
}

function isValid({ world }: Simulation, c: ObservedCertificate): boolean {
  return Date.parse(c.expires) > world.now.getTime();
}

function createCertificate(simulation: Simulation, change: ChangeOf<"certificate">): void {
  const { certificate_type, key, public_key_sha256 } = afterOf(change);
  const { world } = simulation;
  const publicKey = public_key_sha256 ?? newest(simulation, key)?.instance;
  if (publicKey === undefined) throw new Error(`${key} is in the store before ${change.address}`);
  const isFor = (c: ObservedCertificate): boolean =>
    c.public_key_sha256 === publicKey && isOfFamily(c.certificate_type, certificate_type);
  let made = world.certificates.find((c) => isFor(c) && isValid(simulation, c));
  if (!made) {
    const serial = `made${simulation.count++}`;
    const expires = new Date(world.now.getTime() + 365 * 86_400_000).toISOString();
    made = certificate(serial, "", { certificate_type, public_key_sha256: publicKey, expires });
    world.certificates = [...world.certificates, made];
  }
  mark(simulation, change.address, { serial_number: made.serial_number, public_key_sha256: publicKey });
}

/** The certificate behind an address: the longest valid one for a key of the store. */
function certificateAt(simulation: Simulation, address: Address): ObservedCertificate {
  const keyAddress = `store/key/${ownerOf(address)}:${address.split("/").slice(2).join("/")}`;
  const held = new Set<string | null>(
    simulation.world.stored.filter((o) => o.address === keyAddress).map((o) => o.instance),
  );
  const [found] = simulation.world.certificates
    .filter((c) => held.has(c.public_key_sha256) && isValid(simulation, c))
    .sort((a, b) => Date.parse(b.expires) - Date.parse(a.expires));
  if (!found) throw new Error(`there is a certificate at ${address}`);
  return found;
}

function putIdentity(simulation: Simulation, change: ChangeOf<"identity">): void {
  const { source, certificate_sha256: planned } = afterOf(change);
  if ("key_name" in source) {
    const file = factsOf(simulation.world).identities.get(source.key_name)?.certificate;
    if (!file) throw new Error(`${source.key_name} was opened`);
    expect(file.sha256).toBe(planned);
    return put(
      simulation,
      stored(change.address, file.sha256, { certificate_sha256: file.sha256, not_after: file.notAfter }),
    );
  }
  const issued = certificateAt(simulation, source.certificate);
  const sha = issued.certificate_sha256 ?? "";
  if (planned !== null) expect(sha).toBe(planned);
  put(
    simulation,
    stored(change.address, sha, {
      certificate_sha256: sha,
      serial_number: issued.serial_number,
      public_key_sha256: issued.public_key_sha256,
      not_after: issued.expires,
    }),
  );
}

function createProfile(simulation: Simulation, change: ChangeOf<"profile">): void {
  const after = afterOf(change);
  const { world } = simulation;
  const serials = after.certificates.map((reference) =>
    reference.startsWith("serial:")
      ? reference.slice("serial:".length)
      : certificateAt(simulation, reference as Address).serial_number,
  );
  for (const serial of serials) expect(world.certificates.map((c) => c.serial_number)).toContain(serial);
  expect(
    world.bundle_ids.some((b) => b.identifier === after.bundle_id),
    `${after.bundle_id} is registered`,
  ).toBe(true);
  const devices = after.devices.map((udid) => {
    const found = world.devices.find((d) => plain(d.udid) === plain(udid));
    if (!found || found.status === "DISABLED") throw new Error(`${udid} can be in a profile`);
    return found;
  });
  const held = devices.filter((d) => d.status === "ENABLED").map((d) => d.udid);
  const contents = digest(
    JSON.stringify([after.profile_type, after.bundle_id, serials, after.devices, after.replaces]),
  );
  let name = after.exact_name ? after.name : `${after.name} ${contents.slice(0, 8)}`;
  const holder = world.profiles.find((p) => p.name === name);
  if (after.exact_name && holder) throw new Error(`the name "${name}" is free before ${change.address}`);
  if (holder) name = `${after.name} ${digest(`${contents} ${holder.uuid}`).slice(0, 8)}`;
  const uuid = `M${simulation.count++}`;
  const expires = new Date(world.now.getTime() + 360 * 86_400_000).toISOString();
  const { profile_type, bundle_id } = after;
  world.profiles = [
    ...world.profiles,
    profile(uuid, { name, profile_type, bundle_id, expires, certificates: [...serials].sort(), devices: held }),
  ];
  const old = world.records.find((r) => r.address === change.address)?.facts;
  const known = [old?.["uuid"], ...(Array.isArray(old?.["replaced"]) ? old["replaced"] : [])];
  const replaced = known.filter((one) => world.profiles.some((p) => p.uuid === one));
  mark(simulation, change.address, { uuid, name, replaced: replaced as readonly string[] });
}

function plain(udid: string): string {
  return udid.toLowerCase().replaceAll("-", "");
}

function deleteProfile(simulation: Simulation, change: ChangeOf<"profile">, all: readonly Change[]): void {
  const { world } = simulation;
  world.profiles = world.profiles.filter((p) => p.uuid !== change.deposed);
  const isLast = !all.slice(all.indexOf(change) + 1).some((later) => later.address === change.address);
  if (change.action_reason === "delete_because_no_resource_config" && isLast) {
    world.records = world.records.filter((r) => r.address !== change.address);
  }
}

function putProfile(simulation: Simulation, change: ChangeOf<"stored_profile">): void {
  const { source, uuid: planned, sha256 } = afterOf(change);
  const { world } = simulation;
  if ("file" in source) {
    const file = factsOf(world).profiles.get(source.file);
    if (!file) throw new Error(`${source.file} was opened`);
    expect([file.profile.uuid, file.sha256]).toEqual([planned, sha256]);
    const { uuid, bundleId: bundle_id, expires } = file.profile;
    return put(
      simulation,
      stored(change.address, uuid, { uuid, bundle_id, expires, sha256: file.sha256, source: "file" }),
    );
  }
  const uuid = planned ?? world.records.find((r) => r.address === source.profile)?.facts["uuid"];
  const made: ObservedProfile | undefined = world.profiles.find((p) => p.uuid === uuid);
  if (!made) throw new Error(`${source.profile} exists before its copy`);
  const facts = {
    uuid: made.uuid,
    bundle_id: made.bundle_id,
    sha256: digest(`file ${made.uuid}`),
    source: source.profile,
    expires: made.expires,
  };
  put(simulation, stored(change.address, made.uuid, facts));
}

function retire({ world }: Simulation, change: ChangeOf<"stored_profile">): void {
  world.stored = world.stored.filter((o) => o.address !== change.address || o.instance !== change.deposed);
}

function putKeystore(simulation: Simulation, change: ChangeOf<"keystore">): void {
  const { key_name, alias, certificate_sha256, sha256 } = afterOf(change);
  if (key_name !== null) expect(factsOf(simulation.world).keystores.get(key_name)?.sha256).toBe(sha256);
  else expect(newest(simulation, change.address), "a key is made once").toBeUndefined();
  const facts = {
    alias,
    certificate_sha256: certificate_sha256 ?? digest(`made certificate ${simulation.count++}`),
    sha256: sha256 ?? digest(`made keystore ${simulation.count++}`),
  };
  put(simulation, stored(change.address, `${facts.certificate_sha256}:key`, facts));
}
