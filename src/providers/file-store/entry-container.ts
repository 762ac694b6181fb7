import { Secret } from "../../secret/secret.ts";
import type { SecretParts } from "../provider.ts";
import { compareText, isRecord, isNewerMinor, newerFormat, parseJson, STORE_FORMAT } from "./manifest.ts";
import { corrupt } from "./store-failure.ts";

/** Which object a container belongs to; it is inside, so that one encrypted file cannot stand in for another. */
export interface ContainerLabel {
  readonly address: string;
  readonly instance: string;
}

/** The bytes that are encrypted for one object: its label and all of its parts, as canonical JSON with base64 parts. */
export function writeContainer(label: ContainerLabel, parts: SecretParts): Uint8Array {
  const encoded = Object.entries(parts)
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([name, secret]): [string, string] => [name, Buffer.from(secret.revealBytes()).toString("base64")]);
  const container = {
    format_version: STORE_FORMAT,
    address: label.address,
    instance: label.instance,
    parts: Object.fromEntries(encoded),
  };
  return new TextEncoder().encode(JSON.stringify(container));
}

/**
 * The parts of a decrypted container. `name` is its file, for messages.
 * Throws `file-store/corrupt` when it is no container or one of another object, `file-store/newer-format` when it is too new.
 */
export function readContainer(bytes: Uint8Array, label: ContainerLabel, name: string): SecretParts {
  const value = parseJson(bytes, name);
  const fail = (): never => {
    throw corrupt(`\`${name}\` holds no object of the store`);
  };
  if (!isRecord(value)) return fail();
  const { format_version: formatVersion, address, instance, parts } = value;
  if (typeof formatVersion !== "string" || !/^\d{1,6}\.\d{1,6}$/.test(formatVersion)) return fail();
  if (isNewerMinor(formatVersion) || Number(formatVersion.split(".")[0]) > Number(STORE_FORMAT.split(".")[0])) {
    throw newerFormat(formatVersion);
  }
  if (address !== label.address || instance !== label.instance) throw corrupt(`\`${name}\` belongs to another object`);
  if (!isRecord(parts)) return fail();
  const decoded = Object.entries(parts).map(([part, text]): [string, Secret] => {
    if (typeof text !== "string") return fail();
    const secret = Buffer.from(text, "base64");
    // Node skips what is not base64; only text that encodes back to itself is what we wrote.
    if (secret.toString("base64") !== text) return fail();
    return [part, new Secret(new Uint8Array(secret))];
  });
  return Object.fromEntries(decoded);
}
