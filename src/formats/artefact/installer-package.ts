import { constants, createHash, publicDecrypt } from "node:crypto";
import { inflateSync } from "node:zlib";
import { certificateParts, readCertificate, type CertificateFacts } from "../certificate.ts";
import { elementBytes, expectAlgorithm, expectOctets, readDer, sequenceOf } from "../der-reader.ts";
import { formatError, malformed } from "../format-error.ts";
import { digests } from "../key-derivation.ts";
import { decodeBase64 } from "../pem.ts";
import { importPublicKey } from "../signing-key.ts";
import { partOf, readRange, readWhole, type ByteSource } from "./byte-source.ts";
import { inflatedZlib } from "./inflated-source.ts";
import { childOf, childText, everyElement, readXml, type XmlElement } from "./xml-element.ts";

// The format is xar's: https://github.com/apple-oss-distributions/xar, `xar.h` and `signature.c`.

/** An installer package (`.pkg`), checked. */
export interface InstallerPackage {
  /** The signer's certificate; `undefined` for a package that nobody signed. */
  readonly certificate: CertificateFacts | undefined;
  readonly chain: readonly CertificateFacts[];
  /** Bundle IDs of the apps that it installs, sorted. */
  readonly bundleIds: readonly string[];
  /** Why it is not as it was signed; empty when it is. */
  readonly problems: readonly string[];
}

const maximumContentsSize = 16 * 1024 * 1024;
const maximumDescriptionSize = 4 * 1024 * 1024;
const maximumFiles = 10_000;

interface Contents {
  /** The table of contents as it lies in the file, compressed: what its digest and the signature are over. */
  readonly packed: Uint8Array;
  readonly root: XmlElement;
  readonly heap: ByteSource;
}

/** Checks the digests of a package and the signature over them. Who signed is for the caller to judge. @throws FormatError */
export async function readInstallerPackage(source: ByteSource): Promise<InstallerPackage> {
  const { packed, root, heap } = await readContents(source);
  const toc = childOf(root, "toc");
  const style = childOf(toc, "checksum")?.attributes.get("style")?.toLowerCase().replace("-", "");
  const digest = digestNames.find((name) => name === style);
  if (toc === undefined || digest === undefined) throw malformed("its table of contents has no digest");
  const checksum = await heapBytes(heap, childOf(toc, "checksum"), 64);
  const problems: string[] = [];
  const actual = createHash(digest).update(packed).digest();
  if (!actual.equals(checksum)) problems.push("the table of contents is not as it was signed");
  const signature = childOf(toc, "signature");
  const certificates = certificatesIn(signature);
  const [certificate, ...chain] = certificates;
  if (certificate === undefined || signature === undefined) problems.push("nobody signed the package");
  else if (!isSigned({ digest, checksum: actual, certificate, signature: await heapBytes(heap, signature, 4096) }))
    problems.push("the signature over the table of contents does not hold");
  const files = filesIn(toc);
  for (const file of files) problems.push(...(await fileProblems(heap, file)));
  return {
    certificate,
    chain: certificate === undefined ? [] : [certificate, ...chain],
    bundleIds: await bundleIdsOf(heap, files),
    problems,
  };
}

const digestNames = ["sha1", "sha256", "sha512"] as const;

