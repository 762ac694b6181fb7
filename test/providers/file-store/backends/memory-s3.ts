import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import { onTestFinished } from "vitest";

/** What goes wrong with one request: before it has an effect, or after it has had one. */
export type Fault =
  | { readonly cut: "before" | "after" }
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

/** A bucket in memory that goes wrong when it is told to, which a real service does not do on demand. */
export interface MemoryS3 {
  readonly endpoint: string;
  readonly objects: ReadonlyMap<string, Buffer>;
  /** `METHOD /path?query` of every request. */
  readonly requests: readonly string[];
  /** Headers of every request. */
  readonly headers: readonly IncomingMessage["headers"][];
  /** What happens to the next requests that change something, in order; `undefined` lets one pass. */
  readonly fail: (...faults: readonly (Fault | undefined)[]) => void;
}

/** Starts it on a port of its own; it ends with the test. */
export async function startMemoryS3(): Promise<MemoryS3> {
  const objects = new Map<string, { readonly bytes: Buffer; readonly mark: string }>();
  const requests: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const faults: (Fault | undefined)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
      headers.push(request.headers);
      const fault = request.method === "GET" ? undefined : faults.shift();
      if (fault && "status" in fault) {
        response.writeHead(fault.status, fault.headers).end(fault.body);
        return;
      }
      if (fault?.cut === "before") {
        request.socket.destroy();
        return;
      }
      const answer = serve(request, Buffer.concat(chunks), objects);
      if (fault?.cut === "after") request.socket.destroy();
      else send(response, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    get objects() {
      return new Map([...objects].map(([key, { bytes }]) => [key, bytes]));
    },
    requests,
    headers,
    fail: (...next) => void faults.push(...next),
  };
}

interface Answer {
  readonly status: number;
  readonly body?: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, headers).end(body);
}

function serve(
  request: IncomingMessage,
  bytes: Buffer,
  objects: Map<string, { readonly bytes: Buffer; readonly mark: string }>,
): Answer {
  const url = new URL(request.url ?? "", "http://s3");
  const [, bucket = "", ...path] = url.pathname.split("/");
  const key = path.map(decodeURIComponent).join("/");
  const error = (status: number, code: string): Answer => ({ status, body: `<Error><Code>${code}</Code></Error>` });
  if (bucket !== "bucket") return error(404, "NoSuchBucket");
  const held = objects.get(key);
  switch (request.method) {
    case "PUT":
      if (request.headers["if-none-match"] === "*" && held) return error(412, "PreconditionFailed");
      objects.set(key, { bytes, mark: String(request.headers["x-amz-meta-signwright-write"] ?? "") });
      return { status: 200 };
    case "DELETE":
      objects.delete(key);
      return { status: 204 };
    default:
      if (key === "") return list(url.searchParams, [...objects.keys()].toSorted());
      return held
        ? { status: 200, body: held.bytes, headers: { "x-amz-meta-signwright-write": held.mark } }
        : error(404, "NoSuchKey");
  }
}

function list(query: URLSearchParams, keys: readonly string[]): Answer {
  const prefix = query.get("prefix") ?? "";
  const after = query.get("continuation-token") ?? query.get("start-after") ?? "";
  const most = Number(query.get("max-keys") ?? "1000");
  const found = keys.filter((key) => key.startsWith(prefix));
  const names = new Set(
    found.map((key) => /^[^/]*\/?/.exec(key.slice(prefix.length))?.[0] ?? "").map((rest) => prefix + rest),
  );
  const left = [...names].filter((name) => name > after);
  const page = left.slice(0, most);
  const items = page.map((name) =>
    name.endsWith("/")
      ? `<CommonPrefixes><Prefix>${encodeURIComponent(name)}</Prefix></CommonPrefixes>`
      : `<Contents><Key>${encodeURIComponent(name)}</Key><Size>1</Size></Contents>`,
  );
  const truncated = left.length > most;
  const next = truncated ? `<NextContinuationToken>${page.at(-1) ?? ""}</NextContinuationToken>` : "";
  return {
    status: 200,
    body: `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType><IsTruncated>${String(truncated)}</IsTruncated>${next}${items.join("")}</ListBucketResult>`,
  };
}
