import { relative, resolve } from "node:path";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { startSandbox, type Sandbox } from "../../sandbox/start-sandbox.ts";
import type { SandboxOptions } from "../../sandbox/sandbox-options.ts";
import type { CliContext } from "../cli-context.ts";
import { showDiagnostics } from "../failure.ts";
import { guarded } from "../guarded.ts";
import { sandboxCredentials, type SandboxCredentials } from "../sandbox-credentials.ts";

/** Flags of `sandbox`. */
export interface SandboxFlags {
  readonly port: number;
  readonly dir: string;
}

/** `signwright sandbox`: a local App Store Connect and policy console, until Ctrl-C. */
export async function sandbox(this: CliContext, flags: SandboxFlags): Promise<void> {
  const { host } = this;
  const started = await guarded(
    async () => {
      const credentials = await sandboxCredentials(host, resolve(host.cwd, flags.dir));
      return { credentials, running: await start(flags.port, sandboxOptions(credentials, flags.port, host.clock)) };
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
  const { running, credentials } = started;
  const environment = relative(host.cwd, credentials.environmentFile) || credentials.environmentFile;
  host.stdout.write(
    [
      `App Store Connect  ${running.appStoreConnectUrl}   key ID ${credentials.keyId}, issuer ID ${credentials.issuerId}`,
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

/** A small team: a few devices that are registered already, room for certificates, and a console with one administrator. */
function sandboxOptions(credentials: SandboxCredentials, port: number, clock: () => Date): SandboxOptions {
  return {
    port,
    clock,
    appStoreConnect: {
      teamId: "ABCDE12345",
      teamName: "Acme Inc",
      keys: [{ keyId: credentials.keyId, issuerId: credentials.issuerId, publicKeyPem: credentials.publicKeyPem }],
      devices: [{ name: "Ana's iPhone", udid: "00008120-000A1D2E3F40001E", platform: "IOS" }],
    },
    policyConsole: {
      users: [{ username: credentials.username, password: credentials.password, admin: true }],
      identities: ["Apple Distribution: Acme Inc (ABCDE12345)"],
    },
  };
}

async function start(port: number, options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox(options);
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const reason = taken ? `port ${port} is in use` : `the sandbox cannot listen on port ${port}`;
    throw new DiagnosableError(
      createDiagnostic("cli/refused", { reason }, { help: "choose another one: `--port 0` takes any free port" }),
      { cause: error },
    );
  }
}
