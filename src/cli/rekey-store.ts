import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import type { RekeyOutcome, RekeyPreview, RekeyRequest } from "../providers/file-store/store-maintenance.ts";
import { Secret } from "../secret/secret.ts";
import type { CliContext } from "./cli-context.ts";
import { toJsonText } from "./failure.ts";
import { INTERRUPTED, listenForInterrupt, type Interruption } from "./interruption.ts";
import { isRemoteStore } from "./open-store-backend.ts";
import type { OpenedStore, StoreFlags, StoreOutcome } from "./open-maintenance.ts";
import { shellCommand } from "./shell-command.ts";
import { createLiveLine } from "./views/live-line.ts";
import { rekeyJson } from "./views/rekey-json.ts";
import { rekeyText } from "./views/rekey-text.ts";

/** How a command changes a store's recipients. */
export interface RekeyCommand {
  readonly flags: StoreFlags;
  /** The recipients that the store is to have; absent for those of the signing file. */
  readonly recipients?: RekeyRequest["recipients"];
  /** Environment variable with the passphrase that the store has now. */
  readonly oldPassphraseEnv?: string | undefined;
  /** Sees what would change. False ends it; a diagnostic that it throws, too. */
  readonly confirm: (preview: RekeyPreview, interruption: Interruption) => Promise<boolean>;
  /** Changes the signing file, if that is part of it. */
  readonly beforeWriting?: () => Promise<void>;
  /** Whether the signing file is changed by it. */
  readonly changesFile: boolean;
  readonly warnings?: readonly Diagnostic[];
}

/** Runs a rekey with its progress, its answer to Ctrl-C and its report. */
export async function rekeyStore(
  context: CliContext,
  opened: OpenedStore,
  command: RekeyCommand,
): Promise<StoreOutcome> {
  const { host } = context;
  const interruption = listenForInterrupt(context);
  const live = createLiveLine(host.stderr, host);
  try {
    const outcome = await opened.store.maintenance.rekey({
      ...(command.recipients && { recipients: command.recipients }),
      oldPassphrase: await oldPassphrase(context, opened, command.oldPassphraseEnv),
      confirm: (preview) => command.confirm(preview, interruption),
      beforeWriting: async () => {
        interruption.setApplying(true);
        await command.beforeWriting?.();
      },
      signal: interruption.stop,
      report: (message) => {
        live.show(`${message} …`);
      },
    });
    live.clear();
    const told = report(context, opened, command, outcome);
    return interruption.stop.aborted && outcome.result?.done !== true ? { ...told, code: INTERRUPTED } : told;
  } finally {
    live.clear();
    interruption.end();
  }
}

function report(context: CliContext, opened: OpenedStore, command: RekeyCommand, outcome: RekeyOutcome): StoreOutcome {
  const { host } = context;
  const { result } = outcome;
  const diagnostics = command.warnings ?? [];
  if (result?.done !== true) {
    const again = result && command.changesFile ? "signwright store rekey" : shellCommand(context.argv);
    const file = result && command.changesFile ? `${opened.loaded.shown} is changed, the store is not. ` : "";
    if (result) host.stderr.write(`Stopped. ${file}To go on: ${again}\n`);
    else host.stderr.write("Nothing was changed.\n");
    if (command.flags.json) host.stdout.write(toJsonText(rekeyJson(outcome, { fileChanged: file !== "" })));
    return { code: 1, diagnostics };
  }
  if (command.flags.json) {
    host.stdout.write(toJsonText(rekeyJson(outcome, { fileChanged: command.changesFile })));
    return { code: 0, diagnostics };
  }
  host.stdout.write(rekeyText({ ...outcome, result }, context.paint));
  host.stderr.write(nextStep(opened, command, result.reencrypted > 0));
  return { code: 0, diagnostics };
}

function nextStep({ loaded, spec }: OpenedStore, { changesFile }: RekeyCommand, storeChanged: boolean): string {
  if (!changesFile && !storeChanged) return "";
  if (!isRemoteStore(spec.store.url)) {
    const what = changesFile ? `${loaded.shown} and ${spec.store.url}` : spec.store.url;
    return `Next: commit ${what}${changesFile ? " together" : ""}.\n`;
  }
  return changesFile
    ? `Next: commit ${loaded.shown}. Until it is merged, runs with the old file are refused (file-store/recipients-differ).\n`
    : "";
}

async function oldPassphrase(
  { host }: CliContext,
  { store }: OpenedStore,
  name: string | undefined,
): Promise<RekeyRequest["oldPassphrase"]> {
  if (name === undefined) return undefined;
  const value = host.env[name] ?? "";
  if (value === "") {
    const where = `the environment variable ${name}`;
    const parameters = { key: "--old-passphrase-env", where, reason: "it is not set" };
    const help = `set ${name} to the passphrase that the store has now`;
    throw new DiagnosableError(createDiagnostic("secret/unresolved", parameters, { help }));
  }
  const held = await store.maintenance.recipients();
  if (held !== undefined && held["passphrase"] === undefined) {
    const reason = "the store has no passphrase";
    throw new DiagnosableError(
      createDiagnostic("cli/refused", { reason }, { help: "leave `--old-passphrase-env` out" }),
    );
  }
  return store.withPassphrase(() => Promise.resolve(new Secret(value)));
}
