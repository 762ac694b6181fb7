import { documentationUrl, registry, type DiagnosticCode } from "./codes.ts";
import type { Diagnostic, Fix, Note, Severity } from "./diagnostic.ts";
import { maskSecrets } from "./mask-secrets.ts";
import type { RepositoryPaths } from "./repository-paths.ts";
import { printable } from "./render-text.ts";
import { columnsWithoutByteOrderMark, positionAt, type SourceRange } from "./source-range.ts";

// The part of SARIF 2.1.0 that is written here, with the names of the standard (OASIS, sarif-v2.1.0, section 3).

type Level = "error" | "warning" | "note";

interface Text {
  readonly text: string;
}

interface ArtifactLocation {
  readonly uri: string;
  readonly uriBaseId?: string;
}

interface Region {
  readonly startLine: number;
  readonly startColumn?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

interface Location {
  readonly physicalLocation: { readonly artifactLocation: ArtifactLocation; readonly region: Region };
  readonly logicalLocations?: readonly { readonly fullyQualifiedName: string; readonly kind: string }[];
  readonly message?: Text;
}

interface Rule {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: Text;
  readonly fullDescription: Text;
  readonly help: Text;
  readonly helpUri: string;
  readonly defaultConfiguration: { readonly level: Level };
}

interface SarifFix {
  readonly description: Text;
  readonly artifactChanges: readonly {
    readonly artifactLocation: ArtifactLocation;
    readonly replacements: readonly { readonly deletedRegion: Region; readonly insertedContent: Text }[];
  }[];
  readonly properties: { readonly applicability: Fix["applicability"] };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: Level;
  readonly message: Text;
  readonly locations: readonly [Location];
  readonly relatedLocations?: readonly Location[];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
  readonly fixes?: readonly SarifFix[];
}

/** A log of SARIF 2.1.0 with one run. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: "2.1.0";
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: {
          readonly name: string;
          readonly semanticVersion: string;
          readonly informationUri: string;
          readonly rules: readonly Rule[];
        };
      };
      readonly automationDetails: { readonly id: string };
      readonly invocations: readonly [{ readonly executionSuccessful: true }];
      readonly originalUriBaseIds: Readonly<Record<string, { readonly description: Text }>>;
      readonly columnKind: "utf16CodeUnits";
      readonly newlineSequences: readonly string[];
      readonly results: readonly Result[];
    },
  ];
}

const levels: Readonly<Record<Severity, Level>> = { error: "error", warning: "warning", info: "note" };

/** The root of the repository: whoever reads the log knows where it is checked out. */
const ROOT = "%SRCROOT%";

/**
 * Diagnostics as a log of SARIF 2.1.0, for code scanning services and editors. It says nothing of the machine that it was made on,
 * so that the same files give the same log.
 * @param version of Signwright, as `semver` has it
 */
export function diagnosticsToSarif(
  diagnostics: readonly Diagnostic[],
  paths: RepositoryPaths,
  version: string,
): SarifLog {
  const codes = [...new Set(diagnostics.map((d) => d.code))].sort();
  const fingerprint = fingerprints();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Signwright",
            semanticVersion: version,
            informationUri: "https://github.com/signwright/signwright",
            rules: codes.map(ruleOf),
          },
        },
        // Up to the last `/` it is the category: a repository with several signing files uploads one log for each.
        automationDetails: { id: `signwright:${paths.subject}/` },
        invocations: [{ executionSuccessful: true }],
        originalUriBaseIds: { [ROOT]: { description: { text: "The root of the repository." } } },
        columnKind: "utf16CodeUnits",
        newlineSequences: ["\r\n", "\n", "\r"],
        results: diagnostics.map((diagnostic) => ({
          ruleId: diagnostic.code,
          ruleIndex: codes.indexOf(diagnostic.code),
          level: levels[diagnostic.severity],
          message: { text: messageOf(diagnostic) },
          locations: [primaryLocation(diagnostic, paths)],
          ...related(diagnostic.notes, paths),
          partialFingerprints: { primaryLocationLineHash: fingerprint(diagnostic) },
          ...fixesOf(diagnostic.fixes, paths),
        })),
      },
    ],
  };
}

function ruleOf(code: DiagnosticCode): Rule {
  const entry: { readonly severity: Severity; readonly message: string; readonly help?: string } = registry[code];
  const summary = sentence(generalised(entry.message));
  const help = entry.help === undefined ? "" : ` ${sentence(generalised(entry.help))}`;
  return {
    id: code,
    name: code
      .split(/[/-]/)
      .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
      .join(""),
    shortDescription: { text: summary },
    fullDescription: { text: summary + help },
    help: { text: `${summary}${help} Read more: ${documentationUrl(code)}` },
    helpUri: documentationUrl(code),
    defaultConfiguration: { level: levels[entry.severity] },
  };
}

