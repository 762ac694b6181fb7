import { dirname, resolve } from "node:path";
import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { readFileBounded, writePrivateFile } from "../../host/files.ts";
import { makeFolder } from "../../host/make-folder.ts";
import { newAgeIdentity, readAgeIdentities } from "../../providers/file-store/age-encryption.ts";
import type { CliContext } from "../cli-context.ts";
import { showDiagnostics } from "../failure.ts";
import { guarded } from "../guarded.ts";
import { userIdentity, userIdentityPath } from "../user-identity.ts";

/** Flags of `init`. */
export interface InitFlags {
  readonly bundleId?: string;
}

/** `signwright init`: an age identity for the person who has none, and a first signing file where there is none. */
export async function init(this: CliContext, flags: InitFlags, path = "signing.yaml"): Promise<void> {
  const failed = await guarded<readonly Diagnostic[]>(
    async () => {
      await makeIdentity(this);
      await makeSpec(this, flags, path);
      return [];
    },
    (diagnostics) => diagnostics,
  );
  showDiagnostics(this, failed);
  if (failed.length > 0) this.exit(1);
  else this.host.stderr.write(`Next: read ${path}, fill in your key, then \`signwright validate\`.\n`);
}

async function makeIdentity(context: CliContext): Promise<void> {
  const { host } = context;
  const file = userIdentityPath(host);
  const existing = await userIdentity(host);
  const from = (host.env["SIGNWRIGHT_IDENTITY"] ?? "") === "" ? file : "SIGNWRIGHT_IDENTITY";
  if (existing) {
    const [identity] = await readAgeIdentities(existing, from);
    host.stdout.write(
      `Your age identity is in ${from}. Its public half, for \`store.recipients\`:\n  ${identity?.recipient ?? "none"}\n`,
    );
    return;
  }
  const made = await newAgeIdentity();
  await makeFolder(dirname(file));
  const text = `# Signwright's age identity: whoever has it can read your stores. Public half: ${made.recipient}\n${made.identity.revealText()}\n`;
  await writePrivateFile(file, new TextEncoder().encode(text));
  host.stdout.write(
    `Made your age identity in ${file}; keep a copy in your password manager.\nIts public half, for \`store.recipients\`:\n  ${made.recipient}\n`,
  );
}

async function makeSpec(context: CliContext, flags: InitFlags, path: string): Promise<void> {
  const { host } = context;
  const absolute = resolve(host.cwd, path);
  if (await exists(absolute)) {
    if (flags.bundleId !== undefined) {
      const help = "add the target by hand, or name another file";
      throw new DiagnosableError(createDiagnostic("cli/refused", { reason: `${path} is there already` }, { help }));
    }
    host.stdout.write(`${path} is there already.\n`);
    return;
  }
  await writePrivateFile(absolute, new TextEncoder().encode(firstSpec(flags.bundleId ?? "com.example.app")), {
    shown: path,
  });
  host.stdout.write(`Wrote ${path}.\n`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await readFileBounded(path, 16 * 1024 * 1024);
    return true;
  } catch (error) {
    if (error instanceof DiagnosableError && error.diagnostic.code === "file/not-found") return false;
    throw error;
  }
}

function firstSpec(bundleId: string): string {
  const name =
    bundleId
      .split(".")
      .at(-1)
      ?.replace(/[^A-Za-z0-9_-]/g, "") ?? "";
  return `# yaml-language-server: $schema=./node_modules/signwright/schema/signing.schema.json
version: 1

store:
  url: signing-store # safe in git: what is secret in it is encrypted

keys:
  team:
    type: app_store_connect # App Store Connect, Users and Access, Integrations: a team key with the role App Manager
    issuer_id: 00000000-0000-0000-0000-000000000000
    key_id: XXXXXXXXXX
    private_key: { env: ASC_PRIVATE_KEY } # the text of AuthKey_XXXXXXXXXX.p8

targets:
  ${name === "" ? "app" : name}:
    platform: ios
    method: automatic
    profile_type: app_store
    bundle_id: ${bundleId}
    key: team
`;
}
