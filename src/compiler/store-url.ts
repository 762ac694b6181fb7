/** Where a store lies, as `store.url` says it. */
export type StoreLocation =
  | { readonly kind: "directory"; readonly path: string }
  | {
      readonly kind: "s3";
      readonly bucket: string;
      /** Without a slash at either end; the empty text for the bucket itself. */
      readonly prefix: string;
    }
  | {
      readonly kind: "git";
      /** What git is given: an `https`, `ssh`, `http` or `file` URL without a password. */
      readonly remote: string;
      readonly branch: string;
    };

/** Why a text is no address of a store, for people; it holds nothing of the text, which may hold a password. */
export interface StoreUrlProblem {
  readonly problem: string;
}

const GIT_SCHEMES = ["https:", "ssh:", "http:", "file:"];
/** Bucket naming rules of Amazon S3, which other services share or tighten. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX_PART = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
/** A narrow form of git-check-ref-format(1): what needs no quoting anywhere. */
const BRANCH = /^[A-Za-z0-9_][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+)*$/;

/** Reads the `url` of a store: a directory relative to the spec, `s3://bucket/prefix` or `git+<url>#branch`. */
export function readStoreUrl(url: string): StoreLocation | StoreUrlProblem {
  if (url.startsWith("s3:")) return readS3Url(url);
  if (url.startsWith("git+")) return readGitUrl(url.slice("git+".length));
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return { problem: "a store lies in a directory, in S3 or in git" };
  return { kind: "directory", path: url };
}

function readS3Url(url: string): StoreLocation | StoreUrlProblem {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(url) ?? [];
  if (!BUCKET.test(bucket)) return { problem: "after `s3://` comes the name of a bucket" };
  const prefix = path.replace(/\/$/, "");
  if (prefix !== "" && !prefix.split("/").every((part) => PREFIX_PART.test(part)))
    return { problem: "the prefix in the bucket is made of letters, digits, `.`, `_`, `-` and single `/`" };
  return { kind: "s3", bucket, prefix };
}

function readGitUrl(url: string): StoreLocation | StoreUrlProblem {
  const hash = url.indexOf("#");
  const [remote, branch] = hash === -1 ? [url, ""] : [url.slice(0, hash), url.slice(hash + 1)];
  const parsed = URL.canParse(remote) ? new URL(remote) : undefined;
  if (parsed === undefined || !GIT_SCHEMES.includes(parsed.protocol) || !remote.startsWith(`${parsed.protocol}//`))
    return { problem: "after `git+` comes an `https://`, `ssh://` or `file://` URL" };
  if (parsed.password !== "" || (parsed.protocol !== "ssh:" && parsed.username !== ""))
    return { problem: "it holds a user name or password, which belong into git's credential helper" };
  if (parsed.protocol === "file:" ? parsed.host !== "" : parsed.hostname === "" || parsed.hostname.startsWith("-"))
    return { problem: "it names no host that git can ask" };
  if (parsed.search !== "" || !/^[\x21-\x7e]+$/.test(remote))
    return { problem: "it holds characters that no repository needs" };
  if (!/^\/./.test(parsed.pathname)) return { problem: "it names a host, but no repository there" };
  if (branch === "") return { problem: "it names no branch: add `#main`, for example" };
  if (!BRANCH.test(branch) || branch.length > 200 || /\.lock(?:\/|$)/.test(branch))
    return { problem: "the branch is made of letters, digits, `_`, `-`, and single `/` and `.` between them" };
  return { kind: "git", remote, branch };
}
