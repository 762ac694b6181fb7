import { expect, it } from "vitest";
import { memorySource } from "../../src/formats/artefact/byte-source.ts";
import { readInstallerPackage } from "../../src/formats/artefact/installer-package.ts";
import { makeIdentity } from "../formats/certificate-maker.ts";
import { thrownCode } from "./thrown-code.ts";
import { makePackage, packageFiles } from "./package-maker.ts";

const authority = makeIdentity({ name: [["CN", "Authority"]], type: "rsa", authority: true });
const installer = makeIdentity({
  name: [["CN", "3rd Party Mac Developer Installer: Acme"]],
  type: "rsa",
  issuer: authority,
});
const signer = { key: installer.key, certificates: [installer.der, authority.der] };
const files = packageFiles("com.acme.desk");
const read = (bytes: Uint8Array) => readInstallerPackage(memorySource(bytes));

it.each(["sha1", "sha256"] as const)("reads a signed package with %s", async (digest) => {
  const found = await read(makePackage({ files, signer, digest }));
  expect(found).toMatchObject({
    bundleIds: ["com.acme.desk"],
    problems: [],
    certificate: { commonName: "3rd Party Mac Developer Installer: Acme" },
  });
  expect(found.chain).toHaveLength(2);
});

it("says that nobody signed", async () => {
  expect(await read(makePackage({ files }))).toMatchObject({
    certificate: undefined,
    problems: ["nobody signed the package"],
  });
});

it("finds a changed file", async () => {
  const bytes = makePackage({ files, signer });
  bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
  expect((await read(bytes)).problems).toEqual(["Payload was changed"]);
});

it("finds a signature of somebody else than the certificate", async () => {
  expect((await read(makePackage({ files, signer: { ...signer, key: authority.key } }))).problems).toEqual([
    "the signature over the table of contents does not hold",
  ]);
});

it("finds a changed table of contents", async () => {
  const [good, evil] = [
    makePackage({ files, signer }),
    makePackage({ files: { ...files, Payload: "another payload" }, signer }),
  ];
  const tocOf = (bytes: Buffer): number => 28 + Number(bytes.readBigUInt64BE(8));
  // The table and files of one package with the digest and signature of the other.
  const mixed = Buffer.concat([
    evil.subarray(0, tocOf(evil)),
    good.subarray(tocOf(good), tocOf(good) + 32 + 256),
    evil.subarray(tocOf(evil) + 32 + 256),
  ]);
  expect((await read(mixed)).problems).toEqual([
    "the table of contents is not as it was signed",
    "the signature over the table of contents does not hold",
  ]);
});

it("never accepts a changed byte, and never breaks", async () => {
  const bytes = makePackage({ files, signer });
  const accepted: number[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const changed = Uint8Array.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    const code = await thrownCode(async () => {
      if ((await read(changed)).problems.length === 0) accepted.push(at);
    });
    expect(code === undefined || code.startsWith("format/"), `${at}: ${code}`).toBe(true);
  }
  // Version and digest number of the header say nothing that the table does not say.
  expect(accepted.filter((at) => at >= 28)).toEqual([]);
});

it.each([
  ["a range that does not exist", (xml: string) => xml.replace(/<length>\d+/, "<length>99999999")],
  ["a negative range", (xml: string) => xml.replace(/<offset>\d\d\d+/, "<offset>-5")],
  ["elements that do not close", (xml: string) => xml.replace("</toc>", "")],
  ["a nesting without end", (xml: string) => xml.replace("<toc>", "<toc>".repeat(5000))],
])("refuses %s", async (_, contents) => {
  expect(await thrownCode(() => read(makePackage({ files, signer, contents })))).toMatch(/^format\/(malformed|limit)$/);
});
