import { createAppStoreConnectServer } from "./app-store-connect/app-store-connect-server.ts";
import { seedApps } from "./app-store-connect/apps.ts";
import { seedBundleIds } from "./app-store-connect/bundle-ids.ts";
import { seedCertificates } from "./app-store-connect/certificates.ts";
import { seedDevices } from "./app-store-connect/devices.ts";
import { seedProfiles } from "./app-store-connect/profiles.ts";
import { createTeam, type Team, type TeamSurroundings } from "./app-store-connect/team.ts";
import { createCertificateAuthority } from "./certificate-authority.ts";
import { createFaultList, type Fault } from "./faults.ts";
import { createLedger, type LedgerEntry } from "./ledger.ts";
import { createConsoleState } from "./policy-console/console-state.ts";
import { consolePath } from "./policy-console/html-pages.ts";
import { createPolicyConsoleApp } from "./policy-console/policy-console-app.ts";
import { createSandboxClock } from "./sandbox-clock.ts";
import {
  createControlApp,
  describeState,
  revokeBySerial,
  setConsoleQuirks,
  teamOf,
  type SandboxParts,
  type SandboxState,
} from "./sandbox-control.ts";
import type {
  AppStoreConnectOptions,
  AppStoreConnectQuirks,
  PolicyConsoleQuirks,
  SandboxOptions,
} from "./sandbox-options.ts";
import { serveSandbox } from "./sandbox-server.ts";

/** A running sandbox. Clients use it over HTTP; the functions are for the process that started it. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Base of the App Store Connect API: its paths start with `/v1/`. */
  readonly appStoreConnectUrl: string;
  /** Base of the policy console's resources, without a slash at the end. */
  readonly policyConsoleUrl: string;
  /** Every request and every change of an object so far, without any secret. */
  ledger(): LedgerEntry[];
  /** Public facts of everything that the sandbox holds for a team; the first when absent. */
  state(teamId?: string): SandboxState;
  /** Revokes a certificate by hand; false when no current one has this serial number. */
  revoke(serialNumber: string): boolean;
  /** Ends all sessions of the policy console. */
  expireConsoleSessions(): void;
  /** Changes how the policy console behaves; what is not named stays. */
  setConsoleQuirks(quirks: PolicyConsoleQuirks): void;
  /** Makes something go wrong. */
  addFault(fault: Fault): void;
  /** How many times a fault has struck so far. */
  faultsStruck(): number;
  /** Changes how a team's API misbehaves, the first team's when absent; what is not named stays. */
  setQuirks(quirks: AppStoreConnectQuirks, teamId?: string): void;
  /** Moves Apple's clock on by so many milliseconds, and the console's with it; tokens are looked at by `options.clock` all the same. */
  advance(milliseconds: number): void;
  /** Ends all connections and the server; what the sandbox held is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a local App Store Connect and a local policy console on one port of 127.0.0.1. It keeps everything in memory,
 * issues real certificates of an authority of its own, and takes all times from `options.clock`.
 * @throws the system's error when the port cannot be had, and an Error when a public key of the options is none or a seed does
 * not fit the rest.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const clock = createSandboxClock(options.clock, options.startsAt);
  const ledger = createLedger(clock.now);
  const faults = createFaultList(options.faults ?? []);
  const certificateAuthority = await createCertificateAuthority(clock.now());
  const surroundings = { clock: clock.now, certificateAuthority, ledger };
  const [team, ...otherTeams] = [
    await openTeam(options.appStoreConnect, surroundings),
    ...(await Promise.all((options.otherTeams ?? []).map((other) => openTeam(other, surroundings)))),
  ];
  const consoleState = createConsoleState(options.policyConsole, clock.now, ledger);
  const policyConsole = createPolicyConsoleApp(consoleState);
  const expireConsoleSessions = (): void => {
    policyConsole.expireSessions();
  };
  const serverClock = (): Date => new Date(options.clock().getTime() + (team.quirks.skewSeconds ?? 0) * 1000);
  const parts: SandboxParts = {
    teams: [team, ...otherTeams],
    consoleState,
    expireConsoleSessions,
    clock,
    ledger,
    faults,
  };
  const server = await serveSandbox(
    {
      clock: serverClock,
      services: {
        "app-store-connect": await createAppStoreConnectServer(parts.teams, serverClock),
        "policy-console": policyConsole,
      },
      control: createControlApp(parts),
      ledger,
      faults,
    },
    options.port ?? 0,
  );
  const url = `http://127.0.0.1:${String(server.port)}`;
  return {
    url,
    appStoreConnectUrl: url,
    policyConsoleUrl: `${url}${consolePath}/rest`,
    ledger: () => ledger.entries(),
    state: (teamId) => describeState(parts, teamId),
    revoke: (serialNumber) => revokeBySerial(parts, serialNumber),
    expireConsoleSessions,
    setConsoleQuirks: (quirks) => {
      setConsoleQuirks(parts, quirks);
    },
    addFault: (fault) => {
      faults.add(fault);
    },
    faultsStruck: () => faults.struck(),
    setQuirks: (quirks, teamId) => {
      const found = teamOf(parts, teamId);
      found.quirks = { ...found.quirks, ...quirks };
    },
    advance: clock.advance,
    stop: () => server.stop(),
  };
}

async function openTeam(options: AppStoreConnectOptions, surroundings: TeamSurroundings): Promise<Team> {
  const team = createTeam(options, surroundings);
  seedApps(team, options.apps ?? []);
  seedBundleIds(team, options.bundleIds ?? []);
  seedDevices(team, options.devices ?? []);
  await seedCertificates(team, options.certificates ?? []);
  seedProfiles(team, options.profiles ?? []);
  return team;
}
