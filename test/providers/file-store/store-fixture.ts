import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { onTestFinished } from "vitest";

import { DiagnosableError } from "../../../src/diagnostics/diagnosable-error.ts";
import { addressOf, type Address } from "../../../src/plan/address.ts";
import type { Backend } from "../../../src/providers/file-store/backend.ts";
import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { readAgeIdentities } from "../../../src/providers/file-store/age-encryption.ts";
import { createSecretStore, type OwnSecretStore } from "../../../src/providers/file-store/secret-store.ts";
import { createStoreLog } from "../../../src/providers/file-store/store-log.ts";
import type { StoreEntry } from "../../../src/providers/provider.ts";
import { Secret } from "../../../src/secret/secret.ts";

/** Who the tests are. */
export const holder = { user: "ana", host: "build-1", pid: process.pid };

/** An age identity and its recipient. */
export interface Person {
  readonly identity: string;
  readonly recipient: string;
}

/** A new age identity. */
export async function newPerson(): Promise<Person> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** An empty folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "signwright-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A clock that moves on by a second whenever it is asked. */
export function tickingClock(start = "2026-11-03T09:00:00.000Z"): () => Date {
  let now = Date.parse(start);
  return () => new Date((now += 1000));
}

/** What a store of the tests is made with. */
export interface TestStoreOptions {
  readonly recipients?: Readonly<Record<string, string>>;
  readonly identity?: string | undefined;
}

/** A secret store over a folder. */
export function storeIn(directory: string, options: TestStoreOptions): OwnSecretStore {
  return storeOver(createDirectoryBackend(directory), options);
}

/** A secret store over a backend. */
export function storeOver(backend: Backend, { recipients = {}, identity }: TestStoreOptions): OwnSecretStore {
  return createSecretStore({
    backend,
    log: createStoreLog(backend, holder, tickingClock()),
    recipients,
    identities: async () =>
      identity === undefined ? [] : readAgeIdentities(new Secret(identity), "SIGNWRIGHT_IDENTITY"),
    identityFrom: "SIGNWRIGHT_IDENTITY",
  });
}

/** An object to put. */
export function entryOf(
  name: string,
  instance = "1",
  created = "2026-11-03T09:00:00.000Z",
  text = `secret of ${name}`,
): StoreEntry {
  return {
    address: storeAddress(name),
    instance,
    created,
    facts: { public_key_sha256: instance, bits: 2048 },
    parts: { private_key: new Secret(text) },
  };
}

/** An address of a key of the store. */
export function storeAddress(name: string): Address {
  return addressOf("store", "key", name);
}

/** The code of the diagnostic that a promise fails with; the empty text when it does not fail. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return (await failureOf(work))?.diagnostic.code ?? "";
}

/** The error that a promise fails with. */
export async function failureOf(work: Promise<unknown>): Promise<DiagnosableError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof DiagnosableError) return error;
    throw error;
  }
}

/** All files below a folder, with path relative to it. */
export function filesBelow(
  folder: string,
): readonly { readonly path: string; readonly bytes: Buffer; readonly mode: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => ({
      path: path.slice(folder.length + 1),
      bytes: readFileSync(path),
      mode: statSync(path).mode & 0o777,
    }));
}
