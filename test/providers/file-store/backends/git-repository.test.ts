import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { runToEnd, type Command, type CommandEnd } from "../../../../src/host/run-command.ts";
import type { Backend } from "../../../../src/providers/file-store/backend.ts";
import { createGitBackend, type GitBackendOptions } from "../../../../src/providers/file-store/git-backend.ts";
import { gitFailure, lastingRefusal } from "../../../../src/providers/file-store/git-failure.ts";
import { toolOrSkip } from "../../../support/require-tool.ts";
import { codeOf, entryOf, failureOf, newPerson, storeAddress, storeOver } from "../store-fixture.ts";
import { plainGit } from "./backend-place.ts";

const hasGit = toolOrSkip("git");

// Starting git takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "signwright-bare-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A bare repository with a way to run git in it. */
function repository(): { readonly path: string; readonly git: (...args: readonly string[]) => string } {
  const path = folder();
  const env = {
    ...plainGit,
    GIT_AUTHOR_NAME: "x",
    GIT_AUTHOR_EMAIL: "x@x",
    GIT_COMMITTER_NAME: "x",
    GIT_COMMITTER_EMAIL: "x@x",
  };
  const git = (...args: readonly string[]): string => execFileSync("git", args, { cwd: path, env }).toString();
  git("init", "--quiet", "--bare");
  return { path, git };
}

function backendOf(path: string, options: Partial<GitBackendOptions> = {}): Backend {
  const author = { name: "ana", email: "ana@build-1" };
  const backend = createGitBackend({ remote: `file://${path}`, branch: "signing", env: plainGit, author, ...options });
  onTestFinished(() => backend.close());
  return backend;
}

/** Puts a commit into a branch of a repository by hand, as a person would: `mode` is that of the one file. */
function commitByHand(git: (...args: readonly string[]) => string, path: string, blob: string, mode = "100644"): void {
  const parent = git("for-each-ref", "--format=%(objectname)", "refs/heads/signing").trim();
  const index = join(folder(), "index");
  const env = {
    ...plainGit,
    GIT_INDEX_FILE: index,
    GIT_AUTHOR_NAME: "x",
    GIT_AUTHOR_EMAIL: "x",
    GIT_COMMITTER_NAME: "x",
    GIT_COMMITTER_EMAIL: "x",
  };
  const repo = git("rev-parse", "--absolute-git-dir").trim();
  const at = (args: readonly string[], input = ""): string =>
    execFileSync("git", args, { cwd: repo, env, input }).toString().trim();
  if (parent !== "") at(["read-tree", parent]);
  const id = at(["hash-object", "-w", "--stdin"], blob);
  at(["update-index", "--add", "--cacheinfo", `${mode},${id},${path}`]);
  const commit = at(["commit-tree", at(["write-tree"]), ...(parent === "" ? [] : ["-p", parent]), "-m", "by hand"]);
  at(["update-ref", "refs/heads/signing", commit]);
}

