import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAcme, type Acme } from "../support/acme.ts";

interface Person {
  readonly identity: string;
  readonly recipient: string;
}

async function newPerson(): Promise<Person> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** The document of a command that was given --json. */
async function document(acme: Acme, argv: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { code, out, err } = await acme.cli(argv);
  expect({ code, err: err.includes("error[") }).toEqual({ code: 0, err: false });
  return JSON.parse(out) as Readonly<Record<string, unknown>>;
}

/** How many of the encrypted files of the store an identity opens, and how many there are. */
async function opened(acme: Acme, identity: string): Promise<readonly [opened: number, all: number]> {
  const folder = join(acme.folder, "signing-store/objects");
  const names = readdirSync(folder).filter((name) => name.endsWith(".age"));
  let count = 0;
  for (const name of names) {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    await decrypter.decrypt(new Uint8Array(readFileSync(join(folder, name)))).then(
      () => count++,
      () => undefined,
    );
  }
  return [count, names.length];
}

function spec(acme: Acme): string {
  return readFileSync(join(acme.folder, "signing.yaml"), "utf8");
}

describe("the recipients of a store", () => {
  let acme: Acme;
  let ana: Person;
  let ben: Person;
  let original: string;

  beforeAll(async () => {
    acme = await createAcme();
    const identity = acme.env["SIGNWRIGHT_IDENTITY"] ?? "";
    ana = { identity, recipient: await identityToRecipient(identity) };
    ben = await newPerson();
    original = spec(acme);
    expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
  });
  afterAll(() => acme.stop());

  it("are whoever made it, as long as nobody is named", async () => {
    const { out, err, code } = await acme.cli(["store", "recipients"]);
    expect({ out, err, code }).toEqual({ out: `self  ${ana.recipient}  can read (you)\n`, err: "", code: 0 });
    expect(await document(acme, ["store", "recipients", "list", "--json"])).toEqual({
      format_version: "1.0",
      agree: true,
      recipients: [{ name: "self", recipient: ana.recipient, in_file: true, in_store: true, you: true }],
    });
  });

  it("begin with oneself: to name somebody else first is refused, and says what to type", async () => {
    const { code, err } = await acme.cli(["store", "recipients", "add", "ben", ben.recipient]);
    expect(code).toBe(1);
    expect(err).toContain("error[file-store/would-lock-out]");
    expect(err).toContain(`signwright store recipients add <your name> ${ana.recipient}`);
    expect(spec(acme)).toBe(original);
  });

  it("are added to the signing file, comments and mode kept, and to the store", async () => {
    const mode = statSync(join(acme.folder, "signing.yaml")).mode;
    const first = await acme.cli(["store", "recipients", "add", "ana", ana.recipient]);
    expect({ code: first.code, err: first.err }).toEqual({
      code: 0,
      err: "Next: commit signing.yaml and signing-store together.\n",
    });
    const second = await acme.cli(["store", "recipients", "add", "ben", ben.recipient]);
    expect(second.code).toBe(0);
    expect(second.out).toMatch(/^Done! \d+ objects encrypted for ana, ben, and read back\.\n/);
    const line = `  recipients: { ana: ${ana.recipient}, ben: ${ben.recipient} }\n`;
    expect(spec(acme)).toBe(original.replace("  identity: { env: SIGNWRIGHT_IDENTITY }\n", (found) => found + line));
    expect(statSync(join(acme.folder, "signing.yaml")).mode).toBe(mode);
    const [count, all] = await opened(acme, ben.identity);
    expect(count).toBe(all);
    expect(count).toBeGreaterThan(8);
    expect((await acme.cli(["plan"])).out).toContain("No changes.");
    const asBen = { env: { ...acme.env, SIGNWRIGHT_IDENTITY: ben.identity } };
    const exported = await acme.cli(["export", "--dir", "bens", "--p12-password-env", "EXPORT_PASSWORD"], asBen);
    expect(exported.code).toBe(0);
  });

  it("can be asked for twice", async () => {
    const before = spec(acme);
    const again = await document(acme, ["store", "recipients", "add", "ben", ben.recipient, "--json"]);
    expect(again).toMatchObject({ file_changed: false, done: true, reencrypted: 0, removed_files: 0, added: [] });
    expect(spec(acme)).toBe(before);
  });

  it.each<[string, readonly string[], string]>([
    [
      "a secret half",
      ["add", "eve", "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"],
      "file-store/recipient-malformed",
    ],
    [
      "a name that is taken",
      ["add", "ben", "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"],
      "file-store/recipient-taken",
    ],
    [
      "a name that is none",
      ["add", "-", "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"],
      "cli/usage",
    ],
    ["nobody of that name", ["remove", "bem"], "file-store/unknown-recipient"],
  ])("%s is refused, and nothing is changed", async (_, argv, code) => {
    const before = spec(acme);
    const { code: exit, out, err } = await acme.cli(["store", "recipients", ...argv]);
    expect(exit).toBe(1);
    expect(out).toBe("");
    expect(err).toContain(`error[${code}]`);
    expect(err).not.toContain("AGE-SECRET-KEY");
    expect(spec(acme)).toBe(before);
  });

  it("that differ from the file are shown, refused by everything that reads, and followed by rekey", async () => {
    const before = spec(acme);
    acme.edit((text) => text.replace(`, ben: ${ben.recipient}`, ""));
    const list = await acme.cli(["store", "recipients"]);
    expect(list.out).toContain("not named, can still read");
    expect(list.err).toContain("signwright store rekey");
    for (const argv of [
      ["plan"],
      ["apply", "--auto-approve"],
      ["export", "--dir", "x", "--p12-password-env", "EXPORT_PASSWORD"],
    ]) {
      const { code, err } = await acme.cli(argv);
      expect({ argv, code }).toEqual({ argv, code: 1 });
      expect(err).toContain("error[file-store/recipients-differ]");
      expect(err).toContain("`ben` can read it and is not in the spec");
    }
    // Adding somebody does not remove somebody else in passing.
    const eve = await newPerson();
    const more = await acme.cli(["store", "recipients", "add", "eve", eve.recipient]);
    expect(more.err).toContain("error[file-store/more-would-change]");
    const unasked = await acme.cli(["store", "rekey"]);
    expect(unasked.code).toBe(1);
    expect(unasked.out).toContain("  - ben will not be able to read it any more");
    expect(unasked.err).toContain("error[file-store/not-confirmed]");
    const declined = await acme.cli(["store", "rekey"], { answers: ["y"] });
    expect({ code: declined.code, changed: declined.err.includes("Nothing was changed.") }).toEqual({
      code: 1,
      changed: true,
    });
    expect((await opened(acme, ben.identity))[0]).toBeGreaterThan(8);
    const done = await acme.cli(["store", "rekey"], { answers: ["yes"] });
    expect(done.code).toBe(0);
    expect(done.out).toContain("ben could read until now:");
    expect(done.out).toMatch(
      /^Rotate, because ben may have kept a copy:\n {2}! certificate serial [0-9a-f]+, Apple Distribution/m,
    );
    expect(done.out).toContain(
      "No need to rotate: 2 private keys (part of a certificate that is named here itself), 5 provisioning profiles",
    );
    expect(done.out).toContain("git history, versions of a bucket, backups and copies still hold the old files");
    expect((await opened(acme, ben.identity))[0]).toBe(0);
    writeFileSync(join(acme.folder, "signing.yaml"), before);
    expect((await acme.cli(["store", "rekey", "--auto-approve"])).code).toBe(0);
    expect((await opened(acme, ben.identity))[0]).toBeGreaterThan(8);
  });

  it("are removed with the list of what to rotate: each certificate by serial number and date, each keystore, no profile", async () => {
    const { out } = await acme.cli(["status", "--json"]);
    const { held } = JSON.parse(out) as { held: { address: string; expires: string | null }[] };
    const certificates = held.filter(({ address }) => address.startsWith("store/identity/"));
    const keystores = held.filter(({ address }) => address.startsWith("store/keystore/"));
    expect([certificates.length, keystores.length]).toEqual([3, 1]);
    const result = await document(acme, ["store", "recipients", "remove", "ben", "--json"]);
    expect(result).toMatchObject({
      file_changed: true,
      done: true,
      added: [],
      recipients: { ana: ana.recipient },
      left_files: [],
    });
    const [leaver] = result["removed"] as [Leaving];
    expect(leaver).toMatchObject({ name: "ben", recipient: ben.recipient, history_complete: true });
    const revoke = leaver.rotate.filter(({ action }) => action === "revoke_certificate");
    expect(revoke.map(({ address, facts }) => ({ address, expires: facts["not_after"] }))).toEqual(
      certificates
        .map(({ address, expires }) => ({ address, expires }))
        .toSorted((a, b) => (a.address < b.address ? -1 : 1)),
    );
    const serials = acme.objects("created", "certificates").map((entry) => entry.name);
    expect(serials.length).toBeGreaterThan(0);
    for (const { facts } of revoke) expect(facts["serial_number"]).toMatch(/^[0-9a-f]+$/);
    expect(leaver.rotate.filter(({ action }) => action === "replace_keystore").map(({ address }) => address)).toEqual(
      keystores.map(({ address }) => address),
    );
    expect(leaver.rotate.length).toBe(revoke.length + 1);
    const kinds = (reason: string): readonly string[] => [
      ...new Set(leaver.keep.filter((k) => k.reason === reason).map(({ address }) => address.split("/")[1] ?? "")),
    ];
    expect(kinds("no_secret")).toEqual(["stored_profile"]);
    expect(kinds("certificate_listed")).toEqual(["key"]);
    expect(leaver.could_read.length).toBe(leaver.rotate.length + leaver.keep.length);
    expect(await opened(acme, ben.identity)).toEqual([0, leaver.could_read.length]);
    expect(spec(acme)).not.toContain("ben");
    expect((await acme.cli(["plan"])).out).toContain("No changes.");
  });

  it("stay at least one, and warn where a leaver has a second name", async () => {
    const last = await acme.cli(["store", "recipients", "remove", "ana"]);
    expect(last.err).toContain("error[file-store/would-lock-out]");
    expect((await acme.cli(["store", "recipients", "add", "laptop", ana.recipient])).code).toBe(0);
    const { code, err, out } = await acme.cli(["store", "recipients", "remove", "laptop"]);
    expect(code).toBe(0);
    expect(err).toContain("warning[file-store/still-recipient]");
    expect(out).not.toContain("could read until now");
  });

  it("can be changed in the file alone, for a store that follows after the merge", async () => {
    const { out, err } = await acme.cli(["store", "recipients", "add", "ben", ben.recipient, "--file-only"]);
    expect(out).toBe("Changed signing.yaml.\n");
    expect(err).toContain("signwright store rekey");
    expect((await opened(acme, ben.identity))[0]).toBe(0);
    expect((await acme.cli(["store", "recipients"])).out).toContain("named, cannot read yet");
    expect((await acme.cli(["store", "recipients", "remove", "ben", "--file-only"])).code).toBe(0);
  });

  it("are told in the log, with what every plan made, by whom", async () => {
    const { events } = (await document(acme, ["store", "log", "--json"])) as {
      events: { event: string; by: string; plan?: string }[];
    };
    const puts = events.filter(({ event }) => event === "put");
    expect(puts.length).toBeGreaterThan(8);
    const plans = new Set(puts.map(({ plan }) => plan));
    expect([...plans].map((plan) => /^[0-9a-f]{64}$/.test(plan ?? ""))).toEqual([true]);
    expect(new Set(events.map(({ by }) => by.split("@")[0]))).toEqual(new Set(["tester"]));
    expect(events.filter(({ event }) => event === "rekey").every(({ plan }) => plan === undefined)).toBe(true);
    const { out, err } = await acme.cli(["store", "log"]);
    expect(err).toBe("");
    const lines = out.trimEnd().split("\n");
    expect(lines.length).toBe(events.length);
    expect(lines.find((line) => line.includes("store/identity/acme:distribution"))).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z {2}tester@\S+ {2}stored {4}store\/identity\/acme:distribution {2}serial [0-9a-f]+, Apple Distribution: Acme Inc \(ABCDE12345\), until \d{4}-\d\d-\d\d {2}plan [0-9a-f]{12}$/,
    );
    expect(out).toMatch(/ {2}rekeyed {3}\d+ objects for ana, ben; before: ana\n/);
  });

  it("are edited by hand where no program should do it, and the message says what to write", async () => {
    acme.edit((text) => text.replace(/recipients: (\{.*\})\n/, "recipients: { <<: [$1] }\n"));
    const before = spec(acme);
    expect((await acme.cli(["validate"])).code).toBe(0);
    const added = await acme.cli(["store", "recipients", "add", "ben", ben.recipient]);
    expect(added.code).toBe(1);
    expect(added.err).toContain("error[file-store/cannot-edit]");
    expect(added.err).toContain(`add \`ben: ${ben.recipient}\` by hand, then run \`signwright store rekey\``);
    expect(spec(acme)).toBe(before);
    expect((await acme.cli(["store", "recipients"])).out).toContain("can read (you)");
  });
});

