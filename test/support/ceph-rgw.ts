import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { AwsV4Signer } from "aws4fetch";
import { toolOrSkip } from "./require-tool.ts";

/** A real S3 service on this machine: Ceph's object gateway over one monitor and one object store in memory. */
export interface CephRgw {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Makes an empty bucket with a name of its own. */
  createBucket(): Promise<string>;
  /** Ends all processes and removes their folder. */
  stop(): Promise<void>;
}

const run = promisify(execFile);
const accessKeyId = "SIGNWRIGHTTEST";
const secretAccessKey = "ceph-canary-4b1d/Zq+secret";
const tools = ["radosgw", "radosgw-admin", "ceph-mon", "ceph-osd", "ceph", "ceph-authtool", "monmaptool"];

/** Whether Ceph is on this machine (Debian: radosgw ceph-mon ceph-osd ceph-common); see {@link toolOrSkip}. */
export function cephOrSkip(): boolean {
  return tools.map(toolOrSkip).every(Boolean);
}

/** Starts Ceph, which takes about 12 seconds. It ends with `stop`, and also when this process dies. */
export async function startCephRgw(): Promise<CephRgw> {
  const folder = mkdtempSync(join(tmpdir(), "signwright-ceph-"));
  const [monitorPort, gatewayPort] = await freePorts();
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children) child.stdin?.end();
    await Promise.all(children.filter((child) => child.exitCode === null).map((child) => once(child, "exit")));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const conf = join(folder, "ceph.conf");
  const keyring = join(folder, "keyring");
  const command = (file: string, ...args: readonly string[]): Promise<unknown> =>
    run(file, ["-c", conf, ...args], { timeout: 60_000 });
  const daemon = (file: string, ...args: readonly string[]): void => {
    // The shell ends the daemon when our end of its standard input closes, however that comes about.
    const script = '"$@" </dev/null & pid=$!; cat >/dev/null; kill -9 $pid; wait $pid';
    const stdio = ["pipe", "ignore", "ignore"] as const;
    children.push(spawn("sh", ["-c", script, "sh", file, "-c", conf, "-f", ...args], { stdio: [...stdio] }));
  };
  try {
    const id = randomUUID();
    writeFileSync(conf, configuration({ folder, id, monitorPort, gatewayPort }));
    for (const name of ["mon", "osd", "rgw"]) mkdirSync(join(folder, name));
    await run("ceph-authtool", ["--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"]);
    const all = ["mon", "osd", "mgr"].flatMap((service) => ["--cap", service, "allow *"]);
    await run("ceph-authtool", [keyring, "--gen-key", "-n", "client.admin", ...all]);
    const map = join(folder, "monmap");
    await run("monmaptool", ["--create", "--addv", "a", `[v1:127.0.0.1:${monitorPort}]`, "--fsid", id, map]);
    await command("ceph-mon", "--mkfs", "-i", "a", "--monmap", map, "--keyring", keyring);
    daemon("ceph-mon", "-i", "a");
    await command("ceph", "osd", "create");
    // The object store would enter itself into the map when it starts, and gives up when it asks before it knows the cluster's ID.
    await command("ceph", "osd", "crush", "add", "osd.0", "1", "root=default");
    await command("ceph-osd", "-i", "0", "--mkfs");
    daemon("ceph-osd", "-i", "0");
    daemon("radosgw", "-n", "client.rgw");
    const keys = ["--access-key", accessKeyId, "--secret", secretAccessKey];
    await command("radosgw-admin", "user", "create", "--uid", "test", "--display-name", "test", ...keys);
    const endpoint = `http://127.0.0.1:${gatewayPort}`;
    await answering(endpoint);
    return { endpoint, accessKeyId, secretAccessKey, stop, createBucket: () => createBucket(endpoint) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createBucket(endpoint: string): Promise<string> {
  const bucket = `signwright-${randomUUID()}`;
  const signer = new AwsV4Signer({
    method: "PUT",
    url: `${endpoint}/${bucket}`,
    service: "s3",
    region: "us-east-1",
    accessKeyId,
    secretAccessKey,
  });
  const { url, headers } = await signer.sign();
  const response = await fetch(url, { method: "PUT", headers });
  if (response.status !== 200) throw new Error(`Ceph made no bucket: ${response.status} ${await response.text()}`);
  return bucket;
}

async function answering(endpoint: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (
      await fetch(endpoint).then(
        (r) => r.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("Ceph's object gateway did not start within 30 seconds");
}

/** Two ports that were free a moment ago: Ceph takes no port 0. */
async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(typeof address === "object" && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [ports[0] ?? 0, ports[1] ?? 0];
}

/** One of everything, in memory, without authentication among its parts. (Ceph documentation, "Configuration reference".) */
function configuration(options: {
  readonly folder: string;
  readonly id: string;
  readonly monitorPort: number;
  readonly gatewayPort: number;
}): string {
  const { folder, id, monitorPort, gatewayPort } = options;
  return `[global]
fsid = ${id}
mon host = v1:127.0.0.1:${monitorPort}
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
public network = 127.0.0.0/8
ms bind ipv6 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd crush update on start = false
osd class update on start = false
osd objectstore = memstore
memstore device bytes = 1073741824
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data avail warn = 1
mon data avail crit = 0
run dir = ${folder}
admin socket =
log file = ${folder}/$name.log
mon data = ${folder}/mon
osd data = ${folder}/osd
keyring = ${folder}/keyring
[mon.a]
host = localhost
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${gatewayPort}
rgw data = ${folder}/rgw
`;
}
