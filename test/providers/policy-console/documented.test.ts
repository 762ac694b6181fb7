import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { writePkcs12 } from "../../../src/formats/pkcs12-writer.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { makeIdentity } from "../../formats/certificate-maker.ts";
import { profileList, signMessage } from "../../formats/profile-maker.ts";
import { createAcme, ended, type Acme } from "../../support/acme.ts";
import { toolOrSkip } from "../../support/require-tool.ts";

// The commands of docs/policy-console.md, which hold the vendor's two examples as they are, and its signing.yaml, word for word.

const page = readFileSync(join(import.meta.dirname, "../../../docs/policy-console.md"), "utf8");
const blocksOf = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text);
const documentedConsole = "http://127.0.0.1:4010/mocana-app-control/rest";

let acme: Acme;
afterEach(() => acme.stop());

/** A folder with the files that the examples name, on a sandbox with one app. */
async function openFolder(): Promise<void> {
  acme = await createAcme({
    policyConsole: {
      apps: [{ name: "Shop", packageName: "com.acme.shop", platform: "android" }],
      keystoreChecks: "upload",
    },
  });
  const team = "A1B2C3D4E5";
  const upload = makeIdentity({ name: [["CN", "Acme"]] });
  const signer = makeIdentity({
    name: [
      ["CN", `iPhone Distribution: Acme Inc (${team})`],
      ["OU", team],
      ["O", "Acme Inc"],
    ],
    type: "rsa",
  });
  const p12 = (identity: typeof signer, friendlyName: string, password: string): Promise<Uint8Array> => {
    const { privateKey, der: certificate } = identity;
    return writePkcs12({ privateKey, certificate, friendlyName, password: new Secret(password), form: "modern" });
  };
  const file = (name: string, bytes: Uint8Array): void => {
    writeFileSync(join(acme.folder, name), bytes);
  };
  file("qweKeystore.keystore", await p12(upload, "keyalias", "android123"));
  file("qweDistribution.p12", await p12(signer, "distribution", "ios123"));
  const list = profileList({
    certificates: [signer.der],
    changes: { ExpirationDate: new Date(Date.now() + 300 * 86_400_000) },
  });
  file("qweDev.mobileprovision", signMessage(list, { signer }));
  Object.assign(acme.env, { QWE_KEYSTORE_PASSWORD: "android123", QWE_P12_PASSWORD: "ios123" });
}

/** Runs blocks of the page as one script. */
async function bash(blocks: readonly string[]): Promise<string> {
  const script = blocks.join("\n").replaceAll(documentedConsole, acme.sandbox.policyConsoleUrl);
  const child = spawn("bash", ["-euo", "pipefail", "-c", script], {
    cwd: acme.folder,
    env: { PATH: process.env["PATH"] ?? "", ...acme.env },
    // On a socket as its input bash takes itself for a remote shell, and reads the files of one.
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { code, out, err } = await ended(child);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

interface Catalog {
  readonly profiles: readonly Record<string, unknown>[];
}

/** What the console says of its signing profiles, without what differs each time. */
function contentOf({ profiles }: Catalog): unknown {
  return profiles
    .map(({ profile_name, profile_desc, profile_type, data }) => ({
      profile_name,
      profile_desc,
      profile_type,
      data: JSON.parse((data as { profile_data: string }).profile_data) as unknown,
    }))
    .sort((a, b) => (String(a.profile_name) < String(b.profile_name) ? -1 : 1));
}

const asDocumented = [
  {
    profile_name: "Android Signing",
    profile_desc: "Android Signing Profile",
    profile_type: "signing",
    data: { keystore_alias: "keyalias", keystore_pass: "android123" },
  },
  {
    profile_name: "iOS Signing",
    profile_desc: "iOS Signing Profile",
    profile_type: "signing",
    data: { signing_cert_id: "iPhone Distribution" },
  },
];

const [logIn = "", android = "", ios = "", catalog = "", secure = "", end = "", ...others] = blocksOf("bash");

it("has as many commands as are tested here", () => {
  expect(others).toEqual([]);
  expect([logIn, android, ios, catalog, secure, end].filter((block) => !block.includes("curl"))).toEqual([]);
  acme = { stop: async () => undefined } as Acme;
});

describe.skipIf(!toolOrSkip("curl") || !toolOrSkip("bash"))("the documented commands", () => {
  it("log in, make the vendor's two examples, secure an app, archive and log out", async () => {
    await openFolder();
    const out = await bash([logIn, android]);
    const created = JSON.parse(out.slice(out.lastIndexOf('{"message":"","profiles"'))) as { profiles: object };
    // The vendor's own answer, but for what is made up anew each time.
    expect(created).toEqual({
      message: "",
      status: "OK",
      profiles: {
        profile_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        profile_name: "Android Signing",
        profile_desc: "Android Signing Profile",
        profile_type: "signing",
        profile_url: "",
        data: {
          profile_data: '{"keystore_alias":"keyalias","keystore_pass":"android123"}',
          profile_data_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
          profile_data_stamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.0$/) as string,
        },
      },
    });
    await bash([logIn, ios, catalog, secure]);
    expect(contentOf(JSON.parse(readFileSync(join(acme.folder, "catalog.json"), "utf8")) as Catalog)).toEqual(
      asDocumented,
    );
    expect(acme.sandbox.state().consoleApps.map(({ isCurrent }) => isCurrent)).toEqual([true]);
    await bash([logIn, catalog, secure, end]);
    expect(acme.sandbox.state().signingProfiles.map(({ name, isArchived }) => [name, isArchived])).toEqual([
      ["iOS Signing", false],
      ["Android Signing", true],
    ]);
    expect(acme.objects("ended", "session").length).toBe(1);
  });

  it("make what the documented signing.yaml makes", async () => {
    await openFolder();
    const [yaml = ""] = blocksOf("yaml");
    writeFileSync(join(acme.folder, "console.yaml"), yaml.replaceAll(documentedConsole, acme.sandbox.policyConsoleUrl));
    const applied = await acme.cli(["apply", "console.yaml", "--auto-approve"]);
    expect(applied.code, applied.err).toBe(0);
    expect((await acme.cli(["plan", "console.yaml"])).out).toContain("No changes.");
    await bash([logIn, catalog]);
    expect(contentOf(JSON.parse(readFileSync(join(acme.folder, "catalog.json"), "utf8")) as Catalog)).toEqual(
      asDocumented,
    );
    expect(acme.sandbox.state().consoleApps.map(({ isCurrent }) => isCurrent)).toEqual([true]);
  });
});
