import type { Random } from "./random.ts";

const names = [
  "__proto__",
  "constructor",
  "toString",
  "",
  "format_version",
  "facts",
  "change",
  "address",
  "\u0000",
  "a/b/c",
];

function oddValue(random: Random): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => true,
    () => -1,
    () => 1e308,
    () => 2 ** 53,
    () => 0.5,
    () => "",
    () => "__proto__",
    () => "99.0",
    () => "1.99999999",
    () => "\ud800\u001b[2J",
    () => "x".repeat(100_000),
    () => "2026-13-45T99:99:99Z",
    () => [],
    () => ({}),
    () => nested(random.pick([10, 100, 5_000])),
    () => Array.from({ length: 1_000 }, () => null),
    () => JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}') as unknown,
  ])();
}

/** A copy of a value of JSON; of what is nested too deep for that, something else. */
function copied(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return "too deep";
  }
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

type Container = unknown[] | Record<string, unknown>;

/** Every list and object in a value, the value itself first. */
function containersIn(value: unknown): readonly Container[] {
  const found: Container[] = [];
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined && found.length < 2_000; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue;
    found.push(next as Container);
    open.push(...Object.values(next).filter((member) => member !== undefined && member !== null));
  }
  return found;
}

function mutateOnce(value: unknown, random: Random): unknown {
  const containers = containersIn(value);
  if (containers.length === 0 || random.oneIn(60)) return oddValue(random);
  const container = random.pick(containers);
  const keys = Object.keys(container);
  const members = container as Record<string, unknown>;
  if (keys.length === 0 || random.oneIn(8)) {
    const added = random.oneIn(2) ? oddValue(random) : copied(random.pick(containers));
    if (Array.isArray(container)) container.push(added);
    else define(members, random.pick(names), added);
    return value;
  }
  const key = random.pick(keys);
  switch (random.below(5)) {
    case 0:
      if (Array.isArray(container)) container.splice(Number(key), 1);
      else delete members[key];
      break;
    case 1:
      define(members, key, copied(members[random.pick(keys)]));
      break;
    case 2:
      if (!Array.isArray(container)) {
        define(members, random.pick(names), members[key]);
        delete members[key];
      }
      break;
    case 3: {
      const old = members[key];
      define(members, key, typeof old === "string" ? changedText(old, random) : oddValue(random));
      break;
    }
    default:
      define(members, key, oddValue(random));
  }
  return value;
}

/** Also for the name `__proto__`, which an assignment would take as something else. */
function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}

function changedText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return (
    text.slice(0, at) +
    random.pick(["", "/", "\n", "\u0000", "é", "=", "0", "Z", "..", "\ud83d"]) +
    text.slice(at + random.below(3))
  );
}

/** One to four changes of the members of a JSON text, or of each line of several; what is no JSON is left as it is. */
export function mutateJson(bytes: Uint8Array, random: Random): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  const asLines = text.split("\n").length > 1 && text.startsWith('{"');
  const changed = asLines
    ? text
        .split("\n")
        .map((line) => (random.oneIn(2) ? mutateJsonText(line, random) : line))
        .join("\n")
    : mutateJsonText(text, random);
  return new TextEncoder().encode(changed);
}

function mutateJsonText(text: string, random: Random): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  for (let left = 1 + random.below(4); left > 0; left--) value = mutateOnce(value, random);
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "[".repeat(20_000);
  }
}
