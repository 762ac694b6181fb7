import { dirname, join, relative, sep } from "node:path";
import { readFileBounded } from "../host/files.ts";
import { findRepositoryRoot, realPathOf } from "../host/repository-root.ts";

const FILE_LIMIT = 1024 * 1024;

/** A line of a `.gitignore` file. */
interface IgnoreRule {
  readonly pattern: RegExp;
  readonly negated: boolean;
  readonly folderOnly: boolean;
}

/** The rules of one file, and the folder that their patterns start from, relative to the work tree; empty for its root. */
interface RuleFile {
  readonly base: string;
  readonly rules: readonly IgnoreRule[];
}

/**
 * Tells whether git would ignore a file: by the `.gitignore` files from the root of the work tree down to it, and by
 * `.git/info/exclude` (gitignore(5)). `undefined` outside of any work tree. No command is run, so what only git itself knows is not
 * looked at: its index, and the patterns of the user's own configuration.
 */
export async function isIgnoredByGit(path: string): Promise<boolean | undefined> {
  const real = await realPathOf(path);
  const root = await findRepositoryRoot(dirname(real));
  if (root === undefined) return undefined;
  const segments = relative(root, real).split(sep);
  const files: RuleFile[] = [{ base: "", rules: await rulesOf(join(root, ".git", "info", "exclude")) }];
  for (let depth = 0; depth < segments.length; depth++) {
    const base = segments.slice(0, depth).join("/");
    files.push({ base, rules: await rulesOf(join(root, ...segments.slice(0, depth), ".gitignore")) });
    // What is in a folder that git ignores is ignored, whatever is said further down.
    if (isMatched(files, segments.slice(0, depth + 1).join("/"), depth + 1 < segments.length)) return true;
  }
  return false;
}

/** The last rule that fits decides. */
function isMatched(files: readonly RuleFile[], path: string, isFolder: boolean): boolean {
  let ignored = false;
  for (const { base, rules } of files) {
    const inBase = base === "" ? path : path.slice(base.length + 1);
    for (const { pattern, negated, folderOnly } of rules) {
      if ((isFolder || !folderOnly) && pattern.test(inBase)) ignored = !negated;
    }
  }
  return ignored;
}

async function rulesOf(path: string): Promise<readonly IgnoreRule[]> {
  try {
    return parseIgnoreRules(new TextDecoder().decode(await readFileBounded(path, FILE_LIMIT)));
  } catch {
    // One that is missing or cannot be read ignores nothing.
    return [];
  }
}

/** The rules of the text of a `.gitignore` file (gitignore(5), "Pattern format"). */
function parseIgnoreRules(text: string): readonly IgnoreRule[] {
  return text.split(/\r?\n/).flatMap((line): readonly IgnoreRule[] => {
    const trimmed = line.replace(/(?<!\\) +$/, "");
    if (trimmed === "" || trimmed.startsWith("#")) return [];
    const negated = trimmed.startsWith("!");
    const whole = negated ? trimmed.slice(1) : trimmed;
    const folderOnly = whole.endsWith("/");
    const glob = folderOnly ? whole.slice(0, -1) : whole;
    const pattern = patternOf(glob);
    return pattern ? [{ pattern, negated, folderOnly }] : [];
  });
}

/** A pattern with a slash starts from its folder; one without fits at any depth. */
function patternOf(glob: string): RegExp | undefined {
  const anchored = glob.includes("/");
  const body = (glob.startsWith("/") ? glob.slice(1) : glob).replace(
    /\\(.)|\*\*\/|\/\*\*$|\*+|\?|\[(!?)((?:\\.|[^\]\\])+)\]|[^\\]/g,
    (part: string, escaped?: string, not?: string, set?: string) => {
      if (escaped !== undefined) return literal(escaped);
      if (set !== undefined) return `[${not === "!" ? "^" : ""}${set.replace(/[[^]/g, "\\$&")}]`;
      if (part === "**/") return "(?:.*/)?";
      if (part === "/**") return "/.*";
      if (part.startsWith("*")) return "[^/]*";
      return part === "?" ? "[^/]" : literal(part);
    },
  );
  try {
    return new RegExp(`^${anchored ? "" : "(?:.*/)?"}${body}$`, "u");
  } catch {
    // A set that is no set fits nothing, as in git.
    return undefined;
  }
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
