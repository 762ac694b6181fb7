import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { KeystoreFile } from "../file-facts.ts";
import { nearestName } from "../nearest-name.ts";
import type { AndroidTarget } from "../target.ts";
import { targetRange, type FileRuleContext } from "./file-rule.ts";

/** The alias is in the keystore, its key opens, it is the pinned one, and the policy console can open it with one password. */
export function keystoreOpens(context: FileRuleContext): readonly Diagnostic[] {
  return context.spec.targets.flatMap((target) => (target.platform === "android" ? checkTarget(context, target) : []));
}

function checkTarget(context: FileRuleContext, target: AndroidTarget): readonly Diagnostic[] {
  const keystore = target.keystore === undefined ? undefined : context.facts.keystores.get(target.keystore);
  if (!keystore) return [];
  const alias = target.keystoreAlias;
  const range = targetRange(context, target.name, "keystore_alias");
  const address = `targets.${target.id}`;
  const entry = keystore.entries.find((e) => e.alias === alias);
  if (!entry) return missingAlias(target, keystore, { range, address });
  if (!entry.isPrivateKey) {
    const help = "name an entry that holds a private key";
    return [
      createDiagnostic(
        "rule/keystore-alias",
        { alias },
        { range, address, help, notes: [{ message: `\`${alias}\` is a certificate without a key` }] },
      ),
    ];
  }
  const { policyConsole: use } = target;
  const differs = use && use.signing !== "skip_codesign" && entry.opensWithStorePassword === false;
  // A password of the key's own opens it, and would not help: the console has no field for it.
  if (entry.locked && !(differs && target.keyPassword === undefined)) {
    const help = target.keyPassword ? "correct `key_password`" : "give the password of the key as `key_password`";
    const at = target.keyPassword ? targetRange(context, target.name, "key_password") : range;
    return [
      createDiagnostic("format/wrong-key-password", { file: keystore.path, alias }, { range: at, address, help }),
    ];
  }
  const diagnostics: Diagnostic[] = [];
  if (differs) {
    diagnostics.push(createDiagnostic("rule/key-password-differs", { alias }, { range, address }));
  }
  const pinned = target.certificateSha256;
  if (pinned !== undefined && entry.certificate && entry.certificate.sha256 !== pinned) {
    diagnostics.push(
      createDiagnostic(
        "rule/certificate-pin",
        { alias, found: entry.certificate.sha256 },
        {
          range: targetRange(context, target.name, "certificate_sha256"),
          address,
        },
      ),
    );
  }
  return diagnostics;
}

/** keytool lower-cases aliases, so the near name is often the same one in another letter case. */
function missingAlias(
  target: AndroidTarget,
  keystore: KeystoreFile,
  details: Pick<Diagnostic, "range"> & { address: string },
): readonly Diagnostic[] {
  const alias = target.keystoreAlias;
  const aliases = keystore.entries.map((entry) => entry.alias);
  if (keystore.partial && aliases.length === 0) return [];
  const near = aliases.find((a) => a.toLowerCase() === alias.toLowerCase()) ?? nearestName(alias, aliases);
  const list = aliases.map((a) => `\`${a}\``).join(", ");
  const help = near === undefined ? `it holds ${list || "no entries"}` : `it holds \`${near}\``;
  const fixes =
    near === undefined || !details.range
      ? []
      : [
          {
            title: `write \`${near}\``,
            applicability: "maybe-incorrect" as const,
            edits: [{ range: details.range, newText: yamlText(near) }],
          },
        ];
  const found = createDiagnostic("rule/keystore-alias", { alias }, { ...details, help, fixes });
  if (!keystore.partial) return [found];
  // Every known tool leaves the names of keys in the open, but the format does not say so: it is not certain before the file is opened.
  const note = { message: `\`${keystore.path}\` was read without its password, which may show more entries` };
  return [{ ...found, severity: "warning", notes: [note] }];
}

/** A text as a YAML value: in quotes where it could be read as something else. */
function yamlText(text: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
