import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writePkcs12 } from "../../src/formats/pkcs12-writer.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeIdentity, type IdentityWish, type MadeIdentity } from "../formats/certificate-maker.ts";
import { profileList, signMessage, type ProfileWish } from "../formats/profile-maker.ts";
import { openShop, phone, type Shop } from "../scenarios/scenario-shop.ts";

const team = "A1B2C3D4E5";
const newcomer = "00008130-001A2B3C4D5E601E";
const mac = "00006000-001A2B3C4D5E601E";
const distribution = `Apple Distribution: Acme (${team})`;
const year = new Date("2027-02-01T00:00:00Z");

/** Only what Apple issued names a team. */
const authority = makeIdentity({
  name: [
    ["O", "Apple Inc."],
    ["CN", "Authority"],
  ],
  authority: true,
});
const named = (
  name: string,
  { of = team, ...more }: Partial<IdentityWish> & { readonly of?: string } = {},
): MadeIdentity =>
  makeIdentity({
    name: [
      ["CN", name],
      ["OU", of],
    ],
    type: "rsa",
    issuer: authority,
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: year,
    ...more,
  });
const mine = named(distribution);
const another = named(`Apple Distribution: Ben (${team})`, { serial: 99n });
const developer = named(`Apple Development: Ana (${team})`, { serial: 5n });

/** A profile file as Apple makes it, for the certificate `mine`; `id` is the App ID without its prefix. */
interface FileWish extends ProfileWish {
  readonly id?: string;
  readonly prefix?: string;
  readonly develops?: boolean;
  readonly expires?: string;
}

function profileFile({
  id = "com.acme.shop",
  prefix = team,
  develops = false,
  expires,
  ...wish
}: FileWish): Uint8Array {
  const isMac = wish.platforms?.includes("OSX") ?? false;
  const list = profileList({
    certificates: [mine.der],
    entitlements: isMac
      ? { "com.apple.application-identifier": `${prefix}.${id}` }
      : { "application-identifier": `${prefix}.${id}`, "get-task-allow": develops },
    prefixes: [prefix],
    ...wish,
    changes: {
      Name: `Acme ${id}`,
      ...(expires === undefined ? {} : { ExpirationDate: new Date(expires) }),
      ...wish.changes,
    },
  });
  return signMessage(list, { signer: mine });
}

const beta = (fields = ""): string =>
  `beta: { platform: ios, method: manual, profile_type: ad_hoc, bundle_id: com.acme.shop, certificate: own, profiles: [a.mobileprovision]${fields} }`;

interface Files {
  readonly targets?: readonly string[];
  readonly identity?: MadeIdentity;
  /** Files by path; `a.mobileprovision` lists one phone unless given. */
  readonly profiles?: Readonly<Record<string, FileWish>>;
}

async function place({ targets = [beta()], identity = mine, profiles }: Files = {}): Promise<Shop> {
  const moreKeys = "own: { type: certificate, file: own.p12, password: { env: P12_PASSWORD } }";
  const shop = await openShop({ targets, spec: { moreKeys } });
  const password = new Secret(shop.env["P12_PASSWORD"] ?? "");
  const { privateKey, der: certificate } = identity;
  const p12 = await writePkcs12({ privateKey, certificate, friendlyName: "own", password, form: "compatible" });
  writeFileSync(join(shop.folder, "own.p12"), p12);
  mkdirSync(join(shop.folder, "more"));
  for (const [path, wish] of Object.entries(profiles ?? { "a.mobileprovision": { devices: [phone] } }))
    writeFileSync(join(shop.folder, path), profileFile(wish));
  return shop;
}

interface Said {
  readonly code: number;
  readonly out: string;
  readonly answers: readonly {
    readonly target: string;
    readonly until: string | null;
    readonly obstacles: readonly {
      readonly reason: string;
      readonly since: string | null;
      readonly diagnostic: {
        readonly code: string;
        readonly summary: string;
        readonly help: string;
        readonly notes: readonly { readonly message: string }[];
        readonly range: { readonly start: { readonly line: number; readonly column: number } };
      };
    }[];
  }[];
}

