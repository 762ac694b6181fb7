import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { readFileBounded, writePrivateFile } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import { makeFolder } from "../host/make-folder.ts";

/** Who may use a sandbox. The key ID and issuer never change, so that a signing file can name them. */
export interface SandboxCredentials {
  readonly keyId: string;
  readonly issuerId: string;
  readonly publicKeyPem: string;
  readonly username: string;
  readonly password: string;
  /** Absolute path of the file that sets the variables, for a shell to read. */
  readonly environmentFile: string;
}

const KEY_ID = "SANDBOX001";
const ISSUER_ID = "00000000-0000-4000-8000-00000000d001";
const USERNAME = "admin@console.example";

/**
 * The credentials of the sandbox in a folder: made by the first start, kept for the later ones, 0600. They open nothing but
 * this sandbox.
 */
export async function sandboxCredentials(host: Host, folder: string): Promise<SandboxCredentials> {
  await makeFolder(folder);
  const keyFile = join(folder, `AuthKey_${KEY_ID}.p8`);
  const pem = (await readText(keyFile)) ?? (await writeText(keyFile, newKey()));
  const passwordFile = join(folder, "console-password");
  const password =
    (await readText(passwordFile))?.trim() ??
    (await writeText(passwordFile, Buffer.from(host.randomBytes(18)).toString("base64url")));
  const environmentFile = join(folder, "sandbox.env");
  const lines = [
    `ASC_PRIVATE_KEY=${Buffer.from(pem).toString("base64")}`,
    `CONSOLE_USER=${USERNAME}`,
    `CONSOLE_PASSWORD=${password}`,
    "",
  ];
  await writeText(environmentFile, lines.join("\n"));
  const publicKeyPem = createPublicKey(createPrivateKey(pem)).export({ type: "spki", format: "pem" }).toString();
  return { keyId: KEY_ID, issuerId: ISSUER_ID, publicKeyPem, username: USERNAME, password, environmentFile };
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readFileBounded(path, 64 * 1024));
  } catch (error) {
    if (error instanceof DiagnosableError && error.diagnostic.code === "file/not-found") return undefined;
    throw error;
  }
}

async function writeText(path: string, text: string): Promise<string> {
  await writePrivateFile(path, new TextEncoder().encode(text));
  return text;
}
