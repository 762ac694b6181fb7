import { nearestName } from "../../compiler/nearest-name.ts";
import { documentationUrl, registry, type DiagnosticCode } from "../../diagnostics/codes.ts";
import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { plain } from "../../diagnostics/render-text.ts";
import type { CliContext } from "../cli-context.ts";
import { readDiagnosticPage } from "../diagnostic-page.ts";
import { failureJson, showDiagnostics, toJsonText } from "../failure.ts";
import { guarded } from "../guarded.ts";
import { codesJson, codesText } from "../views/codes-text.ts";
import { pageText } from "../views/page-text.ts";

/** Flags of `explain`. */
export interface ExplainFlags {
  readonly json: boolean;
}

/** `signwright explain`: the page of a diagnostic, or all codes. */
export async function explain(this: CliContext, flags: ExplainFlags, asked?: string): Promise<void> {
  const { host, paint } = this;
  const wanted = asked === undefined ? "" : codeIn(asked);
  const group = knownCodes.filter((code) => wanted === "" || code.startsWith(`${wanted}/`));
  const failed = (diagnostics: readonly Diagnostic[]): undefined => {
    this.exit(1);
    if (flags.json) host.stdout.write(failureJson(diagnostics));
    else showDiagnostics(this, diagnostics);
  };
  if (group.length > 0) {
    host.stdout.write(flags.json ? toJsonText(codesJson(group)) : codesText(group, paint));
    if (!flags.json && asked === undefined)
      host.stderr.write("Next: `signwright explain CODE` shows the page of one.\n");
    return;
  }
  const code = knownCodes.find((known) => known === wanted) ?? onlyCodeNamed(wanted);
  if (!code) {
    failed([unknownCode(wanted)]);
    return;
  }
  const page = await guarded<string | undefined>(() => readDiagnosticPage(code), failed);
  if (page === undefined) return;
  const { severity, message } = registry[code];
  host.stdout.write(
    flags.json
      ? toJsonText({ format_version: "1.0", code, severity, message, url: documentationUrl(code), page })
      : pageText(page, { paint, isPainted: paint !== plain, columns: host.stdout.columns }),
  );
}

const knownCodes = Object.keys(registry).filter((name): name is DiagnosticCode => Object.hasOwn(registry, name));

/** What people paste: `rule/expired`, `error[rule/expired]`, a link to its page, or the path of the page. */
function codeIn(asked: string): string {
  const inBrackets = /\[([^\]]+)\]/.exec(asked)?.[1];
  const address = /docs\/diagnostics\/(.+)$/.exec(asked)?.[1];
  return (inBrackets ?? address ?? asked)
    .trim()
    .replace(/[#?].*$/s, "")
    .replace(/\.md$/, "")
    .replace(/\/+$/, "")
    .toLowerCase();
}

/** `expired` for `rule/expired`, when no other group has such a code. */
function onlyCodeNamed(name: string): DiagnosticCode | undefined {
  const found = knownCodes.filter((code) => code.endsWith(`/${name}`));
  return found.length === 1 ? found[0] : undefined;
}

function unknownCode(wanted: string): Diagnostic {
  const near = nearestName(wanted, knownCodes) ?? nearestName(wanted.replace(/^.*\//, ""), lastParts());
  const code = knownCodes.find((known) => known === near) ?? (near === undefined ? undefined : onlyCodeNamed(near));
  const help =
    code === undefined ? "`signwright explain` lists all codes" : `did you mean \`signwright explain ${code}\`?`;
  return createDiagnostic("cli/usage", { reason: `there is no code \`${wanted}\`` }, { help });
}

function lastParts(): readonly string[] {
  return knownCodes.map((code) => code.slice(code.indexOf("/") + 1));
}
