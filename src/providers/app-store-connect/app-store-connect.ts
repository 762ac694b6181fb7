import { invariant } from "../../diagnostics/invariant.ts";
import type { Address } from "../../plan/address.ts";
import type { OwnershipRecord } from "../../plan/observed.ts";
import type { Change } from "../../plan/plan.ts";
import type { Secret } from "../../secret/secret.ts";
import type { Applied, ApplyContext, Clock, Http, Output, Provider, ReadContext } from "../provider.ts";
import { createBundleId } from "./bundle-ids.ts";
import { applyCapability } from "./capabilities.ts";
import { certificateOutput } from "./certificates.ts";
import { createClient } from "./client.ts";
import type { Connection } from "./connection.ts";
import { createProfile } from "./create-profile.ts";
import { destroy } from "./destroy.ts";
import { createDevice, enableDevice } from "./devices.ts";
import { createExchange, type Sleep } from "./exchange.ts";
import { createCertificate } from "./issue-certificate.ts";
import { profileOutput } from "./profiles.ts";
import { observedTeam, readTeam, type Wants } from "./read.ts";
import { createSnapshot } from "./snapshot.ts";
import { createTokenSource, type TokenAudience } from "./token.ts";
import { createTaskQueue } from "./turnstile.ts";

/** One App Store Connect key of the spec, and what its provider works with. */
export interface AppStoreConnectOptions {
  /** The key's name in the spec. */
  readonly name: string;
  /** `https://api.appstoreconnect.apple.com`, the host of the Enterprise Program, or a server on loopback. */
  readonly baseUrl: string;
  readonly audience: TokenAudience;
  readonly issuerId: string;
  readonly keyId: string;
  /** PKCS#8 PEM of an EC P-256 key; asked for when the first request is made. */
  readonly privateKey: () => Promise<Secret>;
  /** The team that the key must belong to; certificates of another one end reading. */
  readonly teamId?: string;
  readonly http: Http;
  readonly clock: Clock;
  /** Waits between tries, by the time of `clock`. */
  readonly sleep: Sleep;
  /** What `read` reads; everything when absent. */
  readonly wants?: Wants;
  /** The store's key of each certificate resource: finds certificates that an earlier, killed run issued. */
  readonly certificateKeys?: ReadonlyMap<Address, Address>;
  /** The ownership marks of the store, as refreshed: name the profiles and certificates of earlier runs. */
  readonly records?: () => readonly OwnershipRecord[];
}

const EVERYTHING: Wants = { certificates: true, profiles: true, devices: true, bundleIds: true };

/** Creates the provider of one App Store Connect key: reads its team, and applies bundle IDs, capabilities, devices, certificates and profiles. */
export function createAppStoreConnect(options: AppStoreConnectOptions): Provider {
  const connection = connect(options);
  return {
    name: options.name,
    read: (context) => readTeam(connection, options.wants ?? EVERYTHING, context),
    known: () => observedTeam(connection),
    apply: (change, context) => applyChange(change, connection, context),
    output: (address, context, instance) => outputOf({ address, instance }, connection, context),
    close: async () => {
      // Tokens end by themselves and the connections belong to the Http port.
    },
  };
}

function connect(options: AppStoreConnectOptions): Connection {
  const { name, clock, http, keyId, issuerId, sleep } = options;
  const exchange = createExchange({
    key: { name, keyId, issuerId },
    tokens: createTokenSource(options),
    http,
    clock,
    sleep,
  });
  return {
    name,
    keyId,
    client: createClient(options.baseUrl, exchange),
    clock,
    sleep,
    teamId: options.teamId,
    hasApps: options.audience === "appstoreconnect-v1",
    certificateKeys: options.certificateKeys ?? new Map(),
    records: options.records ?? (() => []),
    snapshot: createSnapshot(),
    inTurn: createTaskQueue(),
  };
}

async function applyChange(change: Change, connection: Connection, context: ApplyContext): Promise<Applied> {
  if (change.action === "delete") return destroy(change, connection, context);
  if (change.type === "capability" && change.action === "update") return applyCapability(change, connection, context);
  if (change.type === "device" && change.action === "update") return enableDevice(change, connection, context);
  invariant(change.action === "create", `App Store Connect is never asked to ${change.action} a ${change.type}`);
  switch (change.type) {
    case "bundle_id":
      return createBundleId(change, connection, context);
    case "capability":
      return applyCapability(change, connection, context);
    case "device":
      return createDevice(change, connection, context);
    case "certificate":
      return createCertificate(change, connection, context);
    case "profile":
      return createProfile(change, connection, context);
    case "key":
    case "identity":
    case "stored_profile":
    case "keystore":
    case "signing_profile":
    case "installed_identity":
    case "secured_app":
      break;
  }
  throw new Error(`invariant: App Store Connect has no ${change.type}`);
}

async function outputOf(
  { address, instance }: { readonly address: Address; readonly instance: string | undefined },
  connection: Connection,
  context: ReadContext,
): Promise<Output | undefined> {
  const kind = address.split("/")[1];
  if (kind === "certificate") return certificateOutput(address, connection, context);
  if (kind === "profile") return profileOutput({ address, uuid: instance }, connection, context);
  return undefined;
}
