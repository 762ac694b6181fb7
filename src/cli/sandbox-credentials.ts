import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { readFileBounded, writePrivateFile } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import { makeFolder } from "../host/make-folder.ts";

/** Who may use a sandbox. The key IDs never change, so that a signing file can name them. */
export interface SandboxCredentials {
  /** The public key of each API key, SubjectPublicKeyInfo PEM, by key ID. */
  readonly publicKeys: ReadonlyMap<string, string>;
  readonly username: string;
  readonly password: string;
  /** Absolute path of the file that sets the variables, for a shell to read. */
  readonly environmentFile: string;
}

const USERNAME = "admin@console.example";

/**
 * The credentials of the sandbox in a folder: made by the first start that needs them, kept for the later ones, 0600. They open
 * nothing but this sandbox. The private key of the first key ID is ASC_PRIVATE_KEY, those of the others ASC_PRIVATE_KEY_<key ID>.
 */
export async function sandboxCredentials(
  host: Host,
  folder: string,
  keyIds: readonly string[],
): Promise<SandboxCredentials> {
  await makeFolder(folder);
  const publicKeys = new Map<string, string>();
  const lines: string[] = [];
  for (const [index, keyId] of keyIds.entries()) {
    const keyFile = join(folder, `AuthKey_${keyId}.p8`);
    const pem = (await readText(keyFile)) ?? (await writeText(keyFile, newKey()));
    const publicKey = createPublicKey(createPrivateKey(pem)).export({ type: "spki", format: "pem" }).toString();
    publicKeys.set(keyId, publicKey);
    lines.push(`ASC_PRIVATE_KEY${index === 0 ? "" : `_${keyId}`}=${Buffer.from(pem).toString("base64")}`);
  }
  const passwordFile = join(folder, "console-password");
  const password =
    (await readText(passwordFile))?.trim() ??
    (await writeText(passwordFile, Buffer.from(host.randomBytes(18)).toString("base64url")));
  const environmentFile = join(folder, "sandbox.env");
  lines.push(`CONSOLE_USER=${USERNAME}`, `CONSOLE_PASSWORD=${password}`, "");
  await writeText(environmentFile, lines.join("\n"));
  return { publicKeys, username: USERNAME, password, environmentFile };
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
