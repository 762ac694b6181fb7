import { expect, it } from "vitest";
import { readStoreUrl } from "../../src/compiler/store-url.ts";

it.each([
  ["signing-store", { kind: "directory", path: "signing-store" }],
  ["a/b c", { kind: "directory", path: "a/b c" }],
  ["s3://acme-signing", { kind: "s3", bucket: "acme-signing", prefix: "" }],
  ["s3://acme.signing/", { kind: "s3", bucket: "acme.signing", prefix: "" }],
  ["s3://acme-signing/team/i_OS-1.0/", { kind: "s3", bucket: "acme-signing", prefix: "team/i_OS-1.0" }],
  [
    "git+https://git.acme.example/signing.git#main",
    { kind: "git", remote: "https://git.acme.example/signing.git", branch: "main" },
  ],
  [
    "git+ssh://git@git.acme.example:2222/~ana/signing#team/ios-2.0",
    { kind: "git", remote: "ssh://git@git.acme.example:2222/~ana/signing", branch: "team/ios-2.0" },
  ],
  ["git+file:///srv/signing.git#main", { kind: "git", remote: "file:///srv/signing.git", branch: "main" }],
])("reads %s", (url, location) => {
  expect(readStoreUrl(url)).toEqual(location);
});

it.each([
  ["s3://", "bucket"],
  ["s3:acme", "bucket"],
  ["s3://Acme/x", "bucket"],
  ["s3://acme-signing//x", "prefix"],
  ["s3://acme-signing/../x", "prefix"],
  ["s3://acme-signing/a b", "prefix"],
  ["s3://acme-signing/a\nb", "prefix"],
  ["gs://acme/x", "in S3 or in git"],
  ["https://acme.example/x.git", "in S3 or in git"],
  ["git+git@github.com:acme/x.git#main", "URL"],
  ["git+ext::sh -c 'touch x'#main", "URL"],
  ["git+git://github.com/acme/x.git#main", "URL"],
  ["git+https:/github.com/acme/x.git#main", "URL"],
  ["git+https://ana:canary@github.com/acme/x.git#main", "credential helper"],
  ["git+https://canary@github.com/acme/x.git#main", "credential helper"],
  ["git+ssh://git:canary@github.com/acme/x.git#main", "credential helper"],
  ["git+ssh://-oProxyCommand=touch/x#main", "no host"],
  ["git+file://host/x.git#main", "host"],
  ["git+https://github.com/#main", "no repository"],
  ["git+https://github.com/x.git?a=b#main", "characters"],
  ["git+https://github.com/ä.git#main", "characters"],
  ["git+https://github.com/acme/x.git", "names no branch"],
  ["git+https://github.com/acme/x.git#", "names no branch"],
  ["git+https://github.com/acme/x.git#a..b", "the branch is made of"],
  ["git+https://github.com/acme/x.git#-d", "the branch is made of"],
  ["git+https://github.com/acme/x.git#a.lock", "the branch is made of"],
  ["git+https://github.com/acme/x.git#a b", "the branch is made of"],
  ["git+https://github.com/acme/x.git#refs:heads", "the branch is made of"],
])("refuses %s, without repeating it", (url, words) => {
  const read = readStoreUrl(url);
  expect(read).toEqual({ problem: expect.stringContaining(words) });
  expect(JSON.stringify(read)).not.toContain("canary");
});
