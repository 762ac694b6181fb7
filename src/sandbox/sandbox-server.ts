import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Server } from "node:http";

import { createAdaptorServer, type HttpBindings } from "@hono/node-server";

import { faultResponse, type FaultAction, type FaultList, type FaultTarget } from "./faults.ts";
import { isJsonObject } from "./json-value.ts";
import type { Ledger, SandboxService } from "./ledger.ts";
import { consolePath } from "./policy-console/html-pages.ts";

/** Anything that answers requests. */
interface Answering {
  fetch(request: Request): Response | Promise<Response>;
  /** Undoes the creation of an object; absent where nothing can be undone. */
  forget?(type: string, id: string): void;
}

/** What the server passes requests on to. */
export interface SandboxServices {
  readonly clock: () => Date;
  readonly services: Readonly<Record<SandboxService, Answering>>;
  readonly control: Answering;
  readonly ledger: Ledger;
  readonly faults: FaultList;
}

/** A listening server. */
export interface SandboxServer {
  readonly port: number;
  /** Ends all connections and the server. */
  stop(): Promise<void>;
}

/**
 * Serves the sandbox on 127.0.0.1. Every request to a service passes here: into the ledger, past the faults, to the
 * service, past the faults again.
 * @throws the system's error (`EADDRINUSE`, `EACCES`) when the port cannot be had.
 */
export async function serveSandbox(parts: SandboxServices, port: number): Promise<SandboxServer> {
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: (request, bindings) => handle(parts, request, bindings as HttpBindings),
  });
  // Longer than any client keeps a connection, so that no request meets one that is just being closed.
  if (server instanceof Server) server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        if (server instanceof Server) server.closeAllConnections();
      }),
  };
}

async function handle(parts: SandboxServices, request: Request, bindings: HttpBindings): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  if (pathname.startsWith("/_sandbox")) return parts.control.fetch(request);
  const service: SandboxService = pathname.startsWith(`${consolePath}/`) ? "policy-console" : "app-store-connect";
  const target = { service, method: request.method, path: pathname + search };
  const setStatus = parts.ledger.recordRequest(service, request.method, pathname + search);
  const givenUp = (): Promise<void> => new Promise((resolve) => bindings.incoming.socket.once("close", resolve));
  const answer = await answerWithFaults(parts, request, { target, givenUp });
  if (answer === undefined) {
    bindings.incoming.socket.destroy();
    // The connection is gone: this response reaches nobody, and the ledger keeps the status null.
    return new Response(null, { status: 500 });
  }
  setStatus(answer.status);
  answer.headers.set("Date", parts.clock().toUTCString());
  return answer;
}

/** The answer to a request; undefined when a fault cuts the connection. */
async function answerWithFaults(
  { services, faults }: SandboxServices,
  request: Request,
  { target, givenUp }: { readonly target: FaultTarget; readonly givenUp: () => Promise<void> },
): Promise<Response | undefined> {
  const before = faults.take(target, "before");
  if (before?.kind === "hold") await givenUp();
  if (before?.kind === "disconnect" || before?.kind === "hold") return undefined;
  const instead = await strike(before);
  if (instead !== undefined) return instead;
  const answer = await services[target.service].fetch(request);
  const after = faults.take(target, "after");
  if ((before?.kind === "lose" || after?.kind === "lose") && answer.status === 201)
    await forget(services[target.service], answer.clone());
  if (after?.kind === "hold") await givenUp();
  if (after?.kind === "disconnect" || after?.kind === "hold") return undefined;
  return (await strike(after)) ?? answer;
}

async function forget(service: Answering, created: Response): Promise<void> {
  const body: unknown = await created.json();
  const data = isJsonObject(body) ? body["data"] : undefined;
  if (!isJsonObject(data) || typeof data["type"] !== "string" || typeof data["id"] !== "string") return;
  service.forget?.(data["type"], data["id"]);
}

async function strike(action: FaultAction | undefined): Promise<Response | undefined> {
  if (action?.kind === "delay") await sleep(action.milliseconds);
  return action === undefined ? undefined : faultResponse(action);
}
