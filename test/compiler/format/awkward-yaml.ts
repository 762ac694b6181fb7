import fc from "fast-check";

/** Text that is written in more ways than one, made from a stream of choices. */
interface Choices {
  /** A whole number from 0 to below `count`. */
  readonly pick: (count: number) => number;
  readonly chance: (percent: number) => boolean;
}

type Value = string | readonly Value[] | { readonly [key: string]: Value };

/** A signing file as somebody in a hurry writes it: any order, indentation, quotes, comments, anchors and line ends. */
export const awkwardSpec: fc.Arbitrary<string> = fc
  .record({
    numbers: fc.array(fc.nat({ max: 999_999 }), { minLength: 0, maxLength: 1_200, size: "max" }),
    targets: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ numbers, targets }) => {
    let at = 0;
    // Without numbers left, everything is written in the plainest way.
    const next = (): number => numbers[at++] ?? 999_999;
    const choices: Choices = { pick: (count) => next() % count, chance: (percent) => next() % 100 < percent };
    return new Writer(choices).file(specValue(choices, targets));
  });

function specValue({ pick, chance }: Choices, count: number): Value {
  const targets: Record<string, Value> = {};
  for (let index = 0; index < count; index++) {
    const target: Record<string, Value> = {
      platform: ["ios", "macos", "tvos"][pick(3)] ?? "ios",
      method: "automatic",
      profile_type: chance(30) ? ["development", "ad_hoc"] : "app_store",
      bundle_id: `com.acme.app${index}`,
    };
    if (chance(60)) target["key"] = "acme";
    if (chance(40)) target["extensions"] = ["com.acme.x", { bundle_id: "com.acme.y", capabilities: ["game_center"] }];
    if (chance(40)) target["capabilities"] = ["push_notifications", { data_protection: "complete" }];
    if (chance(20)) target["unknown_key"] = "it's: odd";
    if (chance(20)) target["profile_name"] = ["no", "12", "a # b", "a: b", "ünï 📱", "x y"][pick(6)] ?? "";
    if (chance(10)) target["other unknown"] = { b: "1", a: ["x", ["y", "z"], { q: "r", p: "s" }] };
    targets[chance(20) ? `app ${index}` : `app${index}`] = target;
  }
  const spec: Record<string, Value> = {
    version: "1",
    targets,
    keys: { acme: { key_id: "2X9R4HXF34", type: "app_store_connect", private_key: { env: "P8" }, issuer_id: "i" } },
  };
  if (chance(40))
    spec["devices"] = {
      qa: [
        { udid: "0000", platform: "ios", name: "QA" },
        { name: "B", udid: "1", platform: "ios" },
      ],
    };
  if (chance(40)) spec["store"] = { url: "signing-store", recipients: { ci: "age1", ana: "age2" } };
  if (chance(30)) spec["defaults"] = { ios: { renew_before: "30d", key: "acme" } };
  return spec;
}

class Writer {
  readonly choices: Choices;
  readonly anchors: string[] = [];
  anchorCount = 0;
  commentCount = 0;

  constructor(choices: Choices) {
    this.choices = choices;
  }

  file(value: Value): string {
    const { chance, pick } = this.choices;
    const modeline = chance(40) ? "# yaml-language-server: $schema=./schema.json\n" : "";
    const header = chance(30) ? `${this.comment()}\n\n` : "";
    const start = chance(20) ? `---${chance(50) ? ` ${this.comment()}` : ""}\n` : "";
    const root = this.block(value, chance(20) ? pick(3) : 0);
    const end = chance(15) ? "...\n# after the end\n" : chance(30) ? "\n\n\n" : "";
    const text = modeline + header + start + root + end;
    const ended = chance(10) ? text.replace(/\n+$/, "") : text;
    const lined = chance(30) ? ended.replaceAll("\n", "\r\n") : ended;
    return (chance(10) ? "\ufeff" : "") + lined;
  }

  comment(): string {
    const { pick } = this.choices;
    return `#${["", " ", "  "][pick(3)] ?? ""}comment ${this.commentCount++}${["", " ", ": x", " 'q\""][pick(4)] ?? ""}`;
  }

  /** Empty lines and comments above an entry. */
  trivia(indent: number): string {
    const { chance, pick } = this.choices;
    let text = "";
    while (chance(25))
      text += chance(40)
        ? `${" ".repeat(chance(50) ? 0 : pick(4))}\n`
        : `${" ".repeat(chance(70) ? indent : pick(9))}${this.comment()}\n`;
    return text;
  }

  rest(): string {
    const { chance, pick } = this.choices;
    return `${chance(25) ? `${" ".repeat(1 + pick(3))}${this.comment()}` : chance(15) ? "  " : ""}\n`;
  }

  /** The lines of a map or list, the first one with its indentation. */
  block(value: Value, indent: number): string {
    return typeof value === "string" || Array.isArray(value)
      ? this.list(value as readonly Value[], indent)
      : this.map(value as { readonly [key: string]: Value }, indent);
  }

