import { homedir } from "node:os";
import { join } from "node:path";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { readFileBounded } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import { Secret } from "../secret/secret.ts";

/** The person's own folder for Signwright: below XDG_CONFIG_HOME, or else ~/.config (XDG Base Directory Specification). */
export function userFolder(host: Host): string {
  const configured = host.env["XDG_CONFIG_HOME"] ?? "";
  const home = host.env["HOME"] ?? "";
  const folder = configured === "" ? join(home === "" ? homedir() : home, ".config") : configured;
  return join(folder, "signwright");
}

/** Where a person's own age identity lies. */
export function userIdentityPath(host: Host): string {
  return join(userFolder(host), "identity.txt");
}

/** The person's own age identity: SIGNWRIGHT_IDENTITY, or their file; `undefined` when they have neither. */
export async function userIdentity(host: Host): Promise<Secret | undefined> {
  const text = host.env["SIGNWRIGHT_IDENTITY"] ?? "";
  if (text !== "") return new Secret(text);
  try {
    return new Secret(await readFileBounded(userIdentityPath(host), 64 * 1024));
  } catch (error) {
    if (error instanceof DiagnosableError && error.diagnostic.code === "file/not-found") return undefined;
    throw error;
  }
}