describe.skipIf(!hasGit)("what a person finds in the repository", () => {
  test("is one commit for each change, named after it, with the manifest's diff and without encrypted bytes", async () => {
    const ana = await newPerson();
    const { path, git } = repository();
    const store = storeOver(backendOf(path), ana);
    await store.put(entryOf("acme:distribution"));
    await store.record(storeAddress("b"), { id: "7" });
    expect(git("log", "--format=%s|%an <%ae>", "signing").trim().split("\n")).toEqual([
      "record store/key/b|ana <ana@build-1>",
      "put store/key/acme:distribution|ana <ana@build-1>",
    ]);
    expect(
      git("ls-tree", "-r", "--name-only", "signing")
        .trim()
        .split("\n")
        .map((n) => n.replace(/[0-9a-f]{64}/, "…")),
    ).toEqual([".gitattributes", "log.jsonl", "manifest.json", "objects/….age"]);
    const shown = git("log", "-p", "-1", "signing", "--", "manifest.json").split("\n");
    const added = shown.filter((line) => line.startsWith("+ ")).map((line) => line.slice(1).trim());
    expect(added).toEqual([
      '"head": 2,',
      expect.stringMatching(/^"previous_sha256": "[0-9a-f]{64}",$/),
      '"records": [',
      "{",
      '"address": "store/key/b",',
      '"facts": {',
      '"id": "7"',
      "}",
      "}",
      "]",
    ]);
    // As in a clone of somebody's: a bare repository has no attributes.
    const clone = join(folder(), "clone");
    git("clone", "--quiet", "--branch", "signing", path, clone);
    const log = git("-C", clone, "log", "-p");
    expect(log).toContain("Binary files /dev/null and b/objects/");
    expect(log).not.toContain("age-encryption.org");
  });

  test("keeps what belongs to a run out of the branch's history", async () => {
    const { path, git } = repository();
    const backend = backendOf(path);
    await backend.create("lock", Buffer.from("{}"));
    await backend.append("journal/plan.jsonl", "{}");
    const refs = (): readonly string[] => git("for-each-ref", "--format=%(refname)").trim().split("\n");
    expect(refs()).toEqual(["refs/signwright/signing/journal", "refs/signwright/signing/lock"]);
    expect(backend.locate("lock")).toBe(`refs/signwright/signing/lock in file://${path}`);
    await backend.remove("lock");
    expect(refs()).toEqual(["refs/signwright/signing/journal"]);
  });

  test("may have other things beside it, which stay, and stores in other branches", async () => {
    const ana = await newPerson();
    const { path, git } = repository();
    commitByHand(git, "README.md", "signing\n");
    git("branch", "main", "signing");
    const store = storeOver(backendOf(path), ana);
    await store.put(entryOf("a"));
    const team = storeOver(backendOf(path, { branch: "team/ios" }), ana);
    await team.put(entryOf("b"));
    commitByHand(git, "README.md", "changed\n");
    await store.put(entryOf("c"));
    expect(git("show", "signing:README.md")).toBe("changed\n");
    expect((await store.observe()).objects.map((o) => o.address)).toEqual(["a", "c"].map(storeAddress));
    expect((await team.observe()).objects.map((o) => o.address)).toEqual([storeAddress("b")]);
    expect(git("ls-tree", "--name-only", "main")).toBe("README.md\n");
    expect(git("ls-tree", "--name-only", "team/ios")).not.toContain("README.md");
  });

  test("names the committer that git's own configuration names", async () => {
    const { path, git } = repository();
    const configuration = join(folder(), "config");
    writeFileSync(configuration, "[user]\n\tname = Ana Novak\n\temail = ana@acme.example\n");
    await backendOf(path, { env: { ...plainGit, GIT_CONFIG_GLOBAL: configuration } }).create(
      "objects/a",
      Buffer.from("x"),
    );
    expect(git("log", "--format=%an <%ae>", "signing")).toBe("Ana Novak <ana@acme.example>\n");
  });

  test("holds no secret, and the search would find one", async () => {
    const ana = await newPerson();
    const { path, git } = repository();
    const store = storeOver(backendOf(path), ana);
    await store.put(entryOf("a", "1", "2026-11-03T09:00:00Z", "canary-7d1f0c2e"));
    await store.record(storeAddress("b"), { note: "public-canary" });
    const all = git("cat-file", "--batch", "--batch-all-objects");
    expect(all).toContain("public-canary");
    expect(all).not.toContain("canary-7d1f0c2e");
    expect(all).not.toContain(ana.identity);
  });
});

