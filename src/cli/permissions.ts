import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { readFileBounded } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import { realPathOf } from "../host/repository-root.ts";
import type { Permissions } from "./open-world.ts";
import { userFolder } from "./user-identity.ts";

/** What a person allows for good, in `config.json` beside their age identity: outside of every repository, so no change of one reaches it. */
interface UserConfiguration {
  readonly allow_hosts: readonly string[];
  /** Absolute paths of folders whose signing files may run commands. */
  readonly trusted_folders: readonly string[];
}

/** The folder of a signing file that was named on the command line. */
export function specFolder(host: Host, path = "signing.yaml"): string {
  return dirname(resolve(host.cwd, path));
}

/**
 * What this run may do for a signing file in `folder`: what the flags allow, and what the person's own configuration does. Throws
 * `file/unreadable` for a configuration that says something else than it can.
 */
export async function permissionsOf(
  host: Host,
  flags: { readonly allowHost?: readonly string[]; readonly trust: boolean },
  folder: string,
): Promise<Permissions> {
  const configuration = await readConfiguration(host);
  const allowHost = [...(flags.allowHost ?? []), ...configuration.allow_hosts];
  if (flags.trust || configuration.trusted_folders.length === 0) return { allowHost, trust: flags.trust };
  // A link must not lead from a trusted folder into another one, nor hide that a folder is one.
  const real = await realPathOf(folder);
  const trusted = await Promise.all(configuration.trusted_folders.map(realPathOf));
  return { allowHost, trust: trusted.some((root) => isInside(root, real)) };
}

async function readConfiguration(host: Host): Promise<UserConfiguration> {
  const none = { allow_hosts: [], trusted_folders: [] };
  const path = join(userFolder(host), "config.json");
  let text: string;
  try {
    text = new TextDecoder().decode(await readFileBounded(path, 64 * 1024));
  } catch (error) {
    if (error instanceof DiagnosableError && error.diagnostic.code === "file/not-found") return none;
    throw error;
  }
  const read = parseConfiguration(text);
  if ("reason" in read)
    throw new DiagnosableError(
      createDiagnostic(
        "file/unreadable",
        { path, reason: read.reason },
        { help: 'write it like `{ "allow_hosts": ["console.acme.example"], "trusted_folders": ["/home/ana/acme"] }`' },
      ),
    );
  return { ...none, ...read.configuration };
}

/** A mistake must be told: a word that was misspelt would allow less than its writer thinks, or more than they remember. */
function parseConfiguration(
  text: string,
): { readonly configuration: Partial<UserConfiguration> } | { readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reason: "it is not JSON" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { reason: "it is no JSON object" };
  for (const [name, member] of Object.entries(value)) {
    if (name !== "allow_hosts" && name !== "trusted_folders") return { reason: `there is no setting \`${name}\`` };
    if (!Array.isArray(member) || !member.every((item) => typeof item === "string"))
      return { reason: `\`${name}\` is no list of texts` };
    const relativePath = name === "trusted_folders" ? member.find((item) => !isAbsolute(item)) : undefined;
    if (relativePath !== undefined) return { reason: `\`${relativePath}\` is no absolute path` };
  }
  return { configuration: value };
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
