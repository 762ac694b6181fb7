import { Agent, EnvHttpProxyAgent, Pool, type Dispatcher } from "undici";
import { HttpFailure } from "../providers/provider.ts";
import { isLoopback } from "./trusted-hosts.ts";

/** A proxy did not make the way free: it refused with a status, or could not be reached, as `cause` tells. */
export class ProxyFailure extends Error {
  /** Host and port of the proxy; never its user name or password. */
  readonly proxy: string;
  /** Its answer to CONNECT; undefined when there was none. */
  readonly status: number | undefined;

  constructor(proxy: string, options: { readonly status?: number; readonly cause?: unknown }) {
    super("the proxy did not make the way free", { cause: options.cause });
    this.name = "ProxyFailure";
    this.proxy = proxy;
    this.status = options.status;
  }
}

/** How a server is reached. */
export interface Way {
  readonly dispatcher: Dispatcher;
  /** Host and port of the proxy that was asked for a connection to the server; undefined when none was. */
  readonly proxy: () => string | undefined;
}

/** The ways out of this process, with their open connections. */
export interface WaysOut {
  /** The way to the server of a URL. Throws `HttpFailure` when a proxy of the environment is no URL. */
  to(url: URL): Way;
  /** Ends every connection, also one in use. May be called again. */
  close(): Promise<void>;
}

/** What decides over the ways. */
export interface WaysOutOptions {
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` (also in lower case) are looked up; without it no proxy is used. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * PEM of the certificate authorities to trust instead of the usual ones: those of Node and of `NODE_EXTRA_CA_CERTS`, which Node
   * reads when it starts. A proxy that is reached over TLS itself is always known by the usual ones.
   */
  readonly ca?: string;
}

/**
 * Opens the ways out: directly to this machine and to hosts of `NO_PROXY`, else through the proxies of the environment. Certificates
 * are always verified, against the name of the server, in a proxy's tunnel too. Failures at a proxy are {@link ProxyFailure}s.
 */
export function openWaysOut({ env = {}, ca }: WaysOutOptions): WaysOut {
  // Said explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 would turn verification off otherwise.
  const usual = { rejectUnauthorized: true };
  const tls = ca === undefined ? usual : { ...usual, ca };
  // The timeouts of undici are off: the whole exchange has one of its own.
  const settings = { connect: tls, headersTimeout: 0, bodyTimeout: 0 };
  const direct = new Agent(settings);
  const asked = new Map<string, string>();
  // Made when first needed, because a proxy setting that is no URL must fail as a request does.
  let proxied: Dispatcher | undefined;
  const open = (): Dispatcher =>
    new EnvHttpProxyAgent({
      ...settings,
      requestTls: tls,
      proxyTls: usual,
      clientFactory: (origin, options) => watchConnects(new Pool(origin, options), origin.host, asked),
      // An empty string keeps undici from looking into process.env.
      httpProxy: proxyOf(env["http_proxy"] ?? env["HTTP_PROXY"] ?? ""),
      httpsProxy: proxyOf(env["https_proxy"] ?? env["HTTPS_PROXY"] ?? ""),
      noProxy: env["no_proxy"] ?? env["NO_PROXY"] ?? "",
    });
  return {
    to: (url) => {
      if (isLoopback(url.hostname)) return { dispatcher: direct, proxy: () => undefined };
      try {
        proxied ??= open();
      } catch {
        throw unusableProxy();
      }
      const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
      return { dispatcher: proxied, proxy: () => asked.get(`${url.hostname}:${port}`) };
    },
    close: async () => {
      await Promise.all([direct.destroy(), proxied?.destroy()]);
    },
  };
}

/** A proxy that is none of HTTP is refused: undici would try SOCKS, over TLS, and its failures would be told as the server's. */
function proxyOf(value: string): string {
  if (value !== "" && !/^https?:$/.test(new URL(value).protocol)) throw unusableProxy();
  return value;
}

/** Notes whom the proxy is asked for, and says of every failure of asking that it was the proxy's. */
function watchConnects(pool: Pool, proxy: string, asked: Map<string, string>): Dispatcher {
  const connect: (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData> = pool.connect.bind(pool);
  return Object.assign(pool, {
    connect: async (options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
      asked.set(options.path, proxy);
      const answer = await connect(options).catch((cause: unknown) => {
        throw new ProxyFailure(proxy, { cause });
      });
      if (answer.statusCode === 200) return answer;
      answer.socket.on("error", () => undefined).destroy();
      throw new ProxyFailure(proxy, { status: answer.statusCode });
    },
  });
}

/** The error of undici quotes the value, which may hold the proxy's password. */
function unusableProxy(): HttpFailure {
  return new HttpFailure("HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy", {
    sent: false,
    obstacle: "proxy",
    help: "write it as http://proxy.example:3128, a user name and password as http://user:password@proxy.example:3128 with special characters as %XX",
  });
}
