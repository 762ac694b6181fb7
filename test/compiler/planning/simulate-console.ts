import { expect } from "vitest";
import { nameOf, type Address } from "../../../src/plan/address.ts";
import type { JsonValue, ObservedConsoleApp, ObservedSigningProfile } from "../../../src/plan/observed.ts";
import type { ChangeOf } from "../../../src/plan/plan.ts";
import { afterOf, mark, newest, type DataIds, type SimulatedConsole, type Simulation } from "./simulation.ts";
import { digest, signingProfile } from "./world.ts";

/** A console that nobody has written to. */
export function emptyConsole(dataIds: DataIds): SimulatedConsole {
  return { dataIds, written: new Map(), signed: new Map() };
}

/** What the console shows of a profile after one more writing, by us or by hand; without a file it stays the one that it was. */
export function written(
  simulation: Simulation,
  profile: ObservedSigningProfile,
  file: string | undefined,
): ObservedSigningProfile {
  const { dataIds, written: known } = simulation.console;
  const before = known.get(profile.profile_id);
  const writings = (before?.writings ?? 0) + 1;
  known.set(profile.profile_id, { file: file ?? before?.file ?? `somebody's for ${profile.profile_id}`, writings });
  const number = simulation.count++;
  return {
    ...profile,
    data_stamp: `stamp ${number}`,
    data_id: dataIds === "kept" ? `data of ${profile.profile_id}` : `data ${number}`,
  };
}

/** Writes a signing profile: in the place of the old one, or beside it under a longer name where the plan says that it is replaced. */
export function writeSigningProfile(simulation: Simulation, change: ChangeOf<"signing_profile">): void {
  const { description, keystore_alias, signing_cert_id, file, file_sha256, certificate_sha256 } = afterOf(change);
  const { world } = simulation;
  const held = newest(simulation, file)?.facts["sha256"];
  if (typeof held !== "string") throw new Error(`${file} is in the store before ${change.address}`);
  if (file_sha256 !== null) expect(held).toBe(file_sha256);
  const facts = world.records.find((r) => r.address === change.address)?.facts;
  const own = world.console.find((p) => p.profile_id === facts?.["profile_id"]);
  const plain = nameOf(change.address);
  const old = change.action === "update" ? (own ?? world.console.find((p) => p.name === plain)) : undefined;
  if (change.action === "update") expect(old, `${change.address} is there to be updated`).toBeDefined();
  const isReplacement = change.action === "create" && change.before !== null;
  const count = simulation.count++;
  const name = isReplacement ? `${plain} ${digest(String(count)).slice(0, 8)}` : (old?.name ?? plain);
  if (!old)
    expect(
      world.console.map((p) => p.name),
      `the name of ${change.address} is free`,
    ).not.toContain(name);
  const base = signingProfile(old?.profile_id ?? `S${count}`, { name, description, keystore_alias, signing_cert_id });
  const now = written(simulation, base, held);
  world.console = [...world.console.filter((p) => p !== old), now];
  const older = [facts?.["profile_id"], ...listOf(facts?.["replaced"])].filter((id) =>
    world.console.some((p) => p.profile_id === id && p !== now),
  );
  mark(simulation, change.address, {
    profile_id: now.profile_id,
    name,
    data_id: now.data_id,
    data_stamp: now.data_stamp,
    file,
    file_sha256: held,
    ...(certificate_sha256 === null ? {} : { certificate_sha256 }),
    ...(isReplacement ? { replaced: older as readonly string[] } : {}),
  });
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

/** Archives a signing profile that another one replaced. */
export function archiveSigningProfile({ world }: Simulation, { address, deposed }: ChangeOf<"signing_profile">): void {
  const mine = world.records.find((r) => r.address === address)?.facts;
  expect(listOf(mine?.["replaced"]), `${deposed ?? ""} is ours`).toContain(deposed);
  world.console = world.console.filter((p) => p.profile_id !== deposed);
}

/** Keeps a person's word. */
export function installIdentity(simulation: Simulation, change: ChangeOf<"installed_identity">): void {
  const { identity, certificate_sha256 } = afterOf(change);
  expect(change.action, "a step is for a person").not.toBe("manual");
  expect(newest(simulation, identity)?.facts["certificate_sha256"]).toBe(certificate_sha256);
  mark(simulation, change.address, { identity, certificate_sha256 });
}

/** Secures an app with the signing profile that the plan means, as it is now. */
export function secureApp(simulation: Simulation, change: ChangeOf<"secured_app">): void {
  const { app_id, signing_type, signing_profile, package_name } = afterOf(change);
  const profile = signing_profile === null ? undefined : profileAt(simulation, signing_profile);
  if (signing_profile !== null && !profile) throw new Error(`${signing_profile} is there before ${change.address}`);
  sign(simulation, app_id, { signing_type, profile });
  mark(simulation, change.address, {
    app_id,
    package_name,
    signing_type,
    signing_profile,
    profile_id: profile?.profile_id ?? null,
    data_id: profile?.data_id ?? null,
    data_stamp: profile?.data_stamp ?? null,
  });
}

/** Signs an app, by us or by hand. */
export function sign(
  simulation: Simulation,
  appId: string,
  { signing_type, profile }: { readonly signing_type: string; readonly profile: ObservedSigningProfile | undefined },
): void {
  const { world, console } = simulation;
  const isHidden = console.dataIds === "hidden";
  const signing: ObservedConsoleApp["signing"] = {
    signing_type: isHidden ? null : signing_type,
    profile_id: profile?.profile_id ?? null,
    data_id: isHidden ? null : (profile?.data_id ?? null),
  };
  const policies = ["POLICY_CODE_MAP_NEXT", "POLICY_CODE_SIGNING"];
  world.apps = world.apps.map((app) => (app.app_id === appId ? { ...app, policies, signing } : app));
  const known = profile && console.written.get(profile.profile_id);
  if (profile && known) console.signed.set(appId, { profileId: profile.profile_id, ...known });
  else console.signed.delete(appId);
}

/** The signing profile that an address stands for: the one that our mark names, or else the one of the name. */
export function profileAt({ world }: Simulation, address: Address): ObservedSigningProfile | undefined {
  const id = world.records.find((r) => r.address === address)?.facts["profile_id"];
  return world.console.find((p) => p.profile_id === id) ?? world.console.find((p) => p.name === nameOf(address));
}
