import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.ts";
import { createAcme, type Acme } from "../support/acme.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { createTestHost } from "../support/test-host.ts";

const hasGit = toolOrSkip("git");
const root = join(import.meta.dirname, "../..");
const example = readFileSync(join(root, "examples/acme/signing.yaml"), "utf8");

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "signwright-diff-")));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function diff(
  argv: readonly string[],
  cwd = folder,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const host = createTestHost({ cwd, env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1" } });
  const code = await run(["diff", ...argv], host);
  return { code, out: host.out(), err: host.err() };
}

interface DiffJson {
  readonly before: string;
  readonly after: string;
  readonly targets: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly resource_changes: readonly {
    readonly address: string;
    readonly action: string;
    readonly before: Record<string, unknown> | null;
    readonly after: Record<string, unknown> | null;
    readonly targets: readonly string[];
  }[];
  readonly credential_changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  readonly setting_changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
}

/** Compares the example with what an edit makes of it, as two files. */
async function edited(...replacements: readonly (readonly [string | RegExp, string])[]): Promise<DiffJson> {
  let text = example;
  for (const [found, replacement] of replacements) {
    const next = text.replace(found, () => replacement);
    expect(next, String(found)).not.toBe(text);
    text = next;
  }
  writeFileSync(join(folder, "a.yaml"), example);
  writeFileSync(join(folder, "b.yaml"), text);
  const { code, out, err } = await diff(["a.yaml", "b.yaml", "--json"]);
  expect(err).toBe("");
  const json = JSON.parse(out) as DiffJson;
  const isSame =
    json.resource_changes.length + json.credential_changes.length + json.setting_changes.length === 0 &&
    json.targets.added.length + json.targets.removed.length === 0;
  expect(code).toBe(isSame ? 0 : 2);
  return json;
}

function lines(json: DiffJson): readonly string[] {
  return json.resource_changes.map((c) => `${c.action} ${c.address}`);
}

describe("what a change means", () => {
  it("is nothing where only comments, order and spelling differ", async () => {
    const json = await edited(
      ["renew_before: 30d", "# another comment\nrenew_before: 30d"],
      ["devices: [qa]", "devices:\n      - qa"],
      ["{ data_protection: complete }", "data_protection: complete"],
    );
    expect(json).toMatchObject({ resource_changes: [], credential_changes: [], setting_changes: [] });
    expect((await diff(["a.yaml", "b.yaml"])).out.trimEnd().split("\n").at(-1)).toBe(
      "No difference in what is asked for.",
    );
  });

  it("a device more is registered, and the profile that holds it is replaced", async () => {
    const json = await edited([
      "devices:\n  qa:\n",
      "devices:\n  qa:\n    - { name: Tablet, udid: 00008103-000C59E81E89001F, platform: ios }\n",
    ]);
    expect(lines(json)).toEqual([
      "create acme/device/00008103-000C59E81E89001F",
      "replace acme/profile/com.acme.shop:ios_app_adhoc",
    ]);
    const [, profile] = json.resource_changes;
    expect([profile?.before?.["devices"], profile?.after?.["devices"]].map((d) => (d as string[]).length)).toEqual([
      2, 3,
    ]);
    expect(profile?.targets).toEqual(["shop-adhoc"]);
  });

  it("a new name for a device that is registered changes nothing", async () => {
    expect(lines(await edited(["name: QA iPad", "name: Another name"]))).toEqual([]);
  });

  it("a capability more makes every profile of its bundle ID anew, and no other", async () => {
    const json = await edited([
      "capabilities: [push_notifications,",
      "capabilities: [push_notifications, game_center,",
    ]);
    expect(lines(json)).toEqual([
      "create acme/capability/com.acme.shop:game_center",
      "replace acme/profile/com.acme.shop:ios_app_adhoc",
      "replace acme/profile/com.acme.shop:ios_app_store",
    ]);
  });

  it("what leaves the file is forgotten, but for the profiles that Signwright made", async () => {
    const json = await edited([/ {2}desk:[^]*?\n\n/, ""]);
    expect(json.targets).toEqual({ added: [], removed: ["desk"] });
    const of = (action: string): readonly string[] =>
      json.resource_changes.filter((c) => c.action === action).map((c) => c.address);
    expect(of("delete")).toEqual([
      "acme/profile/com.acme.desk:mac_app_store",
      "store/stored_profile/acme:com.acme.desk:mac_app_store",
    ]);
    expect(of("forget")).toContain("acme/bundle_id/com.acme.desk");
    expect(of("forget").length).toBe(json.resource_changes.length - 2);
  });

  it("names what `all` stands for, since nobody is asked", async () => {
    const json = await edited(["devices: [qa]", "devices: all"]);
    const profile = json.resource_changes.find((c) => c.action === "replace");
    expect(profile?.after?.["devices"]).toEqual(["(every registered iOS device)"]);
  });

  it("a profile with the user's own certificate is understood without opening it", async () => {
    const json = await edited([
      "    bundle_id: com.acme.desk",
      "    bundle_id: com.acme.desk\n    certificate: partner-distribution",
    ]);
    const profile = json.resource_changes.find((c) => c.address === "acme/profile/com.acme.desk:mac_app_store");
    expect(profile).toMatchObject({
      action: "replace",
      after: { certificates: ["(the certificate of keys.partner-distribution)"] },
    });
  });

  it("is told of settings that change no resource", async () => {
    const json = await edited(["renew_before: 30d", "renew_before: 60d"]);
    expect(lines(json)).toEqual([]);
    expect(json.setting_changes).toEqual([{ path: "renew_before", before: "30d", after: "60d" }]);
  });

  it("is told of what a target asks to be removed, which depends on what is there", async () => {
    const json = await edited([
      "capabilities: [push_notifications,",
      "remove_capabilities: [game_center]\n    capabilities: [push_notifications,",
    ]);
    expect(json.setting_changes).toEqual([
      { path: "targets.shop.remove_capabilities", before: null, after: ["game_center"] },
    ]);
  });

  it("compares the content of files that both versions have", async () => {
    const other = join(folder, "other");
    cpSync(join(root, "examples/acme"), other, { recursive: true });
    mkdirSync(join(other, "android"), { recursive: true });
    mkdirSync(join(folder, "android"), { recursive: true });
    writeFileSync(join(folder, "a.yaml"), example);
    writeFileSync(join(other, "android/upload.keystore"), "two");
    const actions = async (): Promise<readonly string[]> =>
      lines(JSON.parse((await diff(["a.yaml", "other/signing.yaml", "--json"])).out) as DiffJson);
    expect(await actions(), "one of them is missing").toEqual([]);
    writeFileSync(join(folder, "android/upload.keystore"), "one");
    expect(await actions()).toEqual(["update store/keystore/upload"]);
    writeFileSync(join(folder, "android/upload.keystore"), "two");
    expect(await actions()).toEqual([]);
  });
});

describe("what it says is what a plan then does", () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
    writeFileSync(join(acme.folder, "before.yaml"), readFileSync(join(acme.folder, "signing.yaml")));
    expect(await acme.cli(["apply", "--auto-approve"])).toMatchObject({ code: 0 });
  });
  afterAll(() => acme.stop());

  const changes: readonly (readonly [string, (text: string) => string])[] = [
    [
      "a device more",
      (t) => t.replace("  qa:\n", "  qa:\n    - { name: T, udid: 00008103-000C59E81E89001F, platform: ios }\n"),
    ],
    ["a device less", (t) => t.replace(/ {4}- \{ name: QA iPad.*\n/, "")],
    ["a capability more", (t) => t.replace("[push_notifications,", "[push_notifications, game_center,")],
    ["a capability less", (t) => t.replace("[push_notifications,", "[")],
    ["an extension more", (t) => t.replace("      - com.acme.shop.widget\n", "$&      - com.acme.shop.watch\n")],
    ["a target less", (t) => t.replace(/ {2}desk:[^]*?\n\n/, "")],
    ["another profile type", (t) => t.replace("profile_type: ad_hoc", "profile_type: development")],
    ["another description", (t) => t.replace("description: Acme Shop for Android", "description: Other")],
    ["a fixed name", (t) => t.replace("    extensions: []\n", "    extensions: []\n    profile_name: Acme QA\n")],
    [
      "an upload key that is made",
      (t) =>
        t.replace(
          "method: manual\n    package_name: com.acme.shop\n    keystore: upload\n    keystore_alias: upload",
          "method: automatic\n    package_name: com.acme.shop",
        ),
    ],
    ["nothing", (t) => `# ${"x".repeat(9)}\n${t}`],
  ];

  it.each(changes)("%s", async (means, change) => {
    const before = readFileSync(join(acme.folder, "before.yaml"), "utf8");
    expect(change(before)).not.toBe(before);
    writeFileSync(join(acme.folder, "signing.yaml"), change(before));
    const difference = JSON.parse((await acme.cli(["diff", "before.yaml", "--json"])).out) as DiffJson;
    const planned = JSON.parse((await acme.cli(["plan", "--json"])).out) as {
      readonly resource_changes: readonly {
        readonly address: string;
        readonly change: { readonly actions: readonly string[] };
      }[];
    };
    // The copy of a profile in the store follows its profile, and what the store keeps of the forgotten needs no step of a plan.
    const isStep = (each: string): boolean => !/store\/stored_profile\/|^forget store\//.test(each);
    const kindOf = (actions: readonly string[]): string => (actions.includes("forget") ? "forget" : "change");
    const diffed = difference.resource_changes.map((c) => `${kindOf([c.action])} ${c.address}`);
    const changed = planned.resource_changes
      .filter((c) => !c.change.actions.includes("no-op"))
      .map((c) => `${kindOf(c.change.actions)} ${c.address}`);
    const sorted = (all: readonly string[]): readonly string[] => [...new Set(all.filter(isStep))].sort();
    expect(sorted(diffed)).toEqual(sorted(changed));
    expect(diffed.length > 0).toBe(!means.startsWith("nothing"));
  });
});

