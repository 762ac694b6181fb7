import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";

import { Decrypter, Encrypter, Stanza, type Identity, type Recipient } from "age-encryption";

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { Secret } from "../../secret/secret.ts";
import { newAgeIdentity, readAgeIdentities, type AgeIdentity } from "./age-encryption.ts";
import { corrupt } from "./store-failure.ts";

/** log2 of scrypt's N: age's own default. With r = 8 it takes 256 MiB and about a second. */
const WORK_FACTOR = 18;
/** A file that asks for more is refused before any work: it would be an attack on memory and time. */
export const WORK_FACTOR_LIMIT = 18;
/** UTF-16 units that a passphrase must have when a store begins to use it: whoever gets the files can try as many as they like. */
export const PASSPHRASE_MINIMUM = 12;
const SALT_LABEL = "age-encryption.org/v1/scrypt";
const SALT_LENGTH = 16;
const FILE_KEY_LENGTH = 16;
const TAG_LENGTH = 16;

/** An age identity as a file that only its passphrase opens. */
export interface WrappedIdentity {
  readonly identity: AgeIdentity;
  /** An age file with a scrypt stanza, which `age -d` opens too; its content is an age identity file. */
  readonly bytes: Uint8Array;
}

/** Makes a new age identity and wraps it. Throws `file-store/weak-passphrase`. */
export async function wrapNewIdentity(passphrase: Secret): Promise<WrappedIdentity> {
  if (passphrase.revealText().length < PASSPHRASE_MINIMUM)
    throw new DiagnosableError(createDiagnostic("file-store/weak-passphrase", { minimum: PASSPHRASE_MINIMUM }));
  const { identity: secret, recipient } = await newAgeIdentity();
  const encrypter = new Encrypter();
  encrypter.addRecipient(scryptRecipient(passphrase));
  const bytes = await encrypter.encrypt(`# ${recipient}\n${secret.revealText()}\n`);
  return { identity: { secret, recipient }, bytes };
}

/**
 * The identity in a wrapped file. `name` is the file, for messages; `recipient` is the one that the store names for it.
 * Throws `file-store/wrong-passphrase`, `file-store/passphrase-too-costly` and `file-store/corrupt`.
 */
export async function unwrapIdentity(
  bytes: Uint8Array,
  passphrase: Secret,
  { name, recipient }: { readonly name: string; readonly recipient: string },
): Promise<AgeIdentity> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(scryptIdentity(passphrase, name));
  const text = new Secret(await opened(decrypter, bytes, name));
  const identities = await readAgeIdentities(text, name);
  const identity = identities.find((i) => i.recipient === recipient);
  if (identity === undefined) throw corrupt(`\`${name}\` holds another identity than its name says`);
  return identity;
}

async function opened(decrypter: Decrypter, bytes: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    return await decrypter.decrypt(bytes);
  } catch (error) {
    if (error instanceof DiagnosableError) throw error;
    // age-encryption 0.3.1 tells this case apart by its message only; a test holds it to that.
    if (error instanceof Error && error.message.includes("no identity matched"))
      throw new DiagnosableError(createDiagnostic("file-store/wrong-passphrase", {}));
    throw corrupt(`\`${name}\` is no age file, or was changed after it was encrypted`);
  }
}

/**
 * age's scrypt stanza (age-encryption.org/v1, "The scrypt recipient type"), with Node's own scrypt: it runs beside the event loop,
 * where the library's would stop everything for seconds.
 */
function scryptRecipient(passphrase: Secret): Recipient {
  return {
    wrapFileKey: async (fileKey) => {
      const salt = randomBytes(SALT_LENGTH);
      const key = await derive(passphrase, salt, WORK_FACTOR);
      const cipher = createCipheriv("chacha20-poly1305", key, Buffer.alloc(12), { authTagLength: TAG_LENGTH });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      return [new Stanza(["scrypt", unpadded(salt), String(WORK_FACTOR)], new Uint8Array(body))];
    },
  };
}

function scryptIdentity(passphrase: Secret, name: string): Identity {
  return {
    unwrapFileKey: async (stanzas) => {
      const [stanza] = stanzas;
      // A scrypt stanza stands alone: beside others it could not vouch for who wrote the file.
      if (stanzas.length !== 1 || stanza?.args[0] !== "scrypt" || stanza.args.length !== 3)
        throw corrupt(`\`${name}\` is not encrypted with a passphrase alone`);
      const [, saltText = "", factorText = ""] = stanza.args;
      const salt = Buffer.from(saltText, "base64");
      if (!/^[1-9][0-9]{0,3}$/.test(factorText) || salt.length !== SALT_LENGTH || unpadded(salt) !== saltText)
        throw corrupt(`\`${name}\` has a malformed scrypt stanza`);
      if (stanza.body.length !== FILE_KEY_LENGTH + TAG_LENGTH)
        throw corrupt(`\`${name}\` has a malformed scrypt stanza`);
      const factor = Number(factorText);
      if (factor > WORK_FACTOR_LIMIT) {
        const parameters = { file: name, factor, limit: WORK_FACTOR_LIMIT };
        throw new DiagnosableError(createDiagnostic("file-store/passphrase-too-costly", parameters));
      }
      return decryptFileKey(await derive(passphrase, salt, factor), Buffer.from(stanza.body));
    },
  };
}

/** `null`, which age takes for "not mine", when the key is another one. */
function decryptFileKey(key: Buffer, body: Buffer): Uint8Array | null {
  const decipher = createDecipheriv("chacha20-poly1305", key, Buffer.alloc(12), { authTagLength: TAG_LENGTH });
  decipher.setAuthTag(body.subarray(FILE_KEY_LENGTH));
  const fileKey = decipher.update(body.subarray(0, FILE_KEY_LENGTH));
  try {
    decipher.final();
    return new Uint8Array(fileKey);
  } catch {
    return null;
  }
}

function derive(passphrase: Secret, salt: Buffer, factor: number): Promise<Buffer> {
  const N = 2 ** factor;
  const salted = Buffer.concat([Buffer.from(SALT_LABEL), salt]);
  return new Promise((resolve, reject) => {
    // scrypt itself takes 128 · N · r bytes; Node wants a limit above that.
    scrypt(passphrase.revealBytes(), salted, 32, { N, r: 8, p: 1, maxmem: 128 * N * 8 + 1024 * 1024 }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
