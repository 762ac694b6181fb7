import { errorResponse } from "./app-store-connect/api-error.ts";
import { appleErrorResponse, type AppleErrorName } from "./app-store-connect/apple-errors.ts";
import type { SandboxService } from "./ledger.ts";

/**
 * One thing that goes wrong on purpose. Every request to either service passes the list of faults once before it is
 * carried out and once after; the first fault that fits acts. Plain data, so that a scenario file can hold it.
 */
export interface Fault {
  /** Which service it strikes; both when absent. */
  readonly service?: SandboxService;
  /** Which method it strikes; all when absent. */
  readonly method?: string;
  /** Start of the path that it strikes, for example `/v1/certificates`; all when absent. */
  readonly pathPrefix?: string;
  /** Before the request is carried out, or after (the change is made, only the answer is lost). `before` when absent. */
  readonly when?: "before" | "after";
  /** How many fitting requests pass unharmed first; 0 when absent. */
  readonly skip?: number;
  /** How many requests it strikes; 1 when absent. */
  readonly times?: number | "always";
  /** Strikes only each so-maniest fitting request after those, the first among them: 2 is every other one. 1 when absent. */
  readonly every?: number;
  readonly action: FaultAction;
}

/** What a fault does. */
export type FaultAction =
  /** Waits; then the request goes on (or its answer does). */
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** Cuts the connection without an answer. */
  | { readonly kind: "disconnect" }
  /** Never answers, and keeps the connection until the client gives up; before it is carried out, the request never is. */
  | { readonly kind: "hold" }
  /** Answers in the service's place. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Answers as Apple was seen to. */
  | {
      readonly kind: "apple-error";
      readonly name: AppleErrorName;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Carries a POST out, confirms it, and forgets what was made. */
  | { readonly kind: "lose" }
  /** Answers with any error object of the App Store Connect API. */
  | {
      readonly kind: "api-error";
      readonly status: number;
      readonly code: string;
      readonly title?: string;
      readonly detail?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** What a request is to a fault. */
export interface FaultTarget {
  readonly service: SandboxService;
  readonly method: string;
  readonly path: string;
}

/** The faults that are switched on. */
export interface FaultList {
  add(fault: Fault): void;
  clear(): void;
  /** How many times a fault has struck so far. */
  struck(): number;
  /** Takes the fault that strikes now, if any, and counts it. */
  take(target: FaultTarget, when: "before" | "after"): FaultAction | undefined;
}

/** Creates the list with the faults of a scenario. */
export function createFaultList(faults: readonly Fault[]): FaultList {
  let struck = 0;
  let armed: { readonly fault: Fault; skip: number; times: number }[] = [];
  const add = (fault: Fault): void => {
    const times = fault.times === "always" ? Infinity : (fault.times ?? 1);
    armed.push({ fault, skip: fault.skip ?? 0, times });
  };
  for (const fault of faults) add(fault);
  return {
    add,
    clear() {
      armed = [];
    },
    struck: () => struck,
    take(target, when) {
      for (const entry of armed) {
        if (entry.times === 0 || (entry.fault.when ?? "before") !== when || !fits(entry.fault, target)) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.times -= 1;
        struck += 1;
        entry.skip = (entry.fault.every ?? 1) - 1;
        return entry.fault.action;
      }
      return undefined;
    },
  };
}

function fits(fault: Fault, { service, method, path }: FaultTarget): boolean {
  return (
    (fault.service === undefined || fault.service === service) &&
    (fault.method === undefined || fault.method === method) &&
    (fault.pathPrefix === undefined || path.startsWith(fault.pathPrefix))
  );
}

/** The answer that a fault gives; undefined for those that give none. */
export function faultResponse(action: FaultAction): Response | undefined {
  if (action.kind === "answer")
    return new Response(action.body ?? null, {
      status: action.status,
      headers: { ...action.headers },
    });
  if (action.kind === "apple-error") return appleErrorResponse(action.name, action.headers);
  if (action.kind !== "api-error") return undefined;
  const { status, code, title = code, detail, headers } = action;
  return errorResponse({ status, code, title, ...(detail === undefined ? {} : { detail }) }, headers);
}