describe.skipIf(!hasGit)("a push", () => {
  test("that a hook of the repository declines is a failure that says so, and nothing is written", async () => {
    const { path, git } = repository();
    writeFileSync(join(path, "hooks", "pre-receive"), "#!/bin/sh\necho hook-canary >&2\nexit 1\n");
    chmodSync(join(path, "hooks", "pre-receive"), 0o755);
    const failure = await failureOf(backendOf(path).create("objects/a", Buffer.from("x")));
    expect(failure?.diagnostic.code).toBe("file-store/write-failed");
    expect(failure?.diagnostic.message).toContain("a hook of the repository declined the push");
    expect(JSON.stringify(failure?.diagnostic)).not.toContain("hook-canary");
    expect(git("for-each-ref")).toBe("");
  });

  test("that fails on the way and arrived nevertheless is found to have arrived", async () => {
    const { path } = repository();
    const losing = async (command: Command): Promise<CommandEnd> => {
      const end = await runToEnd(command);
      return command.args.includes("push") ? { failure: "the command did not end within 300 seconds" } : end;
    };
    const backend = backendOf(path, { run: losing });
    expect(await backend.create("lock", Buffer.from("1"))).toBe(true);
    expect(await backend.create("lock", Buffer.from("2"))).toBe(false);
    await backend.append("journal/p.jsonl", "{}");
    expect(Buffer.from((await backend.read("journal/p.jsonl", 100)) ?? []).toString()).toBe("{}\n");
    await backend.remove("lock");
    expect(await backend.read("lock", 100)).toBeUndefined();
  });

  test("that did not arrive is a failure, and so is an answer that cannot be had", async () => {
    const { path, git } = repository();
    const cut = (command: Command): Promise<CommandEnd> =>
      command.args.includes("push")
        ? Promise.resolve({
            exitCode: 128,
            output: new Uint8Array(),
            errors: "fatal: the remote end hung up: Connection reset by peer https://token-canary@host",
          })
        : runToEnd(command);
    const failure = await failureOf(backendOf(path, { run: cut }).create("lock", Buffer.from("1")));
    expect([failure?.diagnostic.code, failure?.retryable]).toEqual(["file-store/unreachable", true]);
    expect(JSON.stringify(failure?.diagnostic)).not.toContain("token-canary");
    expect(git("for-each-ref")).toBe("");
  });

  test("that meets another one at the server is tried again, whoever of the two was first", async () => {
    const { path } = repository();
    const other = backendOf(path);
    await other.create("objects/first", Buffer.from("x"));
    let meetings = 0;
    const meeting = async (command: Command): Promise<CommandEnd> => {
      if (!command.args.includes("push") || meetings++ > 2) return runToEnd(command);
      if (meetings === 1) await other.create("objects/other", Buffer.from("x"));
      if (meetings === 1) return runToEnd(command);
      const output = Buffer.from(
        "To x\n!\tabc:refs/heads/signing\t[remote rejected] (cannot lock ref 'refs/heads/signing')\nDone\n",
      );
      return { exitCode: 1, output, errors: "" };
    };
    const backend = backendOf(path, { run: meeting });
    expect(await backend.create("objects/ours", Buffer.from("x"))).toBe(true);
    expect(meetings).toBe(4);
    expect(await other.list("objects")).toEqual(["first", "other", "ours"]);
  });

  test.each([
    ["pre-receive hook declined", "a hook of the repository declined the push"],
    ["protected branch hook declined", "the branch is protected against this user"],
    ["deny updating a hidden ref", "the repository does not allow this push"],
    ["stale info", undefined],
    ["failed to update ref", undefined],
    ["cannot lock ref 'refs/heads/main': reference already exists", undefined],
  ])("refused because of `%s`", (reason, expected) => {
    expect(lastingRefusal(reason)).toBe(expected);
  });
});

describe.skipIf(!hasGit)("a repository that is not as it should be", () => {
  test("a manifest that was taken away or changed by hand is found out", async () => {
    const ana = await newPerson();
    const { path, git } = repository();
    const store = storeOver(backendOf(path), ana);
    await store.put(entryOf("a"));
    const good = git("show", "signing:manifest.json");
    commitByHand(git, "manifest.json", "{");
    expect(await codeOf(store.observe())).toBe("file-store/corrupt");
    commitByHand(git, "manifest.json", "manifest.json", "120000");
    expect(await codeOf(store.observe())).toBe("file-store/corrupt");
    commitByHand(git, "manifest.json", good);
    expect((await store.observe()).head).toBe(1);
    const index = join(folder(), "index");
    const env = {
      ...plainGit,
      GIT_INDEX_FILE: index,
      GIT_AUTHOR_NAME: "x",
      GIT_AUTHOR_EMAIL: "x",
      GIT_COMMITTER_NAME: "x",
      GIT_COMMITTER_EMAIL: "x",
    };
    const at = (...args: readonly string[]): string => execFileSync("git", args, { cwd: path, env }).toString().trim();
    at("read-tree", "signing");
    at("rm", "--cached", "--quiet", "manifest.json");
    at("update-ref", "refs/heads/signing", at("commit-tree", at("write-tree"), "-p", "signing", "-m", "x"));
    const failure = await failureOf(store.observe());
    expect(failure?.diagnostic.message).toContain("revert the commit that removed it");
  });

  test("an object that was changed, or whose place holds a link, is refused", async () => {
    const ana = await newPerson();
    const { path, git } = repository();
    const store = storeOver(backendOf(path), ana);
    await store.put(entryOf("a"));
    const object = git("ls-tree", "-r", "--name-only", "signing", "objects/").trim();
    commitByHand(git, object, "changed");
    expect(await codeOf(storeOver(backendOf(path), ana).get(storeAddress("a")))).toBe("file-store/corrupt");
    commitByHand(git, object, "/etc/passwd", "120000");
    expect(await codeOf(storeOver(backendOf(path), ana).get(storeAddress("a")))).toBe("file-store/corrupt");
  });

  test("a repository that is not there, and git that is not there, are said", async () => {
    const missing = await failureOf(backendOf(join(folder(), "none")).read("lock", 10));
    expect(missing?.diagnostic.code).toBe("file-store/access-refused");
    expect(missing?.diagnostic.message).toContain("there is no such repository");
    const nowhere = await failureOf(backendOf(repository().path, { env: { PATH: "/nonexistent" } }).read("lock", 10));
    expect(nowhere?.diagnostic.message).toContain("there is no `git` on this machine");
  });

  test("a server that refuses the connection, over https and over ssh, is unreachable; nobody is asked for a password", async () => {
    const https = await failureOf(backendOf("", { remote: "http://127.0.0.1:1/x.git" }).read("lock", 10));
    expect(https?.diagnostic).toMatchObject({ code: "file-store/unreachable" });
    expect(https?.diagnostic.message).toContain("refused, cut or too slow");
  });

  test.each([
    ["fatal: Authentication failed for 'https://x/'", "file-store/access-refused"],
    ["fatal: could not read Username for 'https://x': terminal prompts disabled", "file-store/access-refused"],
    [
      "git@x: Permission denied (publickey).\nfatal: Could not read from remote repository.",
      "file-store/access-refused",
    ],
    ["ERROR: Repository not found.\nfatal: Could not read from remote repository.", "file-store/access-refused"],
    [
      "ssh: connect to host x port 22: Connection refused\nfatal: Could not read from remote repository.",
      "file-store/unreachable",
    ],
    ["ssh: Could not resolve hostname x: Name or service not known", "file-store/unreachable"],
    ["Host key verification failed.\nfatal: Could not read from remote repository.", "file-store/access-refused"],
    [
      "fatal: unable to access 'https://x/': SSL certificate problem: self-signed certificate",
      "file-store/unreachable",
    ],
    ["fatal: detected dubious ownership in repository at '/x'", "file-store/access-refused"],
    ["fatal: write error: No space left on device", "file-store/write-failed"],
    ["something new", "file-store/unreachable"],
  ])("git says `%s`", (errors, code) => {
    const failure = gitFailure("https://x/", errors, 128);
    expect(failure.diagnostic.code).toBe(code);
    expect(failure.diagnostic.message).not.toContain(errors.split("\n")[0] ?? "");
  });
});

