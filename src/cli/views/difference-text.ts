import type { DifferenceAction, ResourceDifference, SpecDifference } from "../../compiler/spec-difference.ts";
import { printable, type Paint, type TextStyle } from "../../diagnostics/render-text.ts";
import type { NamedDifference } from "../commands/diff.ts";
import { attributeLines } from "./attribute-lines.ts";

/** The symbols of plans, and what is counted in the last line. */
export const differenceWords: Readonly<
  Record<DifferenceAction, { readonly symbol: string; readonly verb: string; readonly style: TextStyle }>
> = {
  create: { symbol: "+", verb: "add", style: "green" },
  update: { symbol: "~", verb: "change", style: "yellow" },
  replace: { symbol: "+/-", verb: "replace", style: "yellow" },
  delete: { symbol: "-", verb: "delete", style: "red" },
  forget: { symbol: ".", verb: "forget", style: "dim" },
};

/** The difference as people read it in a terminal or a log. The last line is the summary. */
export function differenceText({ before, after, difference }: NamedDifference, paint: Paint): string {
  const lines = [
    `What changes from ${printable(before)} to ${printable(after)}:`,
    "",
    ...credentialLines(difference, paint),
    ...targetLines(difference),
    ...difference.resources.flatMap((each) => [...resourceLines(each, paint), ""]),
    ...settingLines(difference, paint),
    differenceSummary(difference),
  ];
  return `${lines.join("\n")}\n`;
}

/** `Difference: 2 to add, 1 to replace. Targets and credentials differ.`, or that there is none. */
export function differenceSummary({ targets, resources, credentials, settings }: SpecDifference): string {
  const counts = Object.entries(differenceWords).flatMap(([action, { verb }]) => {
    const count = resources.filter((r) => r.action === action).length;
    return count === 0 ? [] : [`${count} to ${verb}`];
  });
  const others = [
    ...(targets.added.length + targets.removed.length > 0 ? ["targets"] : []),
    ...(settings.length > 0 ? ["settings"] : []),
    ...(credentials.length > 0 ? ["credentials"] : []),
  ].join(" and ");
  if (counts.length === 0 && others === "") return "No difference in what is asked for.";
  const beside = others === "" ? "" : ` ${others.slice(0, 1).toUpperCase()}${others.slice(1)} differ.`;
  return `Difference: ${counts.length === 0 ? "nothing to do" : counts.join(", ")}.${beside}`;
}

function credentialLines({ credentials }: SpecDifference, paint: Paint): readonly string[] {
  if (credentials.length === 0) return [];
  return [
    paint("red", "Where credentials come from, or go to, differs. Look at this first:"),
    ...credentials.map((each) => `  ${paint("magenta", "!")} ${valueLine(each)}`),
    "",
  ];
}

function settingLines({ settings }: SpecDifference, paint: Paint): readonly string[] {
  if (settings.length === 0) return [];
  return [paint("bold", "Settings:"), ...settings.map((each) => `  ${valueLine(each)}`), ""];
}

/** A value before and after, as JSON. */
export function valueLine(each: {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}): string {
  return printable(`${each.path}: ${each.before ?? "(nothing)"} -> ${each.after ?? "(nothing)"}`);
}

function targetLines({ targets }: SpecDifference): readonly string[] {
  const lines = [
    ...targets.added.map((name) => `  + ${printable(name)}`),
    ...targets.removed.map((name) => `  - ${printable(name)}`),
  ];
  return lines.length === 0 ? [] : ["Targets:", ...lines, ""];
}

function resourceLines(difference: ResourceDifference, paint: Paint): readonly string[] {
  const { symbol, style } = differenceWords[difference.action];
  const targets = paint("dim", ` (${difference.targets.map(printable).join(", ")})`);
  const attributes = attributeLines({ ...difference, after_unknown: [], replaces_older: false }, paint);
  return [
    `${paint(style, symbol.padStart(3))} ${paint("bold", printable(difference.address))}${targets}`,
    `      ${paint("dim", printable(difference.reason))}`,
    ...attributes.map((line) => `      ${line}`),
  ];
}
