/** What OpenSSL and Node call a problem with a server's certificate → what it means (Node documentation, "X509 certificate error codes"). */
const CERTIFICATE_PROBLEMS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "is self-signed and not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "comes from a certificate authority that is not trusted",
  UNABLE_TO_GET_ISSUER_CERT: "comes from a certificate authority that is not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "comes from a certificate authority that is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "comes from a certificate authority that is not trusted, or the server leaves out its chain",
  CERT_UNTRUSTED: "comes from a certificate authority that is not trusted",
  CERT_SIGNATURE_FAILURE: "has a signature that does not hold",
  CERT_HAS_EXPIRED: "has expired",
  CERT_NOT_YET_VALID: "is not valid yet",
  CERT_REVOKED: "was revoked",
  INVALID_CA: "comes from a certificate that may not issue others",
  INVALID_PURPOSE: "is not made for a server",
  HOSTNAME_MISMATCH: "is made for another host name",
  ERR_TLS_CERT_ALTNAME_INVALID: "is made for another host name",
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

/**
 * Says in words why there was no answer of a host. Only known codes and fixed words are used: an error's own message may quote
 * what was sent. `cause` is the error of the socket or TLS layer, which holds nothing of the request; undefined when there is none.
 */
export function explainHttpError(error: unknown, host: string): { readonly message: string; readonly cause: unknown } {
  const errors = causesOf(error);
  for (const found of errors) {
    const { code } = found;
    if (code === undefined) continue;
    const certificate = CERTIFICATE_PROBLEMS[code];
    if (certificate !== undefined)
      return {
        message: `the TLS certificate of ${host} ${certificate} (${code})`,
        cause: found.error,
      };
    const connection = CONNECTION_PROBLEMS[code];
    if (connection !== undefined) return { message: `${host} ${connection}`, cause: found.error };
    if (code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_"))
      return {
        message: `${host} and this machine cannot agree on TLS (${code})`,
        cause: found.error,
      };
  }
  for (const { error: inner } of errors) {
    const refused = /^Proxy response \((\d{3})\)/.exec(inner.message);
    if (refused !== null)
      return {
        message: `the proxy does not let the connection to ${host} through (status ${refused[1] ?? ""})`,
        cause: undefined,
      };
    if (inner.name === "HTTPParserError") return { message: `${host} does not answer in HTTP`, cause: undefined };
    if (inner.message === "bad port")
      return {
        message: `the port of ${host} is one that HTTP clients never use`,
        cause: undefined,
      };
  }
  const code = errors.find((found) => found.code !== undefined)?.code;
  return {
    message: `there was no proper answer of ${host}${code === undefined ? "" : ` (${code})`}`,
    cause: undefined,
  };
}

/** The errors behind an error, innermost of each chain last; those of several connection attempts (IPv4 and IPv6) one after the other. */
function causesOf(error: unknown): readonly { readonly error: Error; readonly code: string | undefined }[] {
  const found: { error: Error; code: string | undefined }[] = [];
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
