import { findKeystoreEntry, readKeystore } from "../../formats/keystore.ts";
import { Secret } from "../../secret/secret.ts";
import { isJsonObject } from "../json-value.ts";
import { ConsoleError } from "./console-answer.ts";

/**
 * Opens a keystore as signing an app does: alias and password of `data`, and no password of the key's own, for which the console has
 * no field. Provisioning profiles pass. When a console checks is not documented (reference decision 18); the words are made up.
 * @throws ConsoleError
 */
export async function checkKeystore(file: Uint8Array, data: string): Promise<void> {
  const values: unknown = JSON.parse(data === "" ? "{}" : data);
  const { keystore_alias: alias, keystore_pass: password } = isJsonObject(values) ? values : {};
  if (typeof alias !== "string" || typeof password !== "string") return;
  const contents = await readKeystore(file, { password: new Secret(password) }).catch(() => undefined);
  if (!contents) throw new ConsoleError("Keystore was tampered with, or password was incorrect");
  const entry = findKeystoreEntry(contents, alias);
  if (!entry) throw new ConsoleError(`Alias ${alias} does not exist in the keystore`);
  if (entry.privateKey === undefined) throw new ConsoleError(`Cannot recover the key ${alias}`);
}
