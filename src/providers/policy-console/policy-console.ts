import { invariant } from "../../diagnostics/invariant.ts";
import type { Address } from "../../plan/address.ts";
import type { ObservedSigningProfile, OwnershipRecord, PolicyConsoleObserved } from "../../plan/observed.ts";
import type { Secret } from "../../secret/secret.ts";
import type { Clock, Http, Provider, ReadContext } from "../provider.ts";
import { ConsoleClient } from "./client.ts";
import { listConsoleApps } from "./console-apps.ts";
import { recordInstalled } from "./record-installed.ts";
import { secureApp } from "./secure-app.ts";
import { archiveSigningProfile, makeSigningProfile } from "./replace-signing-profile.ts";
import { listSigningProfiles, markOf, sameSecret, type ConsoleSigningProfile } from "./signing-profiles.ts";
import { writeSigningProfile } from "./write-signing-profile.ts";

/** One policy console of the spec. */
export interface PolicyConsoleOptions {
  /** The key of the spec. */
  readonly name: string;
  /** Base URL, ending in `/mocana-app-control/rest`; https, or http to this machine. */
  readonly url: string;
  /** Asked for when it first logs in. */
  readonly username: () => Promise<Secret>;
  readonly password: () => Promise<Secret>;
  readonly http: Http;
  /** Dates the ownership marks. */
  readonly clock: Clock;
  /** Waits between two looks at an app that is being secured, and ends with the signal's reason. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Whether any target secures apps: otherwise they are not read. */
  readonly readsApps: boolean;
  /** Whether a signing profile is written in place, or replaced by a new one; in place when absent. */
  readonly update?: "put" | "replace";
  /** The ownership marks of the store, asked for after the store was read. */
  readonly records: () => readonly OwnershipRecord[];
}

/**
 * The signing profiles and secured apps of a self-hosted Blue Cedar (formerly Mocana) policy console, 3.x. It logs in when first needed and logs
 * out in `close`. The console gives its keystore passwords out to whoever reads the catalog: they are compared in memory, and
 * nothing of them leaves this folder.
 */
export function createPolicyConsole(options: PolicyConsoleOptions): Provider {
  const client = new ConsoleClient(options);
  const seen = new Map<string, string>();
  /** What this run has written, which no record that it read can know. */
  const written = new Map<Address, string>();

  const recordAt = (address: Address): OwnershipRecord | undefined =>
    options.records().find((record) => record.address === address);

  const profileIdOf = (address: Address): string | undefined => {
    const marked = recordAt(address)?.facts["profile_id"];
    return written.get(address) ?? (typeof marked === "string" ? marked : undefined);
  };

  async function observe(profile: ConsoleSigningProfile, context: ReadContext): Promise<ObservedSigningProfile> {
    const marked = options.records().find(({ facts }) => facts["profile_id"] === profile.profileId && "file" in facts);
    return {
      profile_id: profile.profileId,
      name: profile.name,
      description: profile.description,
      keystore_alias: profile.data.keystoreAlias,
      signing_cert_id: profile.data.signingCertId,
      data_stamp: profile.dataStamp,
      data_id: profile.dataId,
      secret_matches: await secretMatches(profile, marked, context),
    };
  }

  return {
    name: options.name,
    async read(context): Promise<PolicyConsoleObserved> {
      context.report("reading signing profiles");
      const { user } = await client.ensureSession(context.signal);
      const profiles = await listSigningProfiles(client, context.signal);
      seen.clear();
      const signingProfiles: ObservedSigningProfile[] = [];
      for (const profile of profiles) {
        seen.set(profile.profileId, markOf(profile));
        signingProfiles.push(await observe(profile, context));
      }
      signingProfiles.sort((a, b) => compare(a.name, b.name) || compare(a.profile_id, b.profile_id));
      if (options.readsApps) context.report("reading apps");
      const apps = options.readsApps ? await listConsoleApps(client, context.signal) : [];
      return {
        kind: "policy_console",
        signing_profiles: signingProfiles,
        apps: apps.map(({ observed }) => observed).sort((a, b) => compare(a.app_id, b.app_id)),
        is_administrator: user.isAdministrator,
      };
    },
    async apply(change, context) {
      const { clock, sleep } = options;
      const record = recordAt(change.address);
      if (change.type === "installed_identity") return recordInstalled(change, context, clock);
      if (change.type === "secured_app")
        return secureApp(change, context, { clock, sleep, client, record, profileIdOf });
      invariant(change.type === "signing_profile", `a policy console has no ${change.type}`);
      const writer = { clock, client, record, seen };
      if (change.action === "delete") return archiveSigningProfile(change, context, writer);
      const isNew = change.action === "create" && (options.update === "replace" || change.before !== null);
      const { profile, applied } = await (isNew ? makeSigningProfile : writeSigningProfile)(change, context, writer);
      seen.set(profile.profileId, markOf(profile));
      written.set(change.address, profile.profileId);
      return applied;
    },
    // The console gives no file out again.
    output: async () => Promise.resolve(undefined),
    close: () => client.close(),
  };
}

/** Whether the console has the keystore password that the store holds for the file that Signwright uploaded; null when that cannot be told. */
async function secretMatches(
  profile: ConsoleSigningProfile,
  record: OwnershipRecord | undefined,
  context: ReadContext,
): Promise<boolean | null> {
  const file = record?.facts["file"];
  if (profile.data.keystorePass === null || typeof file !== "string") return null;
  // A reader without an identity can plan too: the store then throws.
  const entry = await context.store.get(file as Address).catch(() => undefined);
  const password = entry?.parts["password"];
  return password ? sameSecret(password, profile.data.keystorePass) : null;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
