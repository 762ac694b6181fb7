import type { InlayHint, Range } from "vscode-languageserver";
import { extensionsAmong } from "../../compiler/planning/discovered-extensions.ts";
import type { MergedTarget, TargetFields } from "../../compiler/merged-target.ts";
import type { AutomaticAppleTarget } from "../../compiler/target.ts";
import type { EditorDocument } from "./editor-document.ts";
import type { Surroundings } from "./surroundings.ts";
import { daysUntil } from "./time-text.ts";

/** What the text does not say but holds, within a part of it. */
export function inlayHints(document: EditorDocument, range: Range, surroundings: Surroundings): readonly InlayHint[] {
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  const isShown = (offset: number): boolean => offset >= start && offset <= end;
  const { compilation } = document;
  const hint = (offset: number, label: string, tooltip: string): readonly InlayHint[] =>
    isShown(offset) ? [{ position: document.positionAt(offset), label, tooltip, paddingLeft: true }] : [];
  return [
    ...compilation.targets.flatMap((target) => {
      const name = compilation.document.rangeOf(["targets", target.name], "key");
      // Asked before anything is looked up: a long file has many targets, and few of them on the screen.
      if (!isShown(name.end + 1)) return [];
      const inherited = inheritedText(target);
      const extensions = discoveredExtensions(document, target, surroundings);
      return [
        ...(inherited === undefined ? [] : hint(name.end + 1, inherited, "from `defaults`")),
        ...(extensions === undefined
          ? []
          : hint(name.end + 1, `extensions: ${extensions}`, "found by `discover`, as the last plan saw it")),
      ];
    }),
    ...expiries(document, surroundings).flatMap(({ offset, date }) => {
      const expired = Date.parse(date) < surroundings.now.getTime();
      const text = `${expired ? "expired" : "expires"} ${daysUntil(date, surroundings.now)}`;
      return hint(offset, text, date.slice(0, 10));
    }),
  ];
}

/** The keys that a target takes from the defaults of its platform. */
function inheritedText({ fields, own, pathOf }: MergedTarget): string | undefined {
  const inherited = (Object.keys(fields) as (keyof TargetFields)[])
    .filter((key) => !own(key) && pathOf(key)[0] === "defaults")
    .map((key) => `${key}: ${shortText(fields[key])}`);
  return inherited.length === 0 ? undefined : inherited.join(", ");
}

function shortText(value: unknown): string {
  if (Array.isArray(value)) return value.every((item) => typeof item === "string") ? `[${value.join(", ")}]` : "[…]";
  return typeof value === "string" ? value : typeof value === "boolean" ? String(value) : "{…}";
}

/** The extensions that `discover` stands for, as far as the last plan saw them, without the app's own part of their names. */
function discoveredExtensions(
  { compilation: { spec } }: EditorDocument,
  { name }: MergedTarget,
  { world }: Surroundings,
): string | undefined {
  const target = spec?.targets.find(
    (each): each is AutomaticAppleTarget =>
      each.name === name && each.platform !== "android" && each.method === "automatic",
  );
  const team = target?.extensions === "discover" ? world?.app_store_connect[target.key] : undefined;
  if (!spec || !target || !team) return undefined;
  const found = extensionsAmong(team.bundle_ids, spec).get(target.bundleId);
  return found?.map((identifier) => identifier.slice(target.bundleId.length)).join(", ");
}

/** Where the text names something with a date. */
function expiries(
  { compilation }: EditorDocument,
  { files }: Surroundings,
): readonly { readonly offset: number; readonly date: string }[] {
  if (!files) return [];
  const { facts } = files;
  const identities = [...facts.identities].map(([name, { certificate }]) => ({
    path: ["keys", name, fileKey(compilation, name)],
    date: certificate.notAfter,
  }));
  const profiles = compilation.targets.flatMap((target) =>
    (target.fields.profiles ?? []).flatMap((path, index) => {
      const profile = facts.profiles.get(path)?.profile;
      return profile ? [{ path: [...target.pathOf("profiles"), index], date: profile.expires }] : [];
    }),
  );
  const seen = new Set<number>();
  return [...identities, ...profiles].flatMap(({ path, date }) => {
    const offset = compilation.document.rangeOf(path, "value").end;
    return seen.size < seen.add(offset).size ? [{ offset, date }] : [];
  });
}

function fileKey(compilation: EditorDocument["compilation"], name: string): string {
  const key = compilation.spec?.keys.get(name);
  return key?.type === "certificate" && key.privateKey ? "certificate" : "file";
}