interface Leaving {
  readonly could_read: readonly { readonly address: string }[];
  readonly rotate: readonly {
    readonly action: string;
    readonly address: string;
    readonly facts: Readonly<Record<string, unknown>>;
  }[];
  readonly keep: readonly { readonly reason: string; readonly address: string }[];
}

describe("a store to come", () => {
  it("is not named for others alone, and needs nothing but the signing file", async () => {
    const acme = await createAcme();
    const own = await identityToRecipient(acme.env["SIGNWRIGHT_IDENTITY"] ?? "");
    const ben = await newPerson();
    const alone = await acme.cli(["store", "recipients", "add", "ben", ben.recipient]);
    expect(alone.err).toContain(`signwright store recipients add <your name> ${own}`);
    expect((await acme.cli(["store", "recipients"])).out).toContain("The signing file names no recipients");
    const added = await acme.cli(["store", "recipients", "add", "ana", own]);
    expect({ code: added.code, out: added.out }).toEqual({
      code: 0,
      out: "Nothing had to be encrypted.\nThere is no store yet; it will be made for ana.\n",
    });
    expect((await acme.cli(["store", "recipients"])).out).toBe(`ana  ${own}  named; there is no store yet (you)\n`);
    expect((await acme.cli(["store", "log"])).out).toBe("Nothing has happened to the store yet.\n");
    expect((await acme.cli(["store", "rekey"])).code).toBe(0);
    await acme.stop();
  });
});

