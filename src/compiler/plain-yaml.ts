/** Where the entries of a map or list stand: four offsets for each, of its key and its value. Items of lists have no key of their own. */
export interface Places {
  /** The keys of a map in the order of the text; `undefined` for a list. */
  readonly keys: string[] | undefined;
  /** Start and end of the key, start and end of the value, for one entry after the other. What ends in a block ends where the next begins. */
  readonly offsets: number[];
}

/** The value of a text, and where each part of it stands. */
export interface PlainYaml {
  readonly value: Readonly<Record<string, unknown>>;
  /** The places of the entries of each map and list in the value. */
  readonly places: ReadonlyMap<object, Places>;
  /** Start and end of the whole. */
  readonly range: readonly [number, number];
}

/** Thrown where a text leaves the plain part of YAML; never seen outside. */
const NOT_PLAIN = new Error("not plain YAML");

/** Longer texts may be more than is parsed at all, in UTF-16 units: 16 MiB in UTF-8 are at least so many. */
const LONGEST = (16 * 1024 * 1024) / 3;

/** How many collections may stand inside each other here; deeper ones are left to the full parser, which says when it is too deep. */
const DEPTH = 32;

/**
 * Reads a text in the part of YAML that nearly all signing files keep to: block maps and lists, flow maps and lists on one line, texts on
 * one line, comments. `undefined` for any other text, right or wrong: that is for the full parser, and where both read a text, they give
 * the same (`test/compiler/plain-yaml.test.ts`). It takes a fraction of the time and memory, as it makes no tree of nodes.
 */
