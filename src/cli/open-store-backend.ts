import { readStoreUrl, type StoreLocation } from "../compiler/store-url.ts";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";
import { createDebugLog } from "../host/debug-log.ts";
import { resolveInside } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import { createHttp } from "../host/http.ts";
import { checkTrustedHost } from "../host/trusted-hosts.ts";
import type { Backend } from "../providers/file-store/backend.ts";
import { createDirectoryBackend } from "../providers/file-store/directory-backend.ts";
import { createGitBackend } from "../providers/file-store/git-backend.ts";
import { createS3Backend } from "../providers/file-store/s3-backend.ts";
import { Secret } from "../secret/secret.ts";
import { version } from "./version.ts";

/** Where a store is opened from, and what the person allows. */
export interface StoreBackendOptions {
  /** Absolute path of the folder that a directory store is relative to. */
  readonly root: string;
  /** `store.url` of the spec. */
  readonly url: string;
  /** Where the spec says it. */
  readonly range: SourceRange | undefined;
  readonly permissions: { readonly allowHost: readonly string[]; readonly trust: boolean };
}

/**
 * Opens what the store's address names; nothing is asked of it yet. Throws `rule/store-address`, `file/outside-root`,
 * `trust/untrusted-host` and `trust/untrusted-repository`.
 */
export async function openStoreBackend(host: Host, options: StoreBackendOptions): Promise<Backend> {
  const { root, url, range } = options;
  const location = readStoreUrl(url);
  if ("problem" in location)
    throw new DiagnosableError(createDiagnostic("rule/store-address", { reason: location.problem }, { range }));
  if (location.kind === "directory") return createDirectoryBackend(await resolveInside(root, location.path, range));
  return location.kind === "s3" ? openS3(host, location, options) : openGit(host, location, options);
}

/** Whether what is kept there outlasts this machine, as far as its address tells. */
export function isRemoteStore(url: string): boolean {
  const location = readStoreUrl(url);
  return !("problem" in location) && location.kind !== "directory";
}

function openS3(
  host: Host,
  { bucket, prefix }: Extract<StoreLocation, { kind: "s3" }>,
  options: StoreBackendOptions,
): Backend {
  const { env } = host;
  const setting = (...names: readonly string[]): string =>
    names.map((name) => env[name] ?? "").find((v) => v !== "") ?? "";
  // The names that Amazon's own tools read (AWS SDKs and Tools Reference Guide, "Environment variables").
  const region = setting("AWS_REGION", "AWS_DEFAULT_REGION") || "us-east-1";
  const configured = setting("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL").replace(/\/+$/, "");
  const endpoint = configured === "" ? amazonEndpoint(region) : configured;
  if (!isAmazonEndpoint(endpoint)) requireTrustedHost(endpoint, options);
  const accessKeyId = setting("AWS_ACCESS_KEY_ID");
  const log = createDebugLog({ env, write: host.stderr.write });
  const http = createHttp({ userAgent: `signwright/${version}`, env, ...(log && { log }) });
  return createS3Backend({
    endpoint,
    region,
    bucket,
    prefix,
    http,
    closeHttp: () => http.close(),
    credentials: {
      accessKeyId,
      secretAccessKey: new Secret(setting("AWS_SECRET_ACCESS_KEY")),
      sessionToken: new Secret(setting("AWS_SESSION_TOKEN")),
    },
  });
}

function openGit(
  host: Host,
  { remote, branch }: Extract<StoreLocation, { kind: "git" }>,
  options: StoreBackendOptions,
): Backend {
  const { protocol } = new URL(remote);
  // ssh hands nothing over that could be used elsewhere; a credential helper of a CI job often gives its token to any host.
  if (protocol === "https:" || protocol === "http:") requireTrustedHost(remote, options);
  // git on the other side is git on this machine then, with the hooks and settings of a repository that a pull request may bring.
  if (protocol === "file:" && !options.permissions.trust)
    throw new DiagnosableError(createDiagnostic("trust/untrusted-repository", {}, { range: options.range }));
  return createGitBackend({
    remote,
    branch,
    env: host.env,
    author: { name: host.user(), email: `${host.user()}@${host.hostname()}` },
  });
}

function requireTrustedHost(url: string, { range, permissions }: StoreBackendOptions): void {
  const untrusted = checkTrustedHost({ url, key: "store", allowed: permissions.allowHost, range });
  if (untrusted) throw new DiagnosableError(untrusted);
}

function amazonEndpoint(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/** Whether an address is one of Amazon's own S3 service. Other names below amazonaws.com may belong to anybody. */
function isAmazonEndpoint(endpoint: string): boolean {
  return /^https:\/\/s3(?:-fips)?(?:\.dualstack)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.test(endpoint);
}
