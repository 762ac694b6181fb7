import { dirname, join, resolve } from "node:path";
import { createDiagnostic, hasErrors, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { writePrivateFile } from "../../host/files.ts";
import { makeFolder } from "../../host/make-folder.ts";
import { Secret } from "../../secret/secret.ts";
import type { CliContext } from "../cli-context.ts";
import { exportTarget, type ExportedFile } from "../export-target.ts";
import { showDiagnostics } from "../failure.ts";
import { loadSpec } from "../load-spec.ts";
import { openStore, secretResolver } from "../open-world.ts";
import { guarded } from "../guarded.ts";
import { selectTargets } from "../prepare-plan.ts";
import { permissionsOf } from "../permissions.ts";

/** Flags of `export`. */
export interface ExportFlags {
  readonly dir: string;
  readonly p12PasswordEnv: string;
  readonly target?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly trust: boolean;
}

/** `signwright export`: writes what the store holds as plain files for a build. */
export async function exportFiles(this: CliContext, flags: ExportFlags, path?: string): Promise<void> {
  const outcome = await guarded<{
    readonly files: readonly ExportedFile[];
    readonly diagnostics: readonly Diagnostic[];
  }>(
    () => run(this, flags, path),
    (diagnostics) => ({ files: [], diagnostics }),
  );
  showDiagnostics(this, outcome.diagnostics);
  this.exit(hasErrors(outcome.diagnostics) ? 1 : 0);
  if (outcome.files.length === 0) return;
  const width = Math.max(...outcome.files.map((f) => f.path.length));
  for (const file of outcome.files)
    this.host.stdout.write(`${file.path.padEnd(width)}  ${this.paint("dim", file.what)}\n`);
  this.host.stdout.write(`Wrote ${outcome.files.length} files to ${flags.dir}.\n`);
  this.host.stderr.write(
    `Next: these files can sign. Keep them out of git, and delete ${flags.dir} after the build.\n`,
  );
}

async function run(
  context: CliContext,
  flags: ExportFlags,
  path: string | undefined,
): Promise<{ readonly files: readonly ExportedFile[]; readonly diagnostics: readonly Diagnostic[] }> {
  const { host } = context;
  const loaded = await loadSpec(host, path);
  const { spec } = loaded.compilation;
  const errors = loaded.compilation.diagnostics.filter((d) => d.severity === "error");
  if (!spec || errors.length > 0) return { files: [], diagnostics: errors };
  const selected = selectTargets(spec, flags.target ?? []);
  if (selected.diagnostics.length > 0) return { files: [], diagnostics: selected.diagnostics };
  const password = host.env[flags.p12PasswordEnv] ?? "";
  if (password === "") {
    const parameters = {
      key: "--p12-password-env",
      where: `the environment variable ${flags.p12PasswordEnv}`,
      reason: "it is not set",
    };
    const help = `set ${flags.p12PasswordEnv} to a password for the exported files`;
    return { files: [], diagnostics: [createDiagnostic("secret/unresolved", parameters, { help })] };
  }
  const permissions = await permissionsOf(host, flags, loaded.root);
  const store = await openStore(host, loaded, secretResolver(host, loaded, permissions.trust), permissions);
  try {
    const aborted = new AbortController().signal;
    const observed = await store.read({ signal: aborted, store: store.secrets, report: () => undefined });
    if (observed.kind !== "store") return { files: [], diagnostics: [] };
    const options = {
      store: store.secrets,
      observed,
      password: new Secret(password),
      passwordName: flags.p12PasswordEnv,
      now: host.clock(),
    };
    const files: ExportedFile[] = [];
    for (const target of selected.targets) files.push(...(await exportTarget(target, options)));
    await writeFiles(resolve(host.cwd, flags.dir), files);
    return { files, diagnostics: [] };
  } finally {
    await store.close();
  }
}

/** Writes once every target was found complete, so that a failure leaves no half of an export. */
async function writeFiles(folder: string, files: readonly ExportedFile[]): Promise<void> {
  for (const { path, bytes } of files) {
    await makeFolder(join(folder, dirname(path)));
    await writePrivateFile(join(folder, path), bytes);
  }
}
