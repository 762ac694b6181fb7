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
    // An executable's signature ends in zeros, and how many is nobody's business.
    const content = await readWhole(await entry.open(), 16 * 1024 * 1024);
    const end = kind === "ipa" ? content.findLastIndex((byte) => byte !== 0) + 1 : content.length;
    hash.update(`${name}:${end}:`).update(content.subarray(0, end));
  }
  return hash.digest("hex");
}
