import { Decrypter, Encrypter, generateIdentity, identityToRecipient } from "age-encryption";

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { Secret } from "../../secret/secret.ts";
import { corrupt } from "./store-failure.ts";

/** One age identity, with the recipient that belongs to it. */
export interface AgeIdentity {
  /** `AGE-SECRET-KEY-1…` (or the post-quantum `AGE-SECRET-KEY-PQ-1…`). */
  readonly secret: Secret;
  /** `age1…` */
  readonly recipient: string;
}

/**
 * Reads the identities of an age identity file or variable: one a line, comments (`#`) and empty lines between.
 * `from` says where the text comes from. Throws `secret/malformed`, which never quotes the text.
 */
export async function readAgeIdentities(text: Secret, from: string): Promise<readonly AgeIdentity[]> {
  const lines = text
    .revealText()
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.length === 0) throw malformedIdentity(from, "empty");
  const identities: AgeIdentity[] = [];
  for (const line of lines) {
    if (line.startsWith("age1")) throw malformedIdentity(from, "a recipient (the public half)");
    if (!/^AGE-SECRET-KEY-(?:PQ-)?1/.test(line)) throw malformedIdentity(from, "something else");
    try {
      identities.push({ secret: new Secret(line), recipient: await identityToRecipient(line) });
    } catch {
      // The library's error may quote the identity, so it is dropped.
      throw malformedIdentity(from, "cut off or mistyped");
    }
  }
  return identities;
}

/** Makes a new identity with its recipient (X25519). */
export async function newAgeIdentity(): Promise<{ readonly identity: Secret; readonly recipient: string }> {
  const identity = await generateIdentity();
  return { identity: new Secret(identity), recipient: await identityToRecipient(identity) };
}

/**
 * Encrypts for every recipient. Throws `file-store/recipient-malformed`, which names the recipient and never quotes it:
 * people paste the secret half by mistake.
 */
export async function encryptFor(recipients: Readonly<Record<string, string>>, plain: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const [name, text] of Object.entries(recipients)) addRecipient(encrypter, name, text);
  return encrypter.encrypt(plain);
}

/** Checks the text of every recipient. Throws `file-store/recipient-malformed`. */
export function checkRecipients(recipients: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(recipients)) addRecipient(new Encrypter(), name, text);
}

/**
 * Decrypts with whichever identity fits. `object` names it for messages.
 * Throws `file-store/cannot-decrypt` when none fits, `file-store/corrupt` when the text was changed.
 */
export async function decryptWith(
  identities: readonly AgeIdentity[],
  encrypted: Uint8Array,
  object: string,
): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity.secret.revealText());
  try {
    return await decrypter.decrypt(encrypted);
  } catch (error) {
    // age-encryption 0.3.1 tells this case apart by its message only; a test holds it to that.
    if (error instanceof Error && error.message.includes("no identity matched")) {
      throw new DiagnosableError(createDiagnostic("file-store/cannot-decrypt", { object }));
    }
    throw corrupt(`\`${object}\` was changed after it was encrypted`);
  }
}

function addRecipient(encrypter: Encrypter, name: string, text: string): void {
  try {
    encrypter.addRecipient(text);
  } catch {
    const found = text.startsWith("AGE-SECRET-KEY-")
      ? "an age identity, the secret half"
      : "cut off, mistyped or something else";
    throw new DiagnosableError(createDiagnostic("file-store/recipient-malformed", { name, found }));
  }
}

function malformedIdentity(from: string, found: string): DiagnosableError {
  return new DiagnosableError(
    createDiagnostic("secret/malformed", {
      key: "store.identity",
      where: from,
      expected: "an age identity (AGE-SECRET-KEY-1…)",
      found,
    }),
  );
}
