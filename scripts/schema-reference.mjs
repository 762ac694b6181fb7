// The reference page of signing.yaml, made from its schema: what each key is, where it applies, and what may stand there.

/** Objects of the language, in the order in which somebody learns it: where they stand, and the definitions that describe them. */
const sections = [
  { title: "Top level", path: "", of: [undefined] },
  { title: "Secret references", path: "‹secret›", of: ["SecretReference"] },
  { title: "The keychain item of a secret reference", path: "‹secret›.keychain", of: ["KeychainItem"] },
  { title: "Store", path: "store", of: ["Store"] },
  { title: "App Store Connect keys", path: "keys.‹name›", of: ["AppStoreConnectKey"] },
  { title: "Certificate keys: a PKCS#12 file", path: "keys.‹name›", of: ["CertificateFile"] },
  { title: "Certificate keys: a private key and its certificate", path: "keys.‹name›", of: ["CertificatePair"] },
  { title: "Keystore keys", path: "keys.‹name›", of: ["KeystoreKey"] },
  { title: "Policy console keys", path: "keys.‹name›", of: ["PolicyConsoleKey"] },
  { title: "Devices", path: "devices.‹group›[]", of: ["Device"] },
  { title: "Device groups in a file", path: "devices.‹group›", of: ["DeviceFile"] },
  { title: "Defaults", path: "defaults", of: ["Defaults"] },
  {
    title: "Targets",
    path: "targets.‹name›",
    of: ["Ios", "Tvos", "Visionos", "Macos", "Android"].flatMap((p) => [`${p}AutomaticTarget`, `${p}ManualTarget`]),
    defaults: ["Ios", "Tvos", "Visionos", "Macos", "Android"].map((p) => `${p}Defaults`),
  },
  { title: "Extensions with capabilities", path: "targets.‹name›.extensions[]", of: ["ExtensionDetails"] },
  { title: "Capabilities with a setting", path: "targets.‹name›.capabilities[]", of: ["CapabilitySetting"] },
  {
    title: "Policy console use",
    path: "targets.‹name›.policy_console",
    of: ["IosPolicyConsole", "AndroidPolicyConsole"],
  },
  { title: "Limits", path: "limits", of: ["Limits"] },
];

const names = { Ios: "ios", Tvos: "tvos", Visionos: "visionos", Macos: "macos", Android: "android" };

/** The page as Markdown: the same schema always gives the same text. */
export function schemaReference(schema) {
  const page = sections.map((section) => sectionText(schema, section));
  const contents = sections.map(({ title }) => `- [${title}](#${anchor(title)})`).join("\n");
  return `<!-- Generated from schema/signing.schema.json by scripts/generate.mjs (npm run generate). Do not edit. -->

# signing.yaml

${schema.description}

Every key of the language, version ${schema.properties.version.enum.join(", ")}. What is not listed is refused.
\`‹name›\` stands for a name that you choose, \`[]\` for each item of a list.
What goes beyond the form of a value is checked by rules, each with its own page in [docs/diagnostics](../diagnostics/README.md).
How this format changes over time: [docs/schema-versioning.md](../schema-versioning.md).

## Contents

${contents}

${page.join("\n")}`;
}

function sectionText(schema, { title, path, of, defaults = [] }) {
  const nodes = of.map((name) => ({ name, node: name === undefined ? schema : schema.definitions[name] }));
  const keys = [...new Set(nodes.flatMap(({ node }) => Object.keys(node.properties ?? {})))];
  const [first] = nodes;
  const intro = of.length === 1 && first.node !== schema ? `${first.node.description}\n\n` : "";
  const overview = of.length > 2 ? `${matrix(nodes, keys)}\n` : "";
  const blocks = keys.map((key) => {
    const having = nodes.filter(({ node }) => node.properties?.[key]);
    const canDefault = defaults.filter((name) => schema.definitions[name].properties[key]);
    return keyText(schema, { key, path, having, all: nodes, canDefault });
  });
  return `## ${title}\n\n${intro}${overview}${blocks.join("\n")}`;
}

/** Which key belongs to which platform and method. */
function matrix(nodes, keys) {
  const column = (name) => {
    const [, platform, method] = /^([A-Z][a-z]+)(Automatic|Manual)Target$/.exec(name);
    return `${names[platform]} ${method.toLowerCase()}`;
  };
  const cell = (node, key) => (node.required?.includes(key) ? "required" : node.properties[key] ? "yes" : "");
  return [
    `| key | ${nodes.map(({ name }) => column(name)).join(" | ")} |`,
    `|---${"|---".repeat(nodes.length)}|`,
    ...keys.map(
      (key) =>
        `| [\`${key}\`](#${anchor(`targets.‹name›.${key}`)}) | ${nodes.map(({ node }) => cell(node, key)).join(" | ")} |`,
    ),
    "",
  ].join("\n");
}

