import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";

/** Apple's API hosts: of teams and of the Enterprise Program (App Store Connect API; Enterprise Program API, base URLs). */
const APPLE_HOSTS: ReadonlySet<string> = new Set([
  "api.appstoreconnect.apple.com",
  "api.enterprise.developer.apple.com",
]);

/** Whether a host name (as `URL.hostname` gives it) is this machine: 127.0.0.0/8, `::1` or `localhost`. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

/**
 * Whether a credential may go to a URL: Apple's hosts over https, this machine over http or https, and over https the hosts that
 * the user named. `allowed` holds host names (any port) or `host:port` pairs; letter case does not matter. A URL with a user name
 * or password in it is never trusted. Apple's hosts are those for which the authorities of this machine vouch: with
 * `ownAuthority`, where the signing file says who does, they are as any other.
 */
export function isTrustedHost(url: string, allowed: readonly string[], ownAuthority = false): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || parsed.username !== "" || parsed.password !== "") return false;
  const { protocol, hostname, port } = parsed;
  if (isLoopback(hostname)) return protocol === "http:" || protocol === "https:";
  if (protocol !== "https:") return false;
  if (APPLE_HOSTS.has(hostname) && port === "" && !ownAuthority) return true;
  const withPort = `${hostname}:${port === "" ? "443" : port}`;
  return allowed.some((entry) => {
    const wanted = entry.trim().toLowerCase();
    return wanted !== "" && (wanted === hostname || wanted === withPort);
  });
}

/**
 * The diagnostic for a URL that a credential may not go to, or `undefined` when {@link isTrustedHost} says that it may.
 * Plain http to another machine cannot be allowed, so its help says something else.
 */
export function checkTrustedHost(options: {
  readonly url: string;
  /** The key of the spec whose credentials would be sent. */
  readonly key: string;
  readonly allowed: readonly string[];
  /** Whether the spec says who vouches for the host (`ca_file`). */
  readonly ownAuthority?: boolean;
  /** Where the spec names the URL, or the authority. */
  readonly range?: SourceRange | undefined;
}): Diagnostic | undefined {
  if (isTrustedHost(options.url, options.allowed, options.ownAuthority)) return undefined;
  const parsed = URL.canParse(options.url) ? new URL(options.url) : undefined;
  const isApple = options.ownAuthority === true && isTrustedHost(options.url, []);
  const secure = parsed?.protocol === "https:" && parsed.username === "" && parsed.password === "";
  return createDiagnostic(
    "trust/untrusted-host",
    {
      key: options.key,
      host: parsed === undefined || parsed.host === "" ? "an address that is no URL" : parsed.host,
    },
    {
      range: options.range,
      help: helpFor(secure, isApple, parsed?.host ?? ""),
    },
  );
}

/** `undefined` where the registered help says it. */
function helpFor(secure: boolean, isApple: boolean, host: string): string | undefined {
  if (!secure)
    return "use an https address without user name and password: credentials go over plain http to this machine only";
  return isApple
    ? `\`ca_file\` puts an authority of the signing file in the place of those that vouch for Apple: if that is right, say so with \`--allow-host ${host}\`; for a proxy of your network, remove it and set \`NODE_EXTRA_CA_CERTS\` on the machine`
    : undefined;
}