async function why(shop: Shop, ...words: readonly string[]): Promise<Said> {
  const { code, out } = await shop.cli(["why", "com.acme.shop", ...words]);
  const json = await shop.cli(["why", "--json", "com.acme.shop", ...words]);
  expect(json.code).toBe(code);
  return { code, out, answers: (JSON.parse(json.out) as { readonly targets: Said["answers"] }).targets };
}

/** What keeps each target from it: reason or code, and the text of signing.yaml that it points at. */
function obstaclesOf(shop: Shop, { answers }: Said): readonly string[] {
  const lines = readFileSync(join(shop.folder, "signing.yaml"), "utf8").split("\n");
  return answers.flatMap(({ obstacles }) =>
    obstacles.map(({ reason, since, diagnostic: { code, range } }) => {
      const { line, column } = range.start;
      const at = /^[^\s,\]]+/.exec((lines[line - 1] ?? "").slice(column - 1))?.[0] ?? "";
      return `${reason === "file" ? code : reason}${since === null ? "" : ` ${since.slice(0, 10)}`} @ ${at}`;
    }),
  );
}

describe("why, of a target that is signed with files", () => {
  it("says yes until the first of profile and certificate ends, for a device in any spelling", async () => {
    const shop = await place();
    for (const udid of [phone, phone.toLowerCase(), phone.replace("-", "")]) {
      const said = await why(shop, "--device", udid);
      expect([said.code, said.answers.map(({ until }) => until?.slice(0, 10))]).toEqual([0, ["2027-02-01"]]);
    }
    expect((await why(shop, "--device", phone, "--offline")).code).toBe(0);
  });

  const rows: readonly [string, Files, readonly string[]][] = [
    [
      "the profile has expired: since then, and its own item of the list",
      {
        targets: [beta().replace("[a.mobileprovision]", "[more/b.mobileprovision, a.mobileprovision]")],
        profiles: {
          "more/b.mobileprovision": { id: "com.acme.other", devices: [phone] },
          "a.mobileprovision": { devices: [phone], expires: "2026-02-20T00:00:00Z" },
        },
      },
      ["profile_expired 2026-02-20 @ a.mobileprovision"],
    ],
    [
      "the certificate has expired: since then",
      { identity: named(distribution, { notAfter: new Date("2026-02-10T00:00:00Z") }) },
      ["certificate_expired 2026-02-10 @ own", "rule/certificate-not-in-profile @ a.mobileprovision"],
    ],
    [
      "the certificate is not in the profile",
      { identity: another },
      ["rule/certificate-not-in-profile @ a.mobileprovision"],
    ],
    ["the certificate is for development", { identity: developer }, ["rule/certificate-kind @ own"]],
    [
      "the profile is another team's",
      { profiles: { "a.mobileprovision": { devices: [phone], changes: { TeamIdentifier: ["ZZZZZZZZZZ"] } } } },
      ["rule/team-mismatch @ a.mobileprovision"],
    ],
    [
      "the App ID has the prefix of an older team, which is nothing wrong",
      { profiles: { "a.mobileprovision": { devices: [phone], prefix: "OLD0000001" } } },
      [],
    ],
    ["a wildcard covers it", { profiles: { "a.mobileprovision": { devices: [phone], id: "com.acme.*" } } }, []],
    [
      "an explicit App ID is taken before a wildcard",
      {
        targets: [beta().replace("[a.mobileprovision]", "[more/any.mobileprovision, a.mobileprovision]")],
        profiles: {
          "more/any.mobileprovision": { devices: [phone], id: "com.acme.*" },
          "a.mobileprovision": { devices: [newcomer] },
        },
      },
      ["device_not_listed @ [more/any.mobileprovision"],
    ],
    [
      "the profile is for another app",
      { profiles: { "a.mobileprovision": { devices: [phone], id: "com.acme.other" } } },
      ["no_profile @ [a.mobileprovision"],
    ],
    [
      "the profile is of another type",
      { profiles: { "a.mobileprovision": { devices: [phone], develops: true } } },
      ["no_profile @ [a.mobileprovision", "rule/profile-type-mismatch @ a.mobileprovision"],
    ],
    ["the profile file is not there", { profiles: {} }, ["file @ a.mobileprovision"]],
    [
      "an in-house build goes to any device",
      {
        targets: [beta().replace("ad_hoc", "enterprise")],
        profiles: { "a.mobileprovision": { allDevices: true } },
      },
      [],
    ],
  ];
  it.each(rows)("%s", async (_, files, expected) => {
    const shop = await place(files);
    const said = await why(shop, "--device", phone);
    expect(obstaclesOf(shop, said).map((line) => line.replace(/^why\/cannot-install/, "file"))).toEqual(expected);
    expect(said.code).toBe(expected.length === 0 ? 0 : 1);
  });

  it("a device that the profile does not list: the near one, else what to do", async () => {
    const shop = await place();
    const helpFor = async (udid: string): Promise<readonly string[]> => {
      const { answers } = await why(shop, "--device", udid);
      return answers.flatMap(({ obstacles }) => obstacles.map(({ diagnostic }) => diagnostic.help));
    };
    for (const slip of [phone.replace("1A2B", "1A2C"), phone.replace("1A2B", "1AB2"), phone.slice(0, -1)])
      expect(await helpFor(slip), slip).toEqual([`it lists \`${phone}\``]);
    // Of one model, so half of the digits are the same.
    expect(await helpFor("00008120-00D1E2F3A4B5C01E")).toEqual([
      "add the device to it in the developer portal, download it again and replace the file",
    ]);
  });

  it("a mistake that two profile types share keeps builds of both", async () => {
    const theirs = named(distribution, { of: "ZZZZZZZZZZ" });
    const shop = await place({
      targets: [
        beta()
          .replace("ad_hoc", "[ad_hoc, development]")
          .replace("[a.mobileprovision]", "[a.mobileprovision, d.mobileprovision]"),
      ],
      identity: theirs,
      profiles: {
        "a.mobileprovision": { devices: [phone], certificates: [theirs.der] },
        "d.mobileprovision": { devices: [phone], certificates: [theirs.der], develops: true },
      },
    });
    const { answers } = await why(shop, "--device", phone);
    const codesOf = answers.map(({ target, obstacles }) => [target, ...obstacles.map((o) => o.diagnostic.code)]);
    expect(codesOf).toEqual([
      ["beta:ad_hoc", "rule/team-mismatch", "rule/team-mismatch"],
      ["beta:development", "rule/certificate-kind", "rule/team-mismatch", "rule/team-mismatch"],
    ]);
  });

  it("a password that does not open the certificate's file is said at the password", async () => {
    const shop = await place();
    shop.env["P12_PASSWORD"] = "another password";
    const said = await why(shop, "--device", phone);
    expect(obstaclesOf(shop, said)).toEqual([expect.stringMatching(/^format\/wrong-password @ /)]);
  });

  it("an extension needs a profile of its own", async () => {
    const shop = await place({ targets: [beta(", extensions: [com.acme.shop.widget]")] });
    const { code, out } = await shop.cli(["why", "com.acme.shop.widget", "--device", phone]);
    expect([code, out]).toEqual([
      1,
      expect.stringContaining("because none of its profiles is an ad hoc profile for com.acme.shop.widget\n"),
    ]);
  });

  it("a Mac: by its provisioning UDID, and what else people take for it", async () => {
    const desk =
      "desk: { platform: macos, method: manual, profile_type: development, bundle_id: com.acme.shop, certificate: own, profiles: [a.provisionprofile] }";
    const shop = await place({
      targets: [desk],
      identity: developer,
      profiles: { "a.provisionprofile": { platforms: ["OSX"], devices: [mac], certificates: [developer.der] } },
    });
    expect((await why(shop, "--device", mac)).code).toBe(0);
    const { answers } = await why(shop, "--device", "9B1DEB4D-3B7D-4BAD-9BDD-2B0D7B3DCB6D");
    expect(answers[0]?.obstacles[0]?.diagnostic.notes).toEqual([
      { message: expect.stringContaining("provisioning UDID, not by its hardware UUID") as string },
    ]);
  });

  it("a Developer ID app without a profile runs on any Mac until its certificate ends", async () => {
    const shop = await place({
      targets: [
        "desk: { platform: macos, method: manual, profile_type: developer_id, bundle_id: com.acme.shop, certificate: own, profiles: [] }",
      ],
      identity: named(`Developer ID Application: Acme (${team})`),
    });
    const { code, answers } = await why(shop, "--device", mac);
    expect([code, answers[0]?.until?.slice(0, 10)]).toEqual([0, "2027-02-01"]);
  });
});
