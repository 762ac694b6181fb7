import { createAppStoreConnectApp } from "./app-store-connect/app-store-connect-app.ts";
import { seedApps } from "./app-store-connect/apps.ts";
import { seedBundleIds } from "./app-store-connect/bundle-ids.ts";
import { seedDevices } from "./app-store-connect/devices.ts";
import { createTeam } from "./app-store-connect/team.ts";
import { createTokenVerifier } from "./app-store-connect/token.ts";
import { createCertificateAuthority } from "./certificate-authority.ts";
import { createFaultList, type Fault } from "./faults.ts";
import { createLedger, type LedgerEntry } from "./ledger.ts";
import { createConsoleState } from "./policy-console/console-state.ts";
import { consolePath } from "./policy-console/html-pages.ts";
import { createPolicyConsoleApp } from "./policy-console/policy-console-app.ts";
import { createControlApp, describeState, revokeBySerial, type SandboxState } from "./sandbox-control.ts";
import type { SandboxOptions } from "./sandbox-options.ts";
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
  /** Public facts of everything that the sandbox holds. */
  state(): SandboxState;
  /** Revokes a certificate by hand; false when no current one has this serial number. */
  revoke(serialNumber: string): boolean;
  /** Ends all sessions of the policy console. */
  expireConsoleSessions(): void;
  /** Makes something go wrong. */
  addFault(fault: Fault): void;
  /** Ends all connections and the server; what the sandbox held is gone. */
  stop(): Promise<void>;
}

/** The audience that tokens must name: that of the standard program, and that of the Enterprise Program (bitrise appstoreconnect.go). */
const audiences = {
  standard: "appstoreconnect-v1",
  enterprise: "apple-developer-enterprise-v1",
} as const;

/**
 * Starts a local App Store Connect and a local policy console on one port of 127.0.0.1. It keeps everything in memory,
 * issues real certificates of an authority of its own, and takes all times from `options.clock`.
 * @throws the system's error when the port cannot be had, and an Error when a public key of the options is none.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock } = options;
  const ledger = createLedger(clock);
  const faults = createFaultList(options.faults ?? []);
  const [certificateAuthority, tokens] = await Promise.all([
    createCertificateAuthority(clock()),
    createTokenVerifier(options.appStoreConnect.keys, audiences[options.appStoreConnect.program ?? "standard"], clock),
  ]);
  const team = createTeam(options.appStoreConnect, { clock, certificateAuthority, ledger });
  seedApps(team, options.appStoreConnect.apps ?? []);
  seedBundleIds(team, options.appStoreConnect.bundleIds ?? []);
  seedDevices(team, options.appStoreConnect.devices ?? []);
  const consoleState = createConsoleState(options.policyConsole, clock, ledger);
  const policyConsole = createPolicyConsoleApp(consoleState);
  const expireConsoleSessions = (): void => {
    policyConsole.expireSessions();
  };
  const parts = {
    team,
    consoleState,
    expireConsoleSessions,
    ledger,
    faults,
  };
  const server = await serveSandbox(
    {
      clock,
      services: {
        "app-store-connect": createAppStoreConnectApp(team, tokens),
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
    state: () => describeState(parts),
    revoke: (serialNumber) => revokeBySerial(parts, serialNumber),
    expireConsoleSessions,
    addFault: (fault) => {
      faults.add(fault);
    },
    stop: () => server.stop(),
  };
}
