// Makes the code of a validator that only says yes or no: no list of mistakes, so it is small, quick to load, and quick to run.
// It knows the keywords that schema/signing.schema.json uses, and refuses a schema with others.

const annotations = new Set([
  "$schema",
  "$id",
  "definitions",
  "title",
  "description",
  "markdownDescription",
  "examples",
  "default",
  "discriminator",
]);

/** What a value of each type is, as an expression over `v`. */
const typeTests = {
  string: 'typeof v === "string"',
  boolean: 'typeof v === "boolean"',
  integer: "Number.isInteger(v)",
  number: 'typeof v === "number" && Number.isFinite(v)',
  null: "v === null",
  array: "Array.isArray(v)",
  object: 'typeof v === "object" && v !== null && !Array.isArray(v)',
};

/**
 * TypeScript text of functions that check a value against a draft-07 schema, and the name of the one for the schema itself.
 * Equal parts of the schema are one function.
 */
export function fastValidator(schema) {
  const names = new Map();
  const functions = [];
  const patterns = new Map();

  function functionFor(node) {
    if (node.$ref !== undefined) return functionFor(schema.definitions[node.$ref.replace("#/definitions/", "")]);
    const keywords = Object.fromEntries(Object.entries(node).filter(([keyword]) => !annotations.has(keyword)));
    // A part that only stands for another one.
    if (Object.keys(keywords).length === 1 && keywords.allOf?.length === 1) return functionFor(keywords.allOf[0]);
    const key = JSON.stringify(keywords);
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `v${names.size}`;
    names.set(key, name);
    const body = Object.entries(keywords).map(([keyword, value]) => {
      // Written with the `if` beside them.
      if (keyword === "then" || keyword === "else") return "";
      const write = writers[keyword];
      if (write === undefined) throw new Error(`fast-validator: no code is known for the keyword ${keyword}`);
      return write(value, keywords);
    });
    functions.push(`function ${name}(v: any): boolean {\n${body.join("")}  return true;\n}`);
    return name;
  }

  const passes = (node, value) => `${functionFor(node)}(${value})`;
  const patternFor = (source) => {
    const name = patterns.get(source) ?? `p${patterns.size}`;
    patterns.set(source, name);
    return name;
  };
  const refuseIf = (condition) => `  if (${condition}) return false;\n`;
  // A keyword says nothing of values of other types, which `type` has refused already where it stands beside.
  const of = (type, keywords, condition) =>
    refuseIf(keywords.type === type ? condition : `${typeTests[type]} && ${condition}`);
  const has = (key) => `v[${JSON.stringify(key)}] !== undefined`;

  const writers = {
    type: (types) =>
      refuseIf(
        [types]
          .flat()
          .map((type) => `!(${typeTests[type]})`)
          .join(" && "),
      ),
    const: (value) => refuseIf(`v !== ${JSON.stringify(value)}`),
    enum: (values) => refuseIf(values.map((value) => `v !== ${JSON.stringify(value)}`).join(" && ")),
    pattern: (source, keywords) => of("string", keywords, `!${patternFor(source)}.test(v)`),
    minLength(length, keywords) {
      // A length in code points needs counting; only whether there is one at all does not.
      if (length !== 1) throw new Error("fast-validator: minLength is known for 1 only");
      return of("string", keywords, 'v === ""');
    },
    minimum: (least) => refuseIf(`typeof v === "number" && !(v >= ${least})`),
    minItems: (least, keywords) => of("array", keywords, `v.length < ${least}`),
    uniqueItems: (_, keywords) => of("array", keywords, "!isUnique(v)"),
    items: (node, keywords) => of("array", keywords, `!v.every(${functionFor(node)})`),
    minProperties: (least, keywords) => of("object", keywords, `Object.keys(v).length < ${least}`),
    maxProperties: (most, keywords) => of("object", keywords, `Object.keys(v).length > ${most}`),
    required: (keys, keywords) => of("object", keywords, `!(${keys.map(has).join(" && ")})`),
    properties: (_, keywords) => keysOf(keywords),
    // Written together with `properties` where both are there: each key is then looked at once.
    additionalProperties: (_, keywords) => (keywords.properties ? "" : keysOf(keywords)),
    propertyNames: (_, keywords) =>
      keywords.properties || keywords.additionalProperties !== undefined ? "" : keysOf(keywords),
    allOf: (nodes) => refuseIf(nodes.map((node) => `!${passes(node, "v")}`).join(" || ")),
    anyOf: (nodes) => refuseIf(nodes.map((node) => `!${passes(node, "v")}`).join(" && ")),
    oneOf: (nodes) => refuseIf(`${nodes.map((node) => `Number(${passes(node, "v")})`).join(" + ")} !== 1`),
    if: (node, { then: yes, else: no }) =>
      refuseIf(`!(${passes(node, "v")} ? ${yes ? passes(yes, "v") : true} : ${no ? passes(no, "v") : true})`),
  };

  function keysOf({ type, properties = {}, additionalProperties = true, propertyNames }) {
    const cases = Object.entries(properties).map(
      ([key, node]) =>
        `      case ${JSON.stringify(key)}:\n        if (!${passes(node, "v[key]")}) return false;\n        break;\n`,
    );
    const others =
      typeof additionalProperties === "object"
        ? `        if (!${passes(additionalProperties, "v[key]")}) return false;\n`
        : additionalProperties
          ? ""
          : "        return false;\n";
    const ofName = propertyNames ? `    if (!${passes(propertyNames, "key")}) return false;\n` : "";
    const guard = type === "object" ? "" : `if (${typeTests.object}) `;
    return `  ${guard}for (const key in v) {\n${ofName}    switch (key) {\n${cases.join("")}      default:\n${others}    }\n  }\n`;
  }

  const name = functionFor(schema);
  const constants = [...patterns].map(
    ([source, constant]) => `const ${constant} = new RegExp(${JSON.stringify(source)}, "u");`,
  );
  return { name, code: [...constants, uniqueness, ...functions].join("\n\n") };
}

const uniqueness = `/** Whether no two items of a list are equal; maps are equal whatever the order of their keys. */
function isUnique(list: readonly unknown[]): boolean {
  return list.length < 2 || new Set(list.map((item) => JSON.stringify(item, sorted))).size === list.length;
}

function sorted(_: string, value: any): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}`;
