import { createHash, sign, type KeyObject } from "node:crypto";
import { deflateSync } from "node:zlib";

/** A signer of packages. */
export interface PackageSigner {
  readonly key: KeyObject;
  readonly certificates: readonly Uint8Array[];
}

/** What a package shall be. */
export interface PackageWish {
  readonly files: Readonly<Record<string, string>>;
  readonly signer?: PackageSigner;
  readonly digest?: "sha1" | "sha256";
  /** Changes the table of contents before it is signed. */
  readonly contents?: (xml: string) => string;
}

/** Writes a xar archive as productbuild does: header, compressed table of contents, and a heap with digest, signature and files. */
export function makePackage({ files, signer, digest = "sha256", contents = (xml) => xml }: PackageWish): Buffer {
  const digestSize = digest === "sha1" ? 20 : 32;
  const signatureSize = 256;
  let at = digestSize + (signer ? signatureSize : 0);
  const packed = Object.entries(files).map(([name, text], i) => {
    const bytes = deflateSync(text);
    const start = at;
    at += bytes.length;
    const sum = (data: Uint8Array | string): string => createHash("sha1").update(data).digest("hex");
    const xml = `<file id="${i + 1}"><data><length>${bytes.length}</length><encoding style="application/x-gzip"/><offset>${start}</offset><size>${Buffer.byteLength(text)}</size><extracted-checksum style="sha1">${sum(text)}</extracted-checksum><archived-checksum style="sha1">${sum(bytes)}</archived-checksum></data><type>file</type><name>${name}</name></file>`;
    return { bytes, xml };
  });
  const certificates =
    signer?.certificates
      .map((der) => `<X509Certificate>${Buffer.from(der).toString("base64")}</X509Certificate>`)
      .join("") ?? "";
  const signature = signer
    ? `<signature style="RSA"><offset>${digestSize}</offset><size>${signatureSize}</size><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>${certificates}</X509Data></KeyInfo></signature>`
    : "";
  const xml = contents(
    `<?xml version="1.0" encoding="UTF-8"?>\n<xar><toc><creation-time>2026-11-22T09:00:00</creation-time><checksum style="${digest}"><offset>0</offset><size>${digestSize}</size></checksum>${signature}${packed.map((f) => f.xml).join("")}</toc></xar>\n`,
  );
  const toc = deflateSync(xml);
  const header = Buffer.alloc(28);
  header.write("xar!", 0, "latin1");
  header.writeUInt16BE(28, 4);
  header.writeUInt16BE(1, 6);
  header.writeBigUInt64BE(BigInt(toc.length), 8);
  header.writeBigUInt64BE(BigInt(Buffer.byteLength(xml)), 16);
  header.writeUInt32BE(digest === "sha1" ? 1 : 3, 24);
  const sum = createHash(digest).update(toc).digest();
  // RSA over the table of contents with the same digest is what RSA over its digest is.
  const made = signer ? sign(digest, toc, signer.key) : Buffer.alloc(0);
  return Buffer.concat([header, toc, sum, made, ...packed.map((f) => f.bytes)]);
}

/** The descriptions that a package for one app has. */
export function packageFiles(bundleId: string): Readonly<Record<string, string>> {
  return {
    Distribution: `<?xml version="1.0"?>\n<!-- made by a test -->\n<installer-gui-script minSpecVersion="2"><pkg-ref id="${bundleId}"><bundle-version><bundle CFBundleVersion="1" id="${bundleId}" path="Desk.app"/></bundle-version></pkg-ref></installer-gui-script>`,
    Payload: "the app's files, which are not opened\n".repeat(50),
  };
}