function keyText(schema, { key, path, having, all, canDefault }) {
  const whole = path === "" ? key : `${path}.${key}`;
  const variants = distinct(having.map(({ node }) => facts(schema, node.properties[key])));
  const required = having.filter(({ node }) => node.required?.includes(key));
  const lines = [
    ["Type", join(variants.map((v) => v.type))],
    ["Required", requiredText(required, having)],
    ["Default", join(variants.map((v) => v.default))],
    ["Allowed", join(variants.map((v) => v.allowed))],
    ["Applies to", having.length < all.length ? having.map(({ name }) => shortName(schema, name)).join(", ") : ""],
    ["Under `defaults`", canDefault.map((name) => `\`${names[name.replace("Defaults", "")]}\``).join(", ")],
    ["Example", join(variants.map((v) => v.example && `\`${key}: ${v.example}\``).slice(0, 1))],
  ].filter(([, text]) => text !== "");
  const said = distinct(variants.map((v) => v.description)).join(" ");
  return `### \`${whole}\`\n\n${said}\n\n${lines.map(([label, text]) => `- ${label}: ${text}`).join("\n")}\n`;
}

function requiredText(required, having) {
  if (required.length === 0) return "no";
  return required.length === having.length ? "yes" : `in ${required.map(({ name }) => `\`${name}\``).join(", ")}`;
}

function shortName(schema, name) {
  return schema.definitions[name].title;
}

/** What the schema says of one value, with its references followed. */
function facts(schema, given) {
  const { resolved: node, description, name } = followed(schema, given);
  return {
    description: description ?? "",
    type: typeText(schema, given),
    default: node.default === undefined ? "" : `\`${inYaml(node.default)}\``,
    allowed: allowedValues(schema, node)
      .map((value) => `\`${value}\``)
      .join(", "),
    example: exampleOf(schema, node),
    name,
  };
}

function followed(schema, node) {
  if (node.$ref) {
    const name = node.$ref.replace("#/definitions/", "");
    const inner = followed(schema, schema.definitions[name]);
    return { ...inner, name, description: node.description ?? inner.description };
  }
  if (node.allOf?.length === 1) {
    const inner = followed(schema, node.allOf[0]);
    return { ...inner, description: node.description ?? inner.description };
  }
  return { resolved: node, description: node.description, name: undefined };
}

function typeText(schema, given) {
  const { resolved: node, name } = followed(schema, given);
  if (name === "SecretReference" || given.allOf || (given.$ref && schema.definitions[name]?.allOf))
    return "[secret reference](#secret-references)";
  if (node.const !== undefined) return `\`${inYaml(node.const)}\``;
  if (node.enum?.length === 1) return `\`${inYaml(node.enum[0])}\``;
  if (node.enum) return node.type === "string" ? "text" : String(node.type);
  if (node.then && node.else) return distinct([typeText(schema, node.then), typeText(schema, node.else)]).join(", or ");
  if (node.oneOf) return node.title ?? "map";
  if (node.type === "array") return `list of ${node.items ? typeText(schema, node.items) : "values"}`;
  if (node.type === "object") {
    const entries = typeof node.additionalProperties === "object" && !node.properties;
    return entries ? `map of names to ${typeText(schema, node.additionalProperties)}` : (node.title ?? "map");
  }
  return node.title ?? String(node.type);
}

function allowedValues(schema, node, seen = new Set()) {
  if (seen.has(node)) return [];
  seen.add(node);
  if (node.enum) return node.enum.map(inYaml);
  const inside = [node.then, node.else, node.items].filter((each) => typeof each === "object");
  return distinct(inside.flatMap((each) => allowedValues(schema, followed(schema, each).resolved, seen)));
}

function exampleOf(schema, node) {
  if (node.examples) return inYaml(node.examples[0]);
  if (node.const !== undefined) return inYaml(node.const);
  if (node.enum) return inYaml(node.enum[0]);
  if (node.type === "boolean") return inYaml(!(node.default ?? false));
  if (node.type === "integer") return inYaml(node.default ?? node.minimum ?? 1);
  return "";
}

/** A value in YAML's flow style. */
function inYaml(value) {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${key}: ${inYaml(each)}`)
      .join(", ")} }`;
  }
  return typeof value === "string" && /^[\w./@+-][\w ./@+:-]*$/.test(value) && !value.includes(": ")
    ? value
    : JSON.stringify(value);
}

function join(texts) {
  return distinct(texts.filter((text) => text !== "" && text !== undefined)).join("; or ");
}

function distinct(values) {
  const seen = new Set();
  return values.filter((value) => seen.size < seen.add(JSON.stringify(value)).size);
}

/** The anchor that GitHub gives a heading. */
function anchor(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}
