import type { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { accessRefused, unreachable, writeFailed } from "./store-failure.ts";

type Cause = {
  readonly pattern: RegExp;
  readonly reason: string;
  readonly kind: "unreachable" | "refused" | "write";
};

/**
 * What git, ssh and curl say → what it means; the first that fits counts. Their own words are never passed on: they may quote what a
 * credential helper or a server printed. (git 2.39 sources: transport.c, connect.c, http.c, remote-curl.c, setup.c.)
 */
const causes: readonly Cause[] = [
  {
    pattern: /could not resolve (?:host|proxy)|name or service not known|temporary failure in name resolution/i,
    reason: "the host name cannot be found",
    kind: "unreachable",
  },
  {
    pattern: /SSL certificate|certificate verif|server certificate|unable to get local issuer/i,
    reason: "its TLS certificate is not trusted on this machine",
    kind: "unreachable",
  },
  { pattern: /host key verification failed/i, reason: "ssh does not know the key of this host", kind: "refused" },
  {
    pattern: /dubious ownership/i,
    reason: "the repository belongs to another user, and git's `safe.directory` does not name it",
    kind: "refused",
  },
  {
    pattern:
      /authentication failed|could not read (?:username|password)|terminal prompts disabled|returned error: 40[13]/i,
    reason: "git has no credentials that are accepted there",
    kind: "refused",
  },
  {
    pattern: /permission denied \(|permission to .* denied|access denied|permission denied/i,
    reason: "this user has no permission there",
    kind: "refused",
  },
  {
    pattern: /transport '.*' not allowed/i,
    reason: "git's settings lead it to a transport that is not allowed",
    kind: "refused",
  },
  { pattern: /no space left|disk quota/i, reason: "the disk is full", kind: "write" },
  {
    pattern:
      /connection (?:refused|reset|timed out|closed)|failed to connect|network is unreachable|timed out|empty reply|unexpected disconnect|early eof|rpc failed|returned error: 5\d\d/i,
    reason: "the connection was refused, cut or too slow",
    kind: "unreachable",
  },
  {
    pattern: /repository .*not found|does not appear to be a git repository|could not read from remote/i,
    reason: "there is no such repository, or this user may not see it",
    kind: "refused",
  },
];

/** The failure for a git command that ended with an exit code. `errors` is its standard error, which goes no further. */
export function gitFailure(where: string, errors: string, exitCode: number): DiagnosableError {
  const cause = causes.find(({ pattern }) => pattern.test(errors));
  if (cause === undefined) return unreachable(where, `git ended with exit code ${exitCode}`);
  if (cause.kind === "write") return writeFailed(cause.reason);
  return cause.kind === "refused" ? accessRefused(where, cause.reason) : unreachable(where, cause.reason);
}

/** The failure for a git command that could not run to its end; `failure` is in our own words. */
export function gitStopped(where: string, failure: string): DiagnosableError {
  return unreachable(where, failure === "there is no such command" ? "there is no `git` on this machine" : failure);
}

/**
 * Why a server did not take a push, for people; `undefined` where trying again may help, as when two pushes met.
 * `reason` is what git shows in parentheses after "[remote rejected]" or "[rejected]".
 */
export function lastingRefusal(reason: string): string | undefined {
  if (/protected/i.test(reason)) return "the branch is protected against this user";
  if (/hook declined/i.test(reason)) return "a hook of the repository declined the push";
  if (/den(?:y|ied|ying)|prohibited|not allowed|permission|read.only/i.test(reason))
    return "the repository does not allow this push";
  return undefined;
}