describe("credentials", () => {
  it.each([
    ["another host", ["http://127.0.0.1:4010/mocana", "https://console.example/mocana"], "keys.console.url"],
    ["another variable", ["{ env: ASC_PRIVATE_KEY }", "{ env: GITHUB_TOKEN }"], "keys.acme.private_key.env"],
    ["a command", ["{ env: ASC_PRIVATE_KEY }", "{ exec: [sh, -c, env] }"], "keys.acme.private_key.exec"],
    ["another store", ["url: signing-store", "url: s3://elsewhere/signing"], "store.url"],
    [
      "another reader",
      [
        "  identity:",
        "  recipients: { eve: age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg }\n  identity:",
      ],
      "store.recipients.eve",
    ],
    [
      "a key password",
      ["keystore_alias: upload", "keystore_alias: upload\n    key_password: { env: X }"],
      "targets.shop-android.key_password.env",
    ],
  ] as const)("%s is told first, and loudly", async (_, [found, replacement], path) => {
    const json = await edited([found, replacement]);
    expect(json.credential_changes.map((c) => c.path)).toContain(path);
    const text = (await diff(["a.yaml", "b.yaml"])).out.split("\n");
    expect(text[2]).toBe("Where credentials come from, or go to, differs. Look at this first:");
    expect((await diff(["a.yaml", "b.yaml", "--format", "markdown"])).out).toContain("> [!CAUTION]");
  });

  it("a text and a map that mean the same store are the same", async () => {
    const plain =
      "version: 1\nstore: signing-store\ntargets:\n  app: { platform: android, method: automatic, package_name: com.acme }\n";
    writeFileSync(join(folder, "a.yaml"), plain);
    writeFileSync(join(folder, "b.yaml"), plain.replace("store: signing-store", "store: { url: signing-store }"));
    expect((await diff(["a.yaml", "b.yaml"])).code).toBe(0);
  });
});