export function readPlainYaml(text: string): PlainYaml | undefined {
  if (text.length > LONGEST) return undefined;
  // A line that is half empty, a tab, a carriage return, a byte order mark: each has rules of its own.
  if (/[^\n\x20-\x7e\xa0-\ufefe]|^ +$/m.test(text)) return undefined;
  try {
    return new PlainReader(text).read();
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
}

/** A key and its colon. Quoted keys, and keys with a space, are rare enough for the full parser. */
const KEY = /[A-Za-z0-9_][\w.@+-]*:(?=[ \n]|$)/y;
/** What a text without quotes may start with, so that it is surely no indicator of YAML. */
const PLAIN_START = /[A-Za-z0-9_./+~(\xa0-\ufefe]/;
/** What may be a number but for whole ones that are written plainly: YAML knows many forms. */
const NUMBER =
  /^[-+]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|0o[0-7]*|0x[0-9a-fA-F]*|\.(?:inf|Inf|INF|nan|NaN|NAN))$/;
const WHOLE_NUMBER = /^[0-9]{1,15}$/;
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ...["null", "Null", "NULL", "~"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);

/** One reading of a text. `at` is where it is: between two lines, at the first character of the next line that says something. */
class PlainReader {
  readonly #text: string;
  readonly #places = new Map<object, Places>();
  #at = 0;
  /** Columns before `at`; -1 at the end of the text. */
  #indent = 0;
  /** The deepest column of the comments right before that line; -1 where there are none. */
  #commentIndent = -1;
  /** Where the value read last ends, and where the line does that it ends on. */
  #end = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): PlainYaml {
    this.#toNextLine();
    const start = this.#at;
    if (this.#column() !== 0) throw NOT_PLAIN;
    const value = this.#blockMap(0, 1);
    if (this.#column() !== -1) throw NOT_PLAIN;
    return { value, places: this.#places, range: [start, this.#end] };
  }

  #column(): number {
    return this.#indent;
  }

  /** Goes from the start of a line to the first that is neither empty nor a comment. */
  #toNextLine(): void {
    const text = this.#text;
    this.#commentIndent = -1;
    for (let line = this.#at; line < text.length;) {
      let at = line;
      while (text.charCodeAt(at) === SPACE) at++;
      const code = text.charCodeAt(at);
      if (code !== NEWLINE && code !== HASH && at < text.length) {
        this.#at = at;
        this.#indent = at - line;
        // `---` and `...` divide documents.
        if (at === line && (text.startsWith("---", at) || text.startsWith("...", at))) throw NOT_PLAIN;
        return;
      }
      if (code === HASH) this.#commentIndent = Math.max(this.#commentIndent, at - line);
      line = this.#lineEnd(at);
    }
    this.#at = text.length;
    this.#indent = -1;
  }

  /** The start of the line after the one around an offset. */
  #lineEnd(offset: number): number {
    const newline = this.#text.indexOf("\n", offset);
    return newline < 0 ? this.#text.length : newline + 1;
  }

  /** Goes to the next line from the end of a value, after which only a comment may stand. */
  #endLine(): void {
    const text = this.#text;
    let at = this.#end;
    while (text.charCodeAt(at) === SPACE) at++;
    const code = text.charCodeAt(at);
    if (at < text.length && code !== NEWLINE && !(code === HASH && at > this.#end)) throw NOT_PLAIN;
    this.#at = this.#lineEnd(at);
    this.#toNextLine();
  }

  #blockMap(indent: number, depth: number): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const places: Places = { keys: [], offsets: [] };
    this.#open(value, places, depth);
    do {
      const key = this.#key(value, places);
      const start = this.#skipSpaces();
      const code = this.#text.charCodeAt(start);
      const isBlock = start >= this.#text.length || code === NEWLINE || (code === HASH && start > this.#at);
      if (isBlock) value[key] = this.#below(indent, { places, depth });
      else {
        this.#at = start;
        value[key] = this.#inline(false, depth + 1);
        places.offsets.push(start, this.#end);
        this.#endBlockLine();
      }
    } while (this.#goesOn(indent) && !this.#isItem());
    return value;
  }

  /** The map or list on the lines below a key. */
  #below(indent: number, { places, depth }: { readonly places: Places; readonly depth: number }): unknown {
    this.#at = this.#lineEnd(this.#at);
    this.#toNextLine();
    const start = this.#at;
    const isItem = this.#isItem();
    // A key without a value: most of these are about to be written.
    if (this.#indent < indent || (this.#indent === indent && !isItem)) throw NOT_PLAIN;
    const value = isItem ? this.#blockList(this.#indent, depth + 1) : this.#blockMap(this.#indent, depth + 1);
    places.offsets.push(start, this.#end);
    return value;
  }

  #blockList(indent: number, depth: number): unknown[] {
    const value: unknown[] = [];
    const places: Places = { keys: undefined, offsets: [] };
    this.#open(value, places, depth);
    do {
      const dash = this.#at;
      this.#at++;
      const start = this.#skipSpaces();
      this.#at = start;
      places.offsets.push(start, start, start);
      KEY.lastIndex = start;
      if (KEY.test(this.#text)) {
        value.push(this.#blockMap(indent + start - dash, depth + 1));
        places.offsets.push(this.#end);
      } else {
        value.push(this.#inline(false, depth + 1));
        places.offsets.push(this.#end);
        this.#endBlockLine();
      }
    } while (this.#goesOn(indent) && this.#isItem());
    return value;
  }

  /** After a value on a line of a block, whose end is that of the line for the block around it. */
  #endBlockLine(): void {
    const lineEnd = this.#lineEnd(this.#end);
    this.#endLine();
    this.#end = lineEnd;
  }

  /** Whether the next line is on the same level. What is deeper goes on with the text before; comments that end a level belong to it. */
  #goesOn(indent: number): boolean {
    if (this.#indent > indent || this.#commentIndent > indent) throw NOT_PLAIN;
    if (this.#indent === indent) return true;
    if (indent > 0 && this.#commentIndent >= indent) throw NOT_PLAIN;
    return false;
  }

  #isItem(): boolean {
    const text = this.#text;
    return text.charCodeAt(this.#at) === DASH && text.charCodeAt(this.#at + 1) === SPACE;
  }

  #open(value: object, places: Places, depth: number): void {
    if (depth > DEPTH) throw NOT_PLAIN;
    this.#places.set(value, places);
  }

  /** Reads a key with its colon. */
  #key(map: object, { keys, offsets }: Places): string {
    const start = this.#at;
    KEY.lastIndex = start;
    if (!KEY.test(this.#text)) throw NOT_PLAIN;
    const end = KEY.lastIndex - 1;
    const key = this.#text.slice(start, end);
    // What is written twice is reported with both places, and `__proto__` is only a name.
    if (key === "__proto__" || Object.hasOwn(map, key)) throw NOT_PLAIN;
    keys?.push(key);
    offsets.push(start, end);
    this.#at = end + 1;
    return key;
  }

  #skipSpaces(): number {
    let at = this.#at;
    while (this.#text.charCodeAt(at) === SPACE) at++;
    return at;
  }

  /** A value on one line; `#end` is then behind it. */
  #inline(inFlow: boolean, depth: number): unknown {
    const text = this.#text;
    const start = this.#at;
    const first = text.charAt(start);
    if (first === "[") return this.#flowList(depth);
    if (first === "{") return this.#flowMap(depth);
    if (first === '"' || first === "'") return this.#quoted(first);
    if (!PLAIN_START.test(first)) throw NOT_PLAIN;
    const end = this.#plainEnd(start, inFlow);
    this.#end = end;
    return scalarOf(text.slice(start, end));
  }

  #plainEnd(start: number, inFlow: boolean): number {
    const text = this.#text;
    let at = start;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE) break;
      if (code === HASH && text.charCodeAt(at - 1) === SPACE) break;
      if (code === COLON && isSeparator(text.charCodeAt(at + 1), inFlow)) throw NOT_PLAIN;
      if (!inFlow) continue;
      if (code === COMMA || code === CLOSE_LIST || code === CLOSE_MAP) break;
      if (code === OPEN_LIST || code === OPEN_MAP) throw NOT_PLAIN;
    }
    while (text.charCodeAt(at - 1) === SPACE) at--;
    return at;
  }

  #quoted(quote: string): string {
    const start = this.#at + 1;
    const end = this.#text.indexOf(quote, start);
    const value = this.#text.slice(start, end);
    const isPlain = end >= 0 && !value.includes("\n") && !(quote === '"' && value.includes("\\"));
    if (!isPlain || this.#text.charAt(end + 1) === quote) throw NOT_PLAIN;
    this.#end = end + 1;
    return value;
  }

  #flowList(depth: number): unknown[] {
    const value: unknown[] = [];
    const places: Places = { keys: undefined, offsets: [] };
    this.#open(value, places, depth);
    this.#at++;
    while (!this.#closes(CLOSE_LIST, value.length > 0)) {
      const start = this.#at;
      value.push(this.#inline(true, depth + 1));
      places.offsets.push(start, start, start, this.#end);
      this.#at = this.#end;
    }
    return value;
  }

  #flowMap(depth: number): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const places: Places = { keys: [], offsets: [] };
    this.#open(value, places, depth);
    this.#at++;
    while (!this.#closes(CLOSE_MAP, places.offsets.length > 0)) {
      const key = this.#key(value, places);
      const start = this.#skipSpaces();
      this.#at = start;
      value[key] = this.#inline(true, depth + 1);
      places.offsets.push(start, this.#end);
      this.#at = this.#end;
    }
    return value;
  }

  /** Goes behind the comma after an entry, or behind the bracket that closes the collection, and tells which. */
  #closes(bracket: number, hasEntries: boolean): boolean {
    const text = this.#text;
    this.#at = this.#skipSpaces();
    if (text.charCodeAt(this.#at) === bracket) {
      this.#at++;
      this.#end = this.#at;
      return true;
    }
    if (!hasEntries) return false;
    if (text.charCodeAt(this.#at) !== COMMA) throw NOT_PLAIN;
    this.#at++;
    this.#at = this.#skipSpaces();
    // A comma after the last entry.
    return text.charCodeAt(this.#at) === bracket ? this.#closes(bracket, false) : false;
  }
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const HASH = 0x23;
const COMMA = 0x2c;
const DASH = 0x2d;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/** Whether a colon before this character ends a key. `NaN` is the end of the text. */
function isSeparator(code: number, inFlow: boolean): boolean {
  if (code === SPACE || code === NEWLINE || Number.isNaN(code)) return true;
  return (
    inFlow && (code === COMMA || code === OPEN_LIST || code === CLOSE_LIST || code === OPEN_MAP || code === CLOSE_MAP)
  );
}

/** The value of a text without quotes, as the core schema of YAML 1.2 has it. */
function scalarOf(source: string): unknown {
  const constant = CONSTANTS.get(source);
  if (constant !== undefined) return constant;
  if (!NUMBER.test(source)) return source;
  if (WHOLE_NUMBER.test(source)) return Number(source);
  throw NOT_PLAIN;
}
