import type { HttpObstacle } from "../providers/provider.ts";
import { ProxyFailure } from "./way-out.ts";

/** Where proxies come from, for people who may not know that they have one. */
export const ABOUT_PROXY =
  "check the proxy of this machine: it comes from `HTTPS_PROXY` or `HTTP_PROXY`, and `NO_PROXY` names the hosts that need none";

const ABOUT_AUTHORITIES =
  "if a proxy of your network opens TLS connections, name its certificate authority in `NODE_EXTRA_CA_CERTS` on this machine; of a key with `ca_file` only what is in that file is trusted";

/** What is wrong with a certificate, and what to do where that is not for the one who asked to say. */
interface CertificateProblem {
  /** The rest of a sentence that starts with the certificate. */
  readonly is: string;
  readonly help?: string;
}

const unknownAuthority = (is = "comes from a certificate authority that is not trusted"): CertificateProblem => ({
  is,
  help: ABOUT_AUTHORITIES,
});

/** What OpenSSL and Node call a problem with a server's certificate → what it means (Node documentation, "X509 certificate error codes"). */
const CERTIFICATE_PROBLEMS: Readonly<Record<string, CertificateProblem>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority("is self-signed and not trusted"),
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority(),
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority(),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority(),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority(
    "comes from a certificate authority that is not trusted, or the server leaves out its chain",
  ),
  CERT_UNTRUSTED: unknownAuthority(),
  CERT_SIGNATURE_FAILURE: { is: "has a signature that does not hold" },
  CERT_HAS_EXPIRED: { is: "has expired" },
  CERT_NOT_YET_VALID: { is: "is not valid yet" },
  CERT_REVOKED: { is: "was revoked" },
  INVALID_CA: { is: "comes from a certificate that may not issue others" },
  INVALID_PURPOSE: { is: "is not made for a server" },
  HOSTNAME_MISMATCH: { is: "is made for another host name" },
  ERR_TLS_CERT_ALTNAME_INVALID: { is: "is made for another host name" },
};

/** What Node and undici call a problem with the connection → the rest of a sentence that starts with the host. */
const CONNECTION_PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses the connection",
  ECONNRESET: "cut the connection",
  EPIPE: "cut the connection",
  UND_ERR_SOCKET: "cut the connection",
  ENOTFOUND: "is not a host name that exists",
  EAI_AGAIN: "cannot be looked up: the name service does not answer",
  ETIMEDOUT: "cannot be reached: no connection in time",
  UND_ERR_CONNECT_TIMEOUT: "cannot be reached: no connection in time",
  EHOSTUNREACH: "cannot be reached from this network",
  ENETUNREACH: "cannot be reached from this network",
  EADDRNOTAVAIL: "cannot be reached from this network",
  EPROTO: "does not speak TLS as it should",
  ERR_SSL_WRONG_VERSION_NUMBER: "does not speak TLS on this port",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "does not speak TLS on this port",
  UND_ERR_DESTROYED: "was not asked: the connections are closed already",
  UND_ERR_CLOSED: "was not asked: the connections are closed already",
};

/** Why there was no answer. */
export interface HttpExplanation {
  readonly message: string;
  /** The error of the socket or TLS layer, which holds nothing of the request; undefined when there is none. */
  readonly cause: unknown;
  readonly obstacle?: HttpObstacle;
  readonly help?: string;
}

/**
 * Says in words why there was no answer of a host. Only known codes and fixed words are used: an error's own message may quote
 * what was sent.
 */
export function explainHttpError(error: unknown, host: string): HttpExplanation {
  const errors = causesOf(error);
  const proxy = errors.map((found) => found.error).find((found) => found instanceof ProxyFailure);
  if (proxy === undefined) return explainErrors(errors, host);
  if (proxy.status !== undefined) return explainRefusal(proxy.proxy, proxy.status, host);
  const explained = explainErrors(causesOf(proxy.cause), `the proxy ${proxy.proxy}`);
  // What a key says of its server's certificate is nothing to a proxy.
  return { help: ABOUT_PROXY, ...explained, ...(explained.obstacle === undefined ? {} : { obstacle: "proxy" }) };
}

/** A proxy's answer to CONNECT (RFC 9110, 9.3.6): what it refuses stays refused, what it cannot reach may come back. */
function explainRefusal(proxy: string, status: number, host: string): HttpExplanation {
  const cause = undefined;
  if (status === 407)
    return {
      message: `the proxy ${proxy} wants a user name and password, or other ones than it got (status 407)`,
      cause,
      obstacle: "proxy",
      help: "write them into `HTTPS_PROXY`: http://user:password@host:port, special characters as %XX",
    };
  if (status >= 500)
    return { message: `the proxy ${proxy} gets no connection to ${host} (status ${status})`, cause, help: ABOUT_PROXY };
  return {
    message: `the proxy ${proxy} does not let the connection to ${host} through (status ${status})`,
    cause,
    obstacle: "proxy",
    help: `ask who runs the proxy to allow ${host}; if it needs none, name it in \`NO_PROXY\``,
  };
}

function explainErrors(errors: readonly FoundError[], subject: string): HttpExplanation {
  for (const { code, error } of errors) {
    if (code === undefined) continue;
    const certificate = CERTIFICATE_PROBLEMS[code];
    if (certificate !== undefined)
      return {
        message: `the TLS certificate of ${subject} ${certificate.is} (${code})`,
        cause: error,
        obstacle: "certificate",
        ...(certificate.help === undefined ? {} : { help: certificate.help }),
      };
    const connection = CONNECTION_PROBLEMS[code];
    if (connection !== undefined) return { message: `${subject} ${connection}`, cause: error };
    if (code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_"))
      return { message: `${subject} and this machine cannot agree on TLS (${code})`, cause: error };
  }
  for (const { error } of errors) {
    if (error.name === "HTTPParserError") return { message: `${subject} does not answer in HTTP`, cause: undefined };
    if (error.message === "bad port")
      return { message: `the port of ${subject} is one that HTTP clients never use`, cause: undefined };
  }
  const code = errors.find((found) => found.code !== undefined)?.code;
  return {
    message: `there was no proper answer of ${subject}${code === undefined ? "" : ` (${code})`}`,
    cause: undefined,
  };
}

interface FoundError {
  readonly error: Error;
  readonly code: string | undefined;
}

/** The errors behind an error, innermost of each chain last; those of several connection attempts (IPv4 and IPv6) one after the other. */
function causesOf(error: unknown): readonly FoundError[] {
  const found: FoundError[] = [];
  const waiting: unknown[] = [error];
  while (waiting.length > 0 && found.length < 16) {
    const next = waiting.shift();
    if (!(next instanceof Error)) continue;
    const code = "code" in next && typeof next.code === "string" ? next.code : undefined;
    found.push({ error: next, code });
    waiting.push(next.cause);
    if (next instanceof AggregateError) waiting.push(...(next.errors as unknown[]));
  }
  return found;
}
