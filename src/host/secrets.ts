import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";
import { describeSecretReference, type SecretReference } from "../secret/secret-reference.ts";
import { Secret } from "../secret/secret.ts";
import { readFileBounded, resolveInside } from "./files.ts";
import { runCommand } from "./run-command.ts";

/** The largest secret, in bytes: a keystore in base64 fits, a disk image given by mistake does not. */
const SECRET_LIMIT = 8 * 1024 * 1024;

/** What a resolver works with. */
export interface SecretResolverOptions {
  /** The folder of `signing.yaml`, which files are named relative to and commands run in. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether this run may execute what `{ exec: … }` names. */
  readonly trust: boolean;
  /** Node's name of the system; the keychain is asked on `darwin` only. */
  readonly platform: string;
  /** Milliseconds that a command may take; default 30,000. */
  readonly commandTimeout?: number;
}

/**
 * Reads the secret that a reference names. `key` says which part of the spec wants it (`keys.acme.private_key`), for messages.
 * Throws `secret/unresolved`, `secret/malformed` (not base64), `trust/untrusted-command` or `file/outside-root`: never with the value.
 */
export type ResolveSecret = (reference: SecretReference, key: string, range?: SourceRange) => Promise<Secret>;

/** The bytes of a reference before decoding, or why there are none. */
type Outcome = { readonly bytes: Uint8Array } | { readonly failure: string };

/**
 * Makes the function that resolves secret references. Each reference is read once, whether that works or not, and remembered in
 * memory only.
 *
 * - `env`: the value as it is. Not set and set but empty are told apart (CI services set missing secrets to the empty string).
 * - `file`: a path relative to `root` that does not leave it, symbolic links included.
 * - `exec`: an argument array without a shell, run in `root`; `op`: `op read`; `keychain`: `security find-generic-password -w`.
 *
 * Of `file`, `exec`, `op` and `keychain` one line end at the end is dropped when the content is text (valid UTF-8), since editors
 * and commands add it; other content is taken exactly. With `encoding: base64` white space is ignored and the decoded bytes are exact.
 */
export function createSecretResolver(options: SecretResolverOptions): ResolveSecret {
  const known = new Map<string, Promise<Outcome>>();
  return async (reference, key, range) => {
    if ("exec" in reference && !options.trust) {
      throw new DiagnosableError(createDiagnostic("trust/untrusted-command", { key }, { range }));
    }
    const where = describeSecretReference(reference);
    const path = "file" in reference ? await resolveInside(options.root, reference.file, range) : "";
    const { encoding, ...source } = reference;
    const id = JSON.stringify(source);
    const outcome = known.get(id) ?? read(reference, path, options);
    known.set(id, outcome);
    const result = await outcome;
    if ("failure" in result) {
      throw new DiagnosableError(
        createDiagnostic("secret/unresolved", { key, where, reason: result.failure }, { range }),
      );
    }
    if (encoding === undefined) return new Secret(result.bytes);
    const decoded = decodeBase64(result.bytes);
    if ("bytes" in decoded) return new Secret(decoded.bytes);
    throw new DiagnosableError(
      createDiagnostic("secret/malformed", { key, where, expected: "base64", found: decoded.failure }, { range }),
    );
  };
}

async function read(reference: SecretReference, path: string, options: SecretResolverOptions): Promise<Outcome> {
  if ("env" in reference) return readEnvironment(reference.env, options);
  if ("file" in reference) return readFile(path);
  if ("exec" in reference) return readCommand(reference.exec, options);
  if ("op" in reference) {
    // `op` would take a word that starts with a dash for an option.
    if (!reference.op.startsWith("op://")) return { failure: "it does not start with op://" };
    return readCommand(["op", "read", reference.op], options);
  }
  if (options.platform !== "darwin") return { failure: "only macOS has a keychain" };
  const { service, account } = reference.keychain;
  return readCommand(["/usr/bin/security", "find-generic-password", "-s", service, "-a", account, "-w"], options);
}

function readEnvironment(name: string, options: SecretResolverOptions): Outcome {
  const value = options.env[name];
  if (value === undefined) return { failure: "it is not set" };
  if (value === "") return { failure: "it is set, but empty" };
  return { bytes: new TextEncoder().encode(value) };
}

async function readFile(path: string): Promise<Outcome> {
  try {
    return withoutLineEnd(await readFileBounded(path, SECRET_LIMIT), "the file is empty");
  } catch (error) {
    if (!(error instanceof DiagnosableError)) throw error;
    return {
      failure: error.diagnostic.code === "file/not-found" ? "there is no such file" : error.diagnostic.message,
    };
  }
}

async function readCommand(words: readonly string[], options: SecretResolverOptions): Promise<Outcome> {
  const [file, ...args] = words;
  if (file === undefined || file === "") return { failure: "no command is named" };
  if (words.some((word) => word.includes("\0"))) return { failure: "the command holds a NUL character" };
  const outcome = await runCommand({
    file,
    args,
    cwd: options.root,
    env: options.env,
    timeout: options.commandTimeout ?? 30_000,
    outputLimit: SECRET_LIMIT,
  });
  return "failure" in outcome ? outcome : withoutLineEnd(outcome.output, "the command gave no output");
}

function withoutLineEnd(bytes: Uint8Array, whenEmpty: string): Outcome {
  const content = isText(bytes) ? bytes.slice(0, bytes.length - lineEndLength(bytes)) : bytes;
  return content.length === 0 ? { failure: whenEmpty } : { bytes: content };
}

function lineEndLength(bytes: Uint8Array): number {
  if (bytes.at(-1) !== 0x0a) return 0;
  return bytes.at(-2) === 0x0d ? 2 : 1;
}

function isText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Decodes base64 of RFC 4648 section 4, with its padding; only white space may stand between. */
function decodeBase64(bytes: Uint8Array): Outcome {
  if (!isText(bytes)) return { failure: "binary" };
  const text = new TextDecoder().decode(bytes).replace(/\s+/g, "");
  if (text === "") return { failure: "empty" };
  if (text.includes("-----BEGIN")) return { failure: "PEM; leave `encoding` out" };
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return { failure: "text with characters that base64 does not have" };
  const decoded = Buffer.from(text, "base64");
  // Node decodes leniently; only the canonical form comes out as it went in.
  if (decoded.toString("base64") !== text) return { failure: "cut off or wrongly padded" };
  return { bytes: new Uint8Array(decoded) };
}
