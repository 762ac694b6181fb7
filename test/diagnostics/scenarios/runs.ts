import { planFromJson } from "../../../src/plan/plan-json.ts";
import { credentialWarning } from "../../../src/cli/changed-credentials.ts";
import { selectTargets } from "../../../src/cli/prepare-plan.ts";
import { credentialDifferences } from "../../../src/compiler/credential-differences.ts";
import { createDiagnostic, type DiagnosticCode } from "../../../src/diagnostics/diagnostic.ts";
import { createSecretResolver } from "../../../src/host/secrets.ts";
import { checkTrustedHost } from "../../../src/host/trusted-hosts.ts";
import { stepFailed } from "../../../src/providers/file-store/store-failure.ts";
import { compileText, rangeAt, specOf, thrownBy, type Scenario } from "./scenario.ts";

/** Resolves the private key of the page's App Store Connect key in an environment. */
function privateKeyIn(env: Readonly<Record<string, string>>): Scenario {
  return {
    find: (compilation) => {
      const key = specOf(compilation).keys.get("acme");
      if (key?.type !== "app_store_connect") throw new Error("the page's file has no key `acme`");
      const resolve = createSecretResolver({ root: "/", env, trust: false, platform: "linux" });
      return thrownBy(() =>
        resolve(key.privateKey, "keys.acme.private_key", rangeAt(compilation, "keys", "acme", "private_key")),
      );
    },
  };
}

const privateKey = "-----BEGIN PRIVATE KEY-----\nMIGT…\n-----END PRIVATE KEY-----\n";

/** Codes of a text that is too large for a page. */
export const largeTexts = {
  "yaml/too-large": {
    tell: () => {
      const [found] = compileText("2026-11-20 09:00:00 archive step done\n".repeat(500_000)).diagnostics;
      if (!found) throw new Error("the text was read");
      return found;
    },
  },
} satisfies Partial<Record<DiagnosticCode, Scenario>>;

/** Codes of secrets and trust. */
export const secrets = {
  "secret/unresolved": privateKeyIn({ ASC_PRIVATE_KEY: privateKey }),
  "secret/malformed": privateKeyIn({ ASC_PRIVATE_KEY: privateKey }),
  "trust/untrusted-host": {
    tell: (compilation) => {
      const key = specOf(compilation).keys.get("console");
      const found =
        key?.type === "policy_console" &&
        checkTrustedHost({
          url: key.url,
          key: key.name,
          allowed: [],
          range: rangeAt(compilation, "keys", "console", "url"),
        });
      if (!found) throw new Error("the page's console is trusted");
      return found;
    },
  },
  "trust/changed-credentials": {
    tell: (compilation) => {
      const base = compileText(compilation.file.text.replace("SOME_OTHER_SECRET", "ASC_PRIVATE_KEY"));
      return credentialWarning({
        revision: "origin/main",
        document: compilation.document,
        changed: credentialDifferences(base.document, compilation.document).map((d) => d.path),
        remarks: [],
      });
    },
  },
  "trust/untrusted-repository": {
    tell: (compilation) => createDiagnostic("trust/untrusted-repository", {}, { range: rangeAt(compilation, "store") }),
  },
  "trust/untrusted-command": privateKeyIn({ ASC_PRIVATE_KEY: privateKey }),
} satisfies Partial<Record<DiagnosticCode, Scenario>>;

/** Codes of making plans and carrying them out. */
export const plans = {
  "plan/unreadable": {
    tell: () => {
      const read = planFromJson({ format_version: "2.0" });
      if ("plan" in read) throw new Error("the plan was read");
      return createDiagnostic("plan/unreadable", { path: "plan.json", reason: read.reason });
    },
  },
  "plan/stale": {
    tell: () =>
      createDiagnostic("plan/stale", {
        object: "acme/profile/0a1b2c3d-0000-4000-8000-00000000cafe",
        what: "was changed",
      }),
  },
  "plan/spec-changed": { tell: () => createDiagnostic("plan/spec-changed", { path: "signing.yaml" }) },
  "plan/unknown-target": {
    tell: (compilation) => {
      const [found] = selectTargets(specOf(compilation), ["shop:adhoc"]).diagnostics;
      if (!found) throw new Error("the page's file has that target");
      return found;
    },
  },
  "apply/not-approved": { tell: () => createDiagnostic("apply/not-approved", {}) },
  "apply/step-failed": {
    tell: () =>
      stepFailed("store/identity/acme:distribution", "the private key of the certificate is not in the store")
        .diagnostic,
  },
} satisfies Partial<Record<DiagnosticCode, Scenario>>;

/** Codes of the command line. */
export const commandLine = {
  "cli/usage": {
    tell: () =>
      createDiagnostic("cli/usage", { reason: "a saved plan has its targets already; `--target` belongs to `plan`" }),
  },
  "cli/refused": {
    tell: () =>
      createDiagnostic(
        "cli/refused",
        { reason: "port 4010 is in use" },
        { help: "choose another one: `--port 0` takes any free port" },
      ),
  },
  "cli/internal": {
    tell: () => createDiagnostic("cli/internal", { reason: "invariant: the store is among the providers" }),
  },
} satisfies Partial<Record<DiagnosticCode, Scenario>>;