/** The text of the registry for every case: what stands for a parameter is its name. */
function generalised(template: string): string {
  return template.replace(/`?\{(\w+)\}`?/g, (_, name: string) => `<${name.replaceAll("_", " ")}>`);
}

/** The first sentence is the title that code scanning shows. */
function messageOf({ message, notes, help }: Diagnostic): string {
  // A note with a place of its own is a related location.
  const why = notes.filter((note) => note.range === undefined).map((note) => note.message);
  return [message, ...why, ...(help === undefined ? [] : [`to mend it: ${help}`])].map(sentence).join(" ");
}

/** Text that stands alone, as SARIF wants it. Nothing that a file says can become a link in it (section 3.11.6). */
function sentence(text: string): string {
  const shown = text
    .split(/\r\n|\n|\r/)
    .map(printable)
    .join("\n")
    .replaceAll("](", "] (");
  const first = shown.slice(0, 1);
  return `${first.toUpperCase()}${shown.slice(1)}${/[.!?…]$/.test(shown) ? "" : "."}`;
}

function primaryLocation({ range, address }: Diagnostic, paths: RepositoryPaths): Location {
  const physicalLocation = range
    ? locationOf(range, paths).physicalLocation
    : // Code scanning refuses results without a place.
      { artifactLocation: artifact(paths.subject), region: { startLine: 1 } };
  if (address === undefined) return { physicalLocation };
  return { physicalLocation, logicalLocations: [{ fullyQualifiedName: printable(address), kind: "resource" }] };
}

function locationOf(range: SourceRange, paths: RepositoryPaths): Location {
  return {
    physicalLocation: { artifactLocation: artifact(paths.pathOf(range.file.name)), region: regionOf(range) },
  };
}

function related(notes: readonly Note[], paths: RepositoryPaths): { readonly relatedLocations?: readonly Location[] } {
  const placed = notes.flatMap(({ message, range }) =>
    range === undefined ? [] : [{ ...locationOf(range, paths), message: { text: sentence(message) } }],
  );
  return placed.length === 0 ? {} : { relatedLocations: placed };
}

/** Fixes that a program can apply: one with placeholders wants a person. */
function fixesOf(fixes: readonly Fix[], paths: RepositoryPaths): { readonly fixes?: readonly SarifFix[] } {
  const applicable = fixes.filter((fix) => fix.applicability !== "has-placeholders" && fix.edits.length > 0);
  if (applicable.length === 0) return {};
  return {
    fixes: applicable.map((fix) => ({
      description: { text: sentence(fix.title) },
      artifactChanges: [...new Set(fix.edits.map((edit) => edit.range.file.name))].map((name) => ({
        artifactLocation: artifact(paths.pathOf(name)),
        replacements: fix.edits
          .filter((edit) => edit.range.file.name === name)
          .map((edit) => ({ deletedRegion: regionOf(edit.range), insertedContent: { text: edit.newText } })),
      })),
      properties: { applicability: fix.applicability },
    })),
  };
}

function regionOf(range: SourceRange): Region {
  const { start, end } = columnsWithoutByteOrderMark(range);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A path as a relative URI reference; what lies outside of the repository is absolute and has no base. */
function artifact(path: string): ArtifactLocation {
  // A lone surrogate has no UTF-8 form.
  const uri = path
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .split("/")
    .map(encodeURIComponent)
    .join("/");
  return path.startsWith("/") ? { uri: `file://${uri}` } : { uri, uriBaseId: ROOT };
}

/**
 * Gives diagnostics what tells them apart from run to run while lines move: their code and the text of their line, and which of
 * several equal ones it is. The message is no part of it, since dates and days in it move by themselves; and of what looks like a
 * secret only the length is, because a digest of a short password would give it away.
 */
function fingerprints(): (diagnostic: Diagnostic) => string {
  const seen = new Map<string, number>();
  return ({ code, range }) => {
    const hash = fnv1a(`${code}\n${range ? comparableLine(range) : ""}`);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return `${hash}:${count}`;
  };
}

/** A line can be as long as the file. */
const LONGEST = 1000;

function comparableLine({ file, start }: SourceRange): string {
  const lineStart = start - (positionAt(file, start).column - 1);
  const [line = ""] = file.text.slice(lineStart, lineStart + LONGEST).split(/[\r\n]/, 1);
  return maskSecrets(line)
    .replace(/^\ufeff/, "")
    .trim();
}

/** FNV-1a of 64 bits over UTF-16 units (Fowler, Noll, Vo): it tells texts apart, and is no protection. */
function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let unit = 0; unit < text.length; unit++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(unit))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}