describe("the lock of a store", () => {
  let acme: Acme;
  const lock = {
    format_version: "1.0",
    id: "5d0c1b7e-3f0a-4c55-9a59-0f6f0f1c2b3d",
    operation: "apply",
    holder: "ana",
    host: "anas-macbook",
    pid: 4711,
    created: "2026-11-20T08:41:07.000Z",
  };
  const locked = (more: Partial<typeof lock> = {}): void => {
    writeFileSync(join(acme.folder, "signing-store/lock"), JSON.stringify({ ...lock, ...more }));
  };
  const isLocked = (): boolean => readdirSync(join(acme.folder, "signing-store")).includes("lock");

  beforeAll(async () => {
    acme = await createAcme();
    expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
  });
  afterAll(() => acme.stop());

  it("that nobody holds is nothing to remove", async () => {
    expect(await acme.cli(["store", "unlock"])).toEqual({ code: 0, out: "The store is not locked.\n", err: "" });
    expect(await document(acme, ["store", "unlock", "--json"])).toEqual({
      format_version: "1.0",
      lock: null,
      removed: false,
    });
  });

  it("is shown with its holder, and removed by its id alone", async () => {
    locked();
    const refused = await acme.cli(["apply", "--auto-approve"]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`signwright store unlock --id ${lock.id}`);
    const shown = await acme.cli(["store", "unlock"]);
    expect(shown.code).toBe(1);
    expect(shown.out).toContain("ana on anas-macbook, process 4711");
    expect(shown.out).toContain("2026-11-20T08:41:07.000Z");
    expect(shown.out).toContain("anas-macbook is another machine: from here nobody can tell");
    expect(shown.err).toContain("error[file-store/not-confirmed]");
    expect(shown.err).toContain(`--id ${lock.id}`);
    const other = await acme.cli(["store", "unlock", "--id", "something-else"]);
    expect({ code: other.code, differs: other.err.includes("error[file-store/lock-differs]") }).toEqual({
      code: 1,
      differs: true,
    });
    expect(isLocked()).toBe(true);
    const removed = await document(acme, ["store", "unlock", "--id", lock.id, "--json"]);
    expect(removed).toMatchObject({ lock: { id: lock.id, state: "unknown" }, removed: true });
    expect(isLocked()).toBe(false);
    expect((await acme.cli(["store", "log"])).out).toContain(
      "unlocked  took the lock from ana on anas-macbook (apply)",
    );
    expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
  });

  it("is removed when a person says yes, and only then", async () => {
    locked({ host: (await import("node:os")).hostname(), pid: process.ppid });
    const declined = await acme.cli(["store", "unlock"], { answers: ["no"] });
    expect(declined.code).toBe(1);
    expect(declined.out).toContain("A process with this number runs on this machine.");
    expect(declined.err).toContain("The lock stays.");
    expect(isLocked()).toBe(true);
    const confirmed = await acme.cli(["store", "unlock"], { answers: ["yes"] });
    expect({ code: confirmed.code, told: confirmed.out.includes("Removed the lock") }).toEqual({ code: 0, told: true });
    expect(isLocked()).toBe(false);
  });

  it("that cannot be read is shown as such, and removed like any other", async () => {
    writeFileSync(join(acme.folder, "signing-store/lock"), '{"format_ver');
    const apply = await acme.cli(["apply", "--auto-approve"]);
    expect(apply.err).toContain("`lock` is no lock; `signwright store unlock` removes it");
    const removed = await acme.cli(["store", "unlock"], { answers: ["yes"] });
    expect(removed.out).toContain("Its file cannot be read");
    expect({ code: removed.code, isLocked: isLocked() }).toEqual({ code: 0, isLocked: false });
  });

  it("of a rekey keeps an apply out, and that of an apply a rekey", async () => {
    locked({ operation: "store rekey" });
    const apply = await acme.cli(["apply", "--auto-approve"]);
    expect(apply.err).toContain("(store rekey)");
    locked();
    const rekey = await acme.cli(["store", "rekey"]);
    expect({ code: rekey.code, locked: rekey.err.includes("error[file-store/locked]") }).toEqual({
      code: 1,
      locked: true,
    });
    await acme.cli(["store", "unlock", "--id", lock.id]);
  });
});

