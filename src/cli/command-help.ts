import { reportHelp } from "./report-commands.ts";
import { storeHelp } from "./store-commands.ts";
import { textHelp } from "./text-commands.ts";
import type { CommandHelp } from "./views/help-text.ts";

/** What `--help` says of each command, in the order in which the program lists them. */
export const commandHelp = {
  init: {
    brief: "Make your age identity and a first signing file",
    description:
      "Makes what is missing and changes nothing that is there. The identity is what you read the store with: keep a copy of it.",
    examples: [
      ["", "an identity, and ./signing.yaml for com.example.app"],
      ["--bundle-id com.acme.shop", "a signing file for your app"],
    ],
    exitCodes: [
      [0, "both are there"],
      [1, "something could not be written"],
    ],
  },
  validate: {
    brief: "Check a signing file: offline, and without a secret",
    description:
      "Checks the file against the schema and every rule, and opens the key files as far as that needs no password.",
    examples: [
      ["", "check ./signing.yaml"],
      ["apps/signing.yaml", "check another file"],
      ["--json", "the same for programs"],
      ["--format sarif", "for code scanning"],
      ["--format github", "as annotations of a GitHub Actions job"],
    ],
    exitCodes: [
      [0, "no errors"],
      [1, "errors"],
    ],
  },
  fmt: textHelp.fmt,
  plan: {
    brief: "Show what would change, and why",
    description:
      "Reads the store, App Store Connect and the policy console, and shows what an apply would do. Changes nothing.",
    examples: [
      ["", "what would change?"],
      ["--out plan.json", "keep the plan, to be applied exactly so"],
      ["--format markdown", "as a comment on a pull request"],
      ["--target shop --detailed-exitcode", "one target, in a job that looks for drift"],
      ["--refresh-only", "what is no longer as Signwright left it?"],
      ["--replace ADDRESS", "a certificate or profile anew, before its time"],
      ["--revoke 1f96ab04", "the only way in which a certificate is ever revoked"],
      ["--acknowledge ADDRESS", "as if this step by hand were done"],
      ["--trust-base origin/main", "in a job for pull requests: offline when they change credentials"],
      ["--offline", "what the file asks for, without a secret"],
    ],
    exitCodes: [
      [0, "planned"],
      [1, "an error"],
      [2, "planned, and there are changes (only with --detailed-exitcode)"],
      [130, "stopped by Ctrl-C"],
    ],
  },
  show: {
    brief: "Show a saved plan again",
    description: "Reads the plan's file only.",
    examples: [
      ["plan.json", "as `plan` showed it"],
      ["--format markdown plan.json", "as a comment on a pull request"],
      ["--json plan.json", "for programs and policies"],
    ],
    exitCodes: [
      [0, "shown"],
      [1, "not a saved plan"],
    ],
  },
  apply: {
    brief: "Carry out a plan",
    description:
      "With a saved plan: checks that nothing moved since it was made, then does exactly what it says. Without one: plans, asks, and does it.\nWhatever interrupts it, running it again goes on where it stopped.",
    examples: [
      ["plan.json", "what was reviewed, and nothing else"],
      ["", "plan, ask, do it"],
      ["--auto-approve", "in a job that may decide alone"],
      ["--acknowledge console/installed_identity/acme:distribution", "go on: this step by hand is done"],
      ["--json plan.json", "one JSON object a line, for programs"],
    ],
    exitCodes: [
      [0, "all of it is done"],
      [1, "an error, or not approved"],
      [130, "stopped by Ctrl-C"],
    ],
  },
  status: reportHelp.status,
  why: reportHelp.why,
  diff: {
    brief: "Show what a change of the signing file means",
    description:
      "Compares two versions of a signing file, from files or git, and shows the change in what they ask for: needs no secret and no network.\nWhat decides where credentials come from or go to is shown first.",
    examples: [
      ["main", "what does this branch change?"],
      ["HEAD~1 HEAD", "what did the last commit change?"],
      ["main:apps/signing.yaml apps/signing.yaml", "another file"],
      ["--format markdown main", "as a comment on a pull request"],
    ],
    exitCodes: [
      [0, "they ask for the same"],
      [1, "an error"],
      [2, "they differ"],
    ],
  },
  export: {
    brief: "Write the files that a build needs",
    description:
      "Writes .p12, profiles, ExportOptions.plist and key.properties from the store, without asking Apple.\nOnly you can read the files; those with a private key are protected by the password.",
    examples: [
      ["--dir signing-files --p12-password-env P12_PASSWORD", "all targets"],
      ["--target shop --dir signing-files --p12-password-env P12_PASSWORD", "one target"],
    ],
    exitCodes: [
      [0, "written"],
      [1, "an error; nothing was written"],
    ],
  },
  verify: {
    brief: "Prove that what is held can sign, or that a build was signed with it",
    description:
      "Opens the store and tries everything offline: keys, certificates, profiles, dates, devices, keystores.\nWith a built app: whether it is whole, signed with the target's certificate and profile, and claims nothing that the profile does not allow.",
    examples: [
      ["", "can every target sign?"],
      ["--target shop --entitlements Shop.entitlements", "does the profile allow what the app claims?"],
      ["build/Shop.ipa", "is this build signed as signing.yaml says?"],
      ["--json build/app-release.aab", "for programs"],
    ],
    exitCodes: [
      [0, "all checks passed, perhaps with warnings"],
      [1, "a check failed, or an error"],
    ],
  },
  inspect: {
    brief: "Show what a signing file is and holds",
    description:
      "Opens PKCS#12 files, keystores, provisioning profiles, certificates and keys. The kind is found by content, never by the file's name.",
    examples: [
      ["shop.mobileprovision", "what is in this profile?"],
      ["--password-env P12_PASSWORD distribution.p12", "whose certificate is this, until when?"],
      ["--json upload.jks", "for programs"],
    ],
    exitCodes: [
      [0, "opened"],
      [1, "not opened"],
    ],
  },
  store: storeHelp,
  sandbox: {
    brief: "Run a local App Store Connect and policy console",
    description:
      "Issues real certificates and profiles of an authority of its own, in memory: for trying things out, and for tests. Ctrl-C stops it.",
    examples: [
      ["", "on port 4010, where examples/acme expects it"],
      ["--port 0", "on any free port"],
      ["--scenario flaky.yaml", "a team of your own, on a bad day of Apple's"],
    ],
    exitCodes: [
      [0, "stopped"],
      [1, "it cannot listen on that port, or the scenario is wrong"],
    ],
  },
  lsp: {
    brief: "Run the language server, for an editor",
    description:
      "Speaks the Language Server Protocol on standard input and output. Reads only the files that open signing files name, resolves no secret and opens no connection.",
    examples: [["--stdio", "what an editor's configuration names"]],
    exitCodes: [
      [0, "the editor took its leave"],
      [1, "the editor is gone"],
    ],
  },
  explain: textHelp.explain,
  completion: textHelp.completion,
} as const satisfies Readonly<Record<string, CommandHelp>>;