describe("a file with mistakes", () => {
  it("is not compared, and its errors are told with the version's name", async () => {
    writeFileSync(join(folder, "a.yaml"), example);
    writeFileSync(join(folder, "b.yaml"), example.replace("platform: ios", "platfrom: ios"));
    const { code, out, err } = await diff(["a.yaml", "b.yaml"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("error[schema/unknown-key]");
    expect(err).toContain("b.yaml:");
  });

  it("no markup in it reaches a comment", async () => {
    writeFileSync(join(folder, "a.yaml"), example);
    writeFileSync(
      join(folder, "b.yaml"),
      example.replace("description: Acme Shop for Android", 'description: "x | @team <img> ```\\n::error::x"'),
    );
    const { out } = await diff(["a.yaml", "b.yaml", "--format", "markdown"]);
    expect(out.startsWith("<!-- signwright-diff -->\n## ")).toBe(true);
    const outside = out.replace(/<details>[^]*<\/details>/, "");
    expect(outside).not.toMatch(/<img>|@team/);
  });
});

describe.skipIf(!hasGit)("revisions", () => {
  let repository: string;
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: repository,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  const write = (text: string): void => {
    writeFileSync(join(repository, "apps/signing.yaml"), text);
  };

  beforeEach(() => {
    repository = realpathSync(mkdtempSync(join(folder, "repository-")));
    mkdirSync(join(repository, "apps/android"), { recursive: true });
    git("init", "-q", "-b", "main");
    write(example);
    writeFileSync(join(repository, "apps/android/upload.keystore"), "one");
    git("add", "-A");
    git("commit", "-q", "-m", "first");
    write(example.replace("description: Acme Shop for Android", "description: Other"));
    git("commit", "-q", "-a", "-m", "second");
    write(example.replace("devices: [qa]", "devices: all"));
  });

  it("a revision is compared with the work tree, at the path of the file", async () => {
    const apps = join(repository, "apps");
    const { code, out } = await diff(["main"], apps);
    expect(code).toBe(2);
    expect(out).toContain("What changes from main:apps/signing.yaml to signing.yaml:");
    expect(out).toContain("+/- acme/profile/com.acme.shop:ios_app_adhoc");
    expect((await diff(["main", "apps/signing.yaml"], repository)).out).toContain("ios_app_adhoc");
  });

  it("two revisions are compared with each other, by any name that git knows", async () => {
    const apps = join(repository, "apps");
    const described = async (...argv: readonly string[]): Promise<string> => (await diff(argv, apps)).out;
    const told = "~ console/signing_profile/Android Signing";
    expect(await described("HEAD~1", "HEAD")).toContain(told);
    expect(await described("main@{0}", "HEAD~1:apps/signing.yaml")).toContain(told);
    expect(await described("HEAD~1:./signing.yaml", "main:")).toContain(told);
    expect((await diff(["HEAD", "main"], apps)).code).toBe(0);
  });

  it("the files that a revision names are read from it, also where Git LFS keeps them", async () => {
    const apps = join(repository, "apps");
    write(example.replace("description: Acme Shop for Android", "description: Other"));
    expect((await diff(["main"], apps)).code).toBe(0);
    writeFileSync(join(apps, "android/upload.keystore"), "two");
    expect((await diff(["main"], apps)).out).toContain("~ store/keystore/upload");
    const digest = "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3";
    writeFileSync(
      join(apps, "android/upload.keystore"),
      `version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize 3\n`,
    );
    git("commit", "-q", "-a", "-m", "to LFS");
    writeFileSync(join(apps, "android/upload.keystore"), "two");
    expect((await diff(["main"], apps)).code).toBe(0);
  });

  it.each(["--upload-pack=touch pwned", "-c", "--", "", "nope", "HEAD\n", "HEAD^{tree}", ":/first", "@{u}"])(
    "`%s` is refused, and runs nothing",
    async (revision) => {
      const { code, err } = await diff(["--", revision], join(repository, "apps"));
      expect(code).toBe(1);
      expect(err).toContain("error[cli/refused]");
      expect(git("status", "--porcelain")).toBe(" M apps/signing.yaml\n");
    },
  );

  it("no path leads out of the repository", async () => {
    for (const path of ["../../etc/passwd", "/etc/passwd", "./../../x", "apps"]) {
      const { code, err } = await diff([`HEAD:${path}`], join(repository, "apps"));
      expect(code, path).toBe(1);
      expect(err).toContain("error[file/not-found]");
    }
  });

  it("runs no filter and no text conversion that the repository asks for", async () => {
    writeFileSync(join(repository, ".gitattributes"), "*.yaml filter=evil diff=evil\n");
    const trap = join(repository, "..", "trap");
    for (const name of ["filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "core.fsmonitor"])
      git("config", name, `touch ${trap}; cat $1`);
    git("cat-file", "--textconv", "HEAD:apps/signing.yaml");
    expect(readFileSync(trap, "utf8"), "the trap works").toBe("");
    rmSync(trap);
    expect((await diff(["HEAD~1", "HEAD"], join(repository, "apps"))).code).toBe(2);
    expect((await diff(["HEAD"], join(repository, "apps"))).code).toBe(2);
    expect(() => readFileSync(trap)).toThrow("ENOENT");
  });

  it("looks into the repository of the folder, also inside a hook of another one", async () => {
    const other = realpathSync(mkdtempSync(join(folder, "other-")));
    execFileSync("git", ["init", "-q", other]);
    const host = createTestHost({
      cwd: join(repository, "apps"),
      env: { PATH: process.env["PATH"], HOME: folder, GIT_DIR: join(other, ".git"), GIT_WORK_TREE: other },
    });
    expect(await run(["diff", "HEAD~1", "HEAD"], host)).toBe(2);
  });

  it("outside of a repository only files can be compared", async () => {
    writeFileSync(join(folder, "signing.yaml"), example);
    const { code, err } = await diff(["main"]);
    expect(code).toBe(1);
    expect(err).toContain("this is no git repository");
  });
});
