import { relative, resolve } from "node:path";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { startSandbox, type Sandbox } from "../../sandbox/start-sandbox.ts";
import type { SandboxOptions } from "../../sandbox/sandbox-options.ts";
import type { Scenario, ScenarioKey, ScenarioTeam } from "../../sandbox/scenario.ts";
import type { CliContext } from "../cli-context.ts";
import { showDiagnostics } from "../failure.ts";
import { guarded } from "../guarded.ts";
import { loadScenario } from "../load-scenario.ts";
import { sandboxCredentials, type SandboxCredentials } from "../sandbox-credentials.ts";

/** Flags of `sandbox`. */
export interface SandboxFlags {
  readonly port: number;
  readonly dir: string;
  readonly scenario?: string;
}

/** `signwright sandbox`: a local App Store Connect and policy console, until Ctrl-C. */
export async function sandbox(this: CliContext, flags: SandboxFlags): Promise<void> {
  const { host } = this;
  const started = await guarded(
    async () => {
      const loaded = flags.scenario === undefined ? { scenario: {} } : await loadScenario(host, flags.scenario);
      if ("diagnostics" in loaded) {
        showDiagnostics(this, loaded.diagnostics);
        return undefined;
      }
      const teams = teamsOf(loaded.scenario);
      const keyIds = teams.flatMap(({ keys }) => keys.map(({ keyId }) => keyId));
      const credentials = await sandboxCredentials(host, resolve(host.cwd, flags.dir), keyIds);
      const options = sandboxOptions(loaded.scenario, teams, credentials);
      return { credentials, teams, running: await start({ ...options, port: flags.port, clock: host.clock }) };
    },
    (diagnostics) => {
      showDiagnostics(this, diagnostics);
      return undefined;
    },
  );
  if (!started) {
    this.exit(1);
    return;
  }
  const { running, credentials, teams } = started;
  const environment = relative(host.cwd, credentials.environmentFile) || credentials.environmentFile;
  const keys = teams.flatMap((team) =>
    team.keys.map(({ keyId, issuerId = "none" }) => ({ teamId: team.teamId, keyId, issuerId })),
  );
  host.stdout.write(
    [
      ...keys.map(
        ({ keyId, issuerId, teamId }, index) =>
          `${index === 0 ? `App Store Connect  ${running.appStoreConnectUrl}` : " ".repeat(19 + running.url.length)}   key ID ${keyId}, issuer ID ${issuerId}${teams.length === 1 ? "" : `, team ${teamId}`}`,
      ),
      `Policy console     ${running.policyConsoleUrl}`,
      `Ledger             ${running.url}/_sandbox/ledger`,
      `Credentials        ${environment}   load them: set -a; . ${environment}; set +a`,
      "Everything is kept in memory. Ctrl-C stops it.",
      "",
    ].join("\n"),
  );
  await new Promise<void>((resolveStop) => {
    const unlisten = host.onInterrupt(() => {
      unlisten();
      resolveStop();
    });
  });
  await running.stop();
  host.stdout.write("Stopped.\n");
}

const firstKey: ScenarioKey = { keyId: "SANDBOX001", issuerId: "00000000-0000-4000-8000-00000000d001" };

/** Without a scenario: a device that is registered already, and room for certificates. */
const smallTeam: ScenarioTeam = {
  teamId: "ABCDE12345",
  teamName: "Acme Inc",
  devices: [{ name: "Ana's iPhone", udid: "00008120-000A1D2E3F40001E", platform: "IOS" }],
};

/** A team whose keys are named. */
type TeamWithKeys = ScenarioTeam & { readonly keys: readonly ScenarioKey[] };

function teamsOf({ teams = [smallTeam] }: Scenario): readonly TeamWithKeys[] {
  return teams.map((team, index) => ({ ...team, keys: team.keys ?? (index === 0 ? [firstKey] : []) }));
}

function sandboxOptions(
  { startsAt, faults, policyConsole }: Scenario,
  teams: readonly TeamWithKeys[],
  { publicKeys, username, password }: SandboxCredentials,
): Omit<SandboxOptions, "port" | "clock"> {
  const [appStoreConnect, ...otherTeams] = teams.map((team) => ({
    ...team,
    keys: team.keys.map((key) => ({ ...key, publicKeyPem: publicKeys.get(key.keyId) ?? "" })),
  }));
  invariant(appStoreConnect !== undefined, "a scenario has a team");
  return {
    appStoreConnect,
    otherTeams,
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(faults === undefined ? {} : { faults }),
    policyConsole: {
      identities: ["Apple Distribution: Acme Inc (ABCDE12345)"],
      ...policyConsole,
      users: [{ username, password, admin: true }],
    },
  };
}

async function start(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox(options);
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const reason = taken
      ? `port ${options.port ?? 0} is in use`
      : `the sandbox cannot listen on port ${options.port ?? 0}`;
    throw new DiagnosableError(
      createDiagnostic("cli/refused", { reason }, { help: "choose another one: `--port 0` takes any free port" }),
      { cause: error },
    );
  }
}