  map(value: { readonly [key: string]: Value }, indent: number): string {
    const { chance, pick } = this.choices;
    const left = Object.keys(value);
    let text = "";
    if (chance(8) && this.anchors.length > 0 && indent > 0)
      text += `${" ".repeat(indent)}x${this.commentCount}: *${this.anchors[pick(this.anchors.length)] ?? ""}\n`;
    while (left.length > 0) {
      const [key = ""] = left.splice(pick(left.length), 1);
      text += this.trivia(indent);
      const inner = value[key] ?? "";
      const quoted = chance(10) ? `"${key}"` : chance(10) ? `'${key}'` : key;
      text += `${" ".repeat(indent)}${quoted}${chance(10) ? "  " : ""}:${this.behind(inner, indent)}`;
    }
    return text + (chance(15) ? this.trivia(indent) : "");
  }

  list(value: readonly Value[], indent: number): string {
    const { chance, pick } = this.choices;
    let text = "";
    for (const item of value) {
      text += `${this.trivia(indent)}${" ".repeat(indent)}-`;
      const isBlock = typeof item !== "string" && !chance(30);
      if (isBlock && chance(70)) {
        const gap = 1 + pick(3);
        // The first entry shares the line of the dash, so nothing may stand above it.
        const lines = this.block(item, indent + 1 + gap).replace(/^(?:[ ]*(?:#[^\n]*)?\n)+/, "");
        text += lines.slice(indent + 1).replace(/^ */, " ".repeat(gap));
      } else text += isBlock ? `${this.rest()}${this.block(item, indent + 1 + pick(3))}` : this.behind(item, indent);
    }
    return text;
  }

  /** What stands behind a colon or dash. */
  behind(value: Value, indent: number): string {
    const { chance, pick } = this.choices;
    const space = " ".repeat(1 + pick(3));
    let anchor = "";
    if (chance(8)) {
      anchor = `${space}&${chance(20) ? "same" : `a${this.anchorCount++}`}`;
    }
    const done = (text: string): string => {
      // The anchor is known from its end on.
      if (anchor !== "") this.anchors.push(anchor.trim().slice(1));
      return anchor + text;
    };
    if (typeof value === "string") return done(this.scalar(value, { space, indent }));
    if (chance(25))
      return done(`${space}${this.flow(value, { isOnOneLine: chance(60), indent: indent + 1 })}${this.rest()}`);
    const isLooseList = Array.isArray(value) && chance(40);
    const head = this.rest();
    return done(
      head + this.block(value, isLooseList && indent >= 0 ? indent + (anchor === "" ? 0 : 1) : indent + 1 + pick(4)),
    );
  }

  scalar(value: string, { space, indent }: { readonly space: string; readonly indent: number }): string {
    const { chance, pick } = this.choices;
    if (chance(5) && this.anchors.length > 0)
      return `${space}${`*${this.anchors[pick(this.anchors.length)] ?? ""}`.replace("*same", "x")}${this.rest()}`;
    if (chance(8)) return this.blockScalar(value, indent);
    if (chance(10))
      return `${this.rest()}${this.trivia(indent + 1)}${" ".repeat(indent + 1 + pick(3))}${this.quoted(value)}${this.rest()}`;
    if (chance(6))
      return `${space}"${value.replace(/["\\]/g, "\\$&")} and${chance(50) ? "  " : "\\"}\n${" ".repeat(indent + 1 + pick(4))}more"${this.rest()}`;
    if (chance(6))
      return `${space}two${chance(50) ? "  " : ""}\n${chance(30) ? "\n" : ""}${" ".repeat(indent + 1 + pick(4))}lines${this.rest()}`;
    return `${space}${this.quoted(value)}${this.rest()}`;
  }

  blockScalar(value: string, indent: number): string {
    const { chance, pick } = this.choices;
    const more = 1 + pick(4);
    const margin = " ".repeat(indent + more);
    const header = `${chance(50) ? "|" : ">"}${chance(20) ? String(more) : ""}${["", "-", "+"][pick(3)] ?? ""}`;
    const extra = chance(40) ? `${margin}  deeper # no comment  \n` : "";
    const empty = "\n".repeat(pick(3));
    return ` ${header}${this.rest()}${margin}${value}\n${empty}${extra}${empty}`;
  }

  quoted(value: string): string {
    const { chance } = this.choices;
    const needsQuotes = /: |#|^(?:no|12)$/.test(value);
    if (needsQuotes ? chance(50) : chance(12)) return `'${value.replaceAll("'", "''")}'`;
    return needsQuotes || chance(12) ? `"${value}"` : value;
  }

  flow(value: Value, style: { readonly isOnOneLine: boolean; readonly indent: number }): string {
    const { chance, pick } = this.choices;
    if (typeof value === "string") return this.quoted(value);
    const gap = (): string => {
      if (style.isOnOneLine || chance(60)) return " ".repeat(pick(3));
      return `${chance(30) ? ` ${this.comment()}` : ""}\n${chance(20) ? "\n" : ""}${" ".repeat(style.indent + pick(5))}`;
    };
    const parts = Array.isArray(value)
      ? (value as readonly Value[]).map((item) => this.flow(item, style))
      : Object.entries(value).map(
          ([key, item]) => `${chance(15) ? `"${key}"` : key}:${" ".repeat(1 + pick(2))}${this.flow(item, style)}`,
        );
    const inner = parts.map((part) => gap() + part + (style.isOnOneLine ? "" : gap())).join(",");
    const comma = chance(10) && parts.length > 0 ? "," : "";
    const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
    return `${open}${inner}${comma}${gap()}${close}`;
  }
}