async function readContents(source: ByteSource): Promise<Contents> {
  const header = Buffer.from(await readRange(source, 0, 28));
  if (header.toString("latin1", 0, 4) !== "xar!") throw malformed("it is no installer package");
  const headerSize = header.readUInt16BE(4);
  const [packedSize, size] = [Number(header.readBigUInt64BE(8)), Number(header.readBigUInt64BE(16))];
  if (headerSize < 28 || packedSize > maximumContentsSize || size > maximumContentsSize)
    throw formatError("format/limit", { reason: "its table of contents is too large" });
  const packed = await readRange(source, headerSize, packedSize);
  let plain: Uint8Array;
  try {
    plain = inflateSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch {
    throw malformed("its table of contents is damaged");
  }
  if (plain.length !== size) throw malformed("its table of contents has another size than it says");
  return { packed, root: readXml(plain), heap: partOf(source, headerSize + packedSize, source.size) };
}

/** An element that names a range of the heap. */
async function heapBytes(heap: ByteSource, element: XmlElement | undefined, limit: number): Promise<Uint8Array> {
  const [offset, size] = [childText(element, "offset"), childText(element, "size")].map(Number);
  if (
    offset === undefined ||
    size === undefined ||
    !Number.isSafeInteger(offset) ||
    !Number.isSafeInteger(size) ||
    size > limit
  )
    throw malformed("its table of contents names a range that does not exist");
  return readRange(heap, offset, size);
}

function certificatesIn(signature: XmlElement | undefined): readonly CertificateFacts[] {
  const data = childOf(childOf(signature, "KeyInfo"), "X509Data");
  return (data?.children ?? [])
    .filter(({ name }) => name === "X509Certificate")
    .slice(0, 16)
    .map(({ text }) => {
      const der = decodeBase64(text);
      if (der === undefined) throw malformed("a certificate of its signature is not base64");
      return readCertificate(der);
    });
}

interface PackageSignature {
  readonly digest: (typeof digestNames)[number];
  /** The digest of the table of contents. */
  readonly checksum: Buffer;
  readonly certificate: CertificateFacts;
  readonly signature: Uint8Array;
}

/** The signature is over the digest itself, which only RSA's own form lets one compare (RFC 8017, 8.2). */
function isSigned({ digest, checksum, certificate, signature }: PackageSignature): boolean {
  try {
    const key = importPublicKey(elementBytes(certificateParts(certificate).spki));
    if (key.asymmetricKeyType !== "rsa") return false;
    const plain = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    const [algorithm, value] = sequenceOf(readDer(plain), "the signed digest");
    const name = digests[expectAlgorithm(algorithm, "the signed digest").oid]?.name;
    return name === digest && checksum.equals(expectOctets(value, "the signed digest"));
  } catch {
    return false;
  }
}

function filesIn(toc: XmlElement): readonly XmlElement[] {
  const files = [...everyElement(toc)].filter(({ name }) => name === "file");
  if (files.length > maximumFiles)
    throw formatError("format/limit", { reason: `it has more than ${maximumFiles} files` });
  return files;
}

async function fileProblems(heap: ByteSource, file: XmlElement): Promise<readonly string[]> {
  const data = childOf(file, "data");
  if (data === undefined) return [];
  const name = childText(file, "name")?.slice(0, 200) ?? "";
  const checksum = childOf(data, "archived-checksum");
  const style = checksum?.attributes.get("style")?.toLowerCase().replace("-", "");
  const digest = digestNames.find((known) => known === style);
  if (digest === undefined) return [`${name} has no digest`];
  const packed = packedData(heap, data);
  const hash = createHash(digest);
  for await (const chunk of packed.chunks(0, packed.size)) hash.update(chunk);
  return hash.digest("hex") === checksum?.text.trim().toLowerCase() ? [] : [`${name} was changed`];
}

function packedData(heap: ByteSource, data: XmlElement): ByteSource {
  const [offset, length] = [childText(data, "offset"), childText(data, "length")].map(Number);
  if (offset === undefined || length === undefined || !Number.isSafeInteger(offset) || !Number.isSafeInteger(length))
    throw malformed("its table of contents names a range that does not exist");
  return partOf(heap, offset, offset + length);
}

/** `PackageInfo` and `Distribution` say which bundles are installed; the payload itself is not opened. */
async function bundleIdsOf(heap: ByteSource, files: readonly XmlElement[]): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (const file of files) {
    if (!["PackageInfo", "Distribution"].includes(childText(file, "name") ?? "")) continue;
    const data = childOf(file, "data");
    if (data === undefined) continue;
    const packed = packedData(heap, data);
    const style = childOf(data, "encoding")?.attributes.get("style") ?? "application/octet-stream";
    const size = Number(childText(data, "size"));
    const isPacked = style === "application/x-gzip";
    if (!isPacked && style !== "application/octet-stream") continue;
    const plain = await readWhole(isPacked ? inflatedZlib(packed, size) : packed, maximumDescriptionSize);
    for (const element of everyElement(readXml(plain))) {
      const id =
        element.name === "bundle"
          ? (element.attributes.get("id") ?? element.attributes.get("CFBundleIdentifier"))
          : undefined;
      if (id !== undefined) ids.add(id);
    }
  }
  return [...ids].sort();
}