describe("a store with a passphrase", () => {
  let acme: Acme;
  const passphrase = "correct horse battery staple";
  const next = "another horse, another battery";

  beforeAll(async () => {
    acme = await createAcme();
    acme.edit((text) =>
      text.replace("  identity: { env: SIGNWRIGHT_IDENTITY }", "  passphrase: { env: STORE_PASSPHRASE }"),
    );
    Object.assign(acme.env, { STORE_PASSPHRASE: passphrase });
    expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
  });
  afterAll(() => acme.stop());

  it("is opened by it, and says what to do with another one", async () => {
    expect((await acme.cli(["store", "recipients"])).out).toMatch(/^passphrase {2}age1\S+ {2}can read\n$/);
    const wrong = await acme.cli(["export", "--dir", "x", "--p12-password-env", "EXPORT_PASSWORD"], {
      env: { ...acme.env, STORE_PASSPHRASE: next },
    });
    expect({ code: wrong.code, wrong: wrong.err.includes("error[file-store/wrong-passphrase]") }).toEqual({
      code: 1,
      wrong: true,
    });
    expect(wrong.err).toContain("signwright store rekey --old-passphrase-env NAME");
    const add = await acme.cli([
      "store",
      "recipients",
      "add",
      "ana",
      "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
    ]);
    expect({ code: add.code, refused: add.err.includes("error[cli/refused]") }).toEqual({ code: 1, refused: true });
  });

  it("follows a new one, and says what everybody who knew the old one could read", async () => {
    const env = { ...acme.env, STORE_PASSPHRASE: next, OLD_PASSPHRASE: passphrase };
    const unset = await acme.cli(["store", "rekey", "--old-passphrase-env", "NOT_SET"], { env });
    expect(unset.err).toContain("error[secret/unresolved]");
    const done = await acme.cli(
      ["store", "rekey", "--old-passphrase-env", "OLD_PASSPHRASE", "--auto-approve", "--json"],
      { env },
    );
    expect({ code: done.code, err: done.err }).toEqual({ code: 0, err: "" });
    const { removed } = JSON.parse(done.out) as { removed: Leaving[] };
    expect(removed.map(({ rotate }) => rotate.length)).toEqual([4]);
    for (const text of [done.out, done.err])
      for (const secret of [passphrase, next]) expect(text).not.toContain(secret);
    expect((await acme.cli(["plan"], { env })).out).toContain("No changes.");
    expect((await acme.cli(["plan"])).err).not.toContain("error[");
    expect((await acme.cli(["export", "--dir", "x", "--p12-password-env", "EXPORT_PASSWORD"])).code).toBe(1);
    expect((await acme.cli(["export", "--dir", "x", "--p12-password-env", "EXPORT_PASSWORD"], { env })).code).toBe(0);
  });

  it("and recipients beside it is an error", async () => {
    acme.edit((text) =>
      text.replace(
        "  passphrase:",
        "  recipients: { ana: age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg }\n  passphrase:",
      ),
    );
    const { code, err } = await acme.cli(["store", "recipients"]);
    expect({ code, told: err.includes("error[rule/passphrase-with-recipients]") }).toEqual({ code: 1, told: true });
  });
});