describe.skipIf(!hasGit)("nothing of the person's surroundings", () => {
  test("runs a hook here, leads to another repository, or turns a URL into a command", async () => {
    const { path } = repository();
    const home = folder();
    const hooks = join(home, "hooks");
    mkdirSync(hooks);
    const marker = join(home, "ran");
    for (const hook of ["pre-push", "reference-transaction", "post-index-change"]) {
      writeFileSync(join(hooks, hook), `#!/bin/sh\npwd >>${marker}\n`);
      chmodSync(join(hooks, hook), 0o755);
    }
    writeFileSync(join(home, "config"), `[core]\n\thooksPath = ${hooks}\n[push]\n\tfollowTags = true\n`);
    const env = {
      ...plainGit,
      GIT_CONFIG_GLOBAL: join(home, "config"),
      GIT_DIR: join(home, "elsewhere"),
      GIT_INDEX_FILE: join(home, "i"),
      GIT_WORK_TREE: home,
    };
    expect(await backendOf(path, { env }).create("objects/a", Buffer.from("x"))).toBe(true);
    // The repository itself lies on this machine here, so git runs the person's own hooks on that side.
    const ranIn = readFileSync(marker, "utf8").trim().split("\n");
    expect(new Set(ranIn)).toEqual(new Set([path]));
    rmSync(marker);
    writeFileSync(join(home, "config"), `[url "ext::sh -c 'touch ${marker}' "]\n\tinsteadOf = file://\n`);
    expect(await codeOf(backendOf(path, { env }).read("lock", 10))).toBe("file-store/access-refused");
    expect(existsSync(marker)).toBe(false);
  });

  test("and no command holds a secret: git is given the plain address and asks its helpers itself", async () => {
    const { path } = repository();
    const lines: string[] = [];
    const ana = await newPerson();
    const run = (command: Command): Promise<CommandEnd> => {
      lines.push([command.file, ...command.args].join(" "));
      return runToEnd(command);
    };
    const store = storeOver(backendOf(path, { run, env: { ...plainGit, TOKEN: "token-canary" } }), ana);
    await store.put(entryOf("a", "1", "2026-11-03T09:00:00Z", "secret-canary"));
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.filter((line) => /canary|AGE-SECRET/.test(line))).toEqual([]);
  });

  test("keeps a clone after the run", async () => {
    const { path } = repository();
    const temporary = folder();
    symlinkSync("/etc", join(temporary, "other"));
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = temporary;
    try {
      const backend = backendOf(path);
      await backend.create("objects/a", Buffer.from("x"));
      const listed = execFileSync("ls", [temporary]).toString();
      expect(listed).toContain("signwright-git-");
      await backend.close();
      expect(execFileSync("ls", [temporary]).toString()).toBe("other\n");
      expect(readFileSync("/etc/passwd").length).toBeGreaterThan(0);
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  });
});
