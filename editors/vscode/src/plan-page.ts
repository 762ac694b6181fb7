import type { Action } from "../../../src/plan/plan.ts";
import type { CachedChange, PlanCache } from "../../../src/plan/world-cache.ts";
import { planSummary } from "../../../src/lsp/service/plan-summary.ts";
import { daysUntil, timeSince } from "../../../src/lsp/service/time-text.ts";
import { expiriesOf } from "./expiries.ts";
import type { LastPlan } from "./last-plan.ts";

/** What the page of a plan is made from. */
export interface PlanPageInput extends LastPlan {
  readonly now: Date;
  /** Name of the signing file. */
  readonly fileName: string;
  readonly isTrusted: boolean;
  /** The target that the person asked for: its group is marked. */
  readonly target: string | undefined;
  /** Where the page may take its style from, as a source of a content security policy, and the address of the style. */
  readonly style: { readonly source: string; readonly href: string };
  /** The address that runs a command with its arguments. */
  readonly link: (command: PlanPageCommand, ...args: readonly string[]) => string;
}

/** The commands that the page links to. Each gets the address of the signing file first. */
export type PlanPageCommand = (typeof planPageCommands)[number];

/** What a click on the page may run, and nothing else. */
export const planPageCommands = [
  "signwright.runPlan",
  "signwright.validate",
  "signwright.revealTarget",
  "workbench.trust.manage",
] as const;

/** Symbol and words of what a change does, as the plan's text has them. */
const actions: Readonly<Record<Action, { readonly symbol: string; readonly words: string }>> = {
  create: { symbol: "+", words: "is added" },
  update: { symbol: "~", words: "is changed" },
  delete: { symbol: "-", words: "is removed" },
  forget: { symbol: ".", words: "is forgotten" },
  manual: { symbol: "!", words: "is to be done by hand" },
  read: { symbol: "<=", words: "is read" },
  "no-op": { symbol: " ", words: "stays" },
};

/** How many of the things that end next are shown. */
const SHOWN_EXPIRIES = 8;

/** The page that shows a plan: plain HTML without a script. */
export function planPage(input: PlanPageInput): string {
  const { style, fileName } = input;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${style.source};">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escape(style.href)}">
<title>Plan of ${escape(fileName)}</title>
</head>
<body>
<main>
<h1>Plan of ${escape(fileName)}</h1>
${contentOf(input)}
</main>
</body>
</html>
`;
}

function contentOf(input: PlanPageInput): string {
  const { plan, isTrusted, link } = input;
  if (!isTrusted)
    return `<p>This folder is not trusted, so what the last plan left is not read.</p>
<p class="actions"><a class="button" href="${escape(link("workbench.trust.manage"))}">Manage trust</a></p>`;
  const buttons = `<p class="actions"><a class="button" href="${escape(link("signwright.runPlan"))}">Run plan</a>
<a href="${escape(link("signwright.validate"))}">Validate</a></p>`;
  if (!plan)
    return `<p>No plan was run yet. A plan reads Apple, your store and your policy console, shows what would change and why, and changes nothing.</p>
${buttons}`;
  return [summaryOf(input, plan), buttons, changesOf(input, plan), removalsOf(plan), expiriesPart(input), seenOf(input)]
    .filter((part) => part !== "")
    .join("\n");
}

function summaryOf(input: PlanPageInput, plan: PlanCache): string {
  const { planIsCurrent, now, fileName } = input;
  const notes = [
    ...(planIsCurrent ? [] : [`${fileName} was changed since this plan was made: run it again before you rely on it.`]),
    ...(plan.errored ? ["Planning failed on the way: there may be more to change."] : []),
    ...(plan.targeted.length === 0 ? [] : [`It looked only at ${plan.targeted.join(", ")}.`]),
  ];
  return [
    `<p class="summary">${escape(planSummary(undefined, { plan, planIsCurrent: true, now }) ?? "")}</p>`,
    ...notes.map((note) => `<p class="note" role="status">${escape(note)}</p>`),
  ].join("\n");
}

function changesOf({ link, target }: PlanPageInput, { changes }: PlanCache): string {
  if (changes.length === 0) return "<p>Everything is as the file says: there is nothing to change.</p>";
  const groups = new Map<string, CachedChange[]>();
  for (const change of changes) {
    const name = change.targets.join(", ");
    groups.set(name, [...(groups.get(name) ?? []), change]);
  }
  return [...groups]
    .map(([name, members]) => {
      const names = members[0]?.targets ?? [];
      const links = names.map(
        (each) => `<a href="${escape(link("signwright.revealTarget", each))}">${escape(each)}</a>`,
      );
      const isAsked = target !== undefined && names.some((each) => each === target || each.startsWith(`${target}:`));
      const title = name === "" ? "No target any more" : links.join(", ");
      return `<section${isAsked ? ' class="asked"' : ""}>
<h2>${title}</h2>
<ul class="changes">
${members.map(changeLine).join("\n")}
</ul>
</section>`;
    })
    .join("\n");
}

function changeLine({ action, address, reason }: CachedChange): string {
  const { symbol, words } = actions[action];
  return `<li class="${action}"><span class="symbol" role="img" aria-label="${words}" title="${words}">${escape(symbol)}</span>
<div><code>${escape(address)}</code><p>${escape(reason)}</p></div></li>`;
}

/** What goes away, and which targets feel it. */
function removalsOf({ changes }: PlanCache): string {
  const removed = changes.filter(({ action }) => action === "delete");
  if (removed.length === 0) return "";
  const rows = removed.map(
    ({ address, targets }) =>
      `<tr><td><code>${escape(address)}</code></td><td>${targets.length === 0 ? "no target" : escape(targets.join(", "))}</td></tr>`,
  );
  return table("What goes away", ["Removed", "Felt by"], rows);
}

function expiriesPart({ world, now }: PlanPageInput): string {
  const all = expiriesOf(world, now);
  if (all.length === 0) return "";
  const rows = all
    .slice(0, SHOWN_EXPIRIES)
    .map(
      ({ what, expires, key }) =>
        `<tr><td>${escape(what)}</td><td>${escape(key)}</td><td><time datetime="${escape(expires)}" title="${escape(expires)}">${escape(daysUntil(expires, now))}</time></td></tr>`,
    );
  const more = all.length - rows.length;
  return `${table("What ends next", ["", "Key", "Ends"], rows)}${more > 0 ? `\n<p class="seen">and ${more} more</p>` : ""}`;
}

function seenOf({ world, now }: PlanPageInput): string {
  const seen = Object.entries({ ...world?.app_store_connect, ...world?.policy_console });
  if (seen.length === 0) return "";
  return `<p class="seen">Seen: ${seen.map(([key, { read_at }]) => `${escape(key)} ${escape(timeSince(read_at, now))}`).join(", ")}</p>`;
}

function table(title: string, heads: readonly string[], rows: readonly string[]): string {
  return `<h2>${title}</h2>
<table>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>`;
}

/** Text of a plan comes from Apple and from files: none of it is markup. */
function escape(text: string): string {
  const names: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#39" };
  return text.replace(/[&<>"']/g, (character) => `&${names[character]};`);
}
