import { createHash } from "node:crypto";
import { readArtefact, type Artefact } from "../../src/formats/artefact/artefact.ts";
import { memorySource, readWhole } from "../../src/formats/artefact/byte-source.ts";
import { readZip } from "../../src/formats/artefact/zip-archive.ts";
import { Violation } from "./oracles.ts";
import type { Target } from "./targets.ts";

/** What reads built apps and checks their signatures. */
export const artefactTarget: Target = {
  name: "readArtefact",
  subject: "artefact",
  weight: 1,
  run: async ({ bytes, seed }) => {
    const artefact = await readArtefact(memorySource(bytes));
    if (isAccepted(artefact) && (await contentOf(bytes, artefact)) !== (await contentOf(seed.bytes, artefact)))
      throw new Violation(`${artefact.kind}: accepted although what it holds was changed`);
    return artefact;
  },
};

/** Whether everything in it is signed, and nothing speaks against it. */
function isAccepted(artefact: Artefact): boolean {
  switch (artefact.kind) {
    case "ipa":
    case "app":
      return artefact.code.every(
        ({ signatures, changedFiles }) =>
          changedFiles.length === 0 &&
          signatures.length > 0 &&
          signatures.every(({ kind, problems }) => kind === "signed" && problems.length === 0),
      );
    case "pkg":
      return artefact.certificate !== undefined && artefact.problems.length === 0;
    case "apk":
      return isSigned(artefact.signers, []) || isSigned(artefact.jar.signers, artefact.jar.problems);
    case "aab":
      return isSigned(artefact.jar.signers, artefact.jar.problems);
  }
}

function isSigned(signers: readonly { readonly problems: readonly string[] }[], problems: readonly string[]): boolean {
  return signers.length > 0 && problems.length === 0 && signers.every((signer) => signer.problems.length === 0);
}

/** A digest of every file of an archive that its signature covers, or of what a package says it installs. */
async function contentOf(bytes: Uint8Array, { kind }: Artefact): Promise<string> {
  const hash = createHash("sha256");
  if (kind === "pkg") {
    const { bundleIds } = (await readArtefact(memorySource(bytes))) as Extract<Artefact, { kind: "pkg" }>;
    return JSON.stringify(bundleIds);
  }
  const { entries } = await readZip(memorySource(bytes));
  for (const [name, entry] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (entry.isFolder || /^META-INF\/[^/]*\.(SF|RSA|EC|DSA|MF)$/i.test(name)) continue;
    if (kind === "ipa" && !name.startsWith("Payload/Shop.app/")) continue;
    const content = await readWhole(await entry.open(), 16 * 1024 * 1024);
    const signed = kind === "ipa" ? signedPartsOf(Buffer.from(content)) : [content];
    hash.update(`${name}:`);
    for (const part of signed) hash.update(`${part.length}:`).update(part);
  }
  return hash.digest("hex");
}

/** Where the signature of the executable begins that the fuzzer makes. */
const codeEnd = 10_000;

/**
 * What a code signature covers of an executable: the code, and the parts of the signature but for the signed message, whose
 * certificates sign themselves. Of other files everything.
 */
function signedPartsOf(file: Buffer): readonly Uint8Array[] {
  if (file.length < codeEnd + 12 || file.readUInt32LE(0) !== 0xfeedfacf) return [file];
  const signature = file.subarray(codeEnd);
  const parts: Uint8Array[] = [file.subarray(0, codeEnd)];
  const index = Array.from({ length: Math.min(64, signature.readUInt32BE(8)) }, (_, i) => 12 + 8 * i);
  for (const at of index.filter((place) => signature.readUInt32BE(place) !== 0x10000)) {
    const start = signature.readUInt32BE(at + 4);
    parts.push(signature.subarray(start, start + signature.readUInt32BE(start + 4)));
  }
  return parts;
}
