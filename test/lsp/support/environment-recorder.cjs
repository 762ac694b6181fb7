// Preloaded into a server that a test looks at: writes down the name of every environment variable that is read, one a line.
const { appendFileSync } = require("node:fs");
const file = process.env.SIGNWRIGHT_TEST_ENVIRONMENT_FILE;
const note = (name) => {
  appendFileSync(file, `${String(name)}\n`);
};
process.env = new Proxy(process.env, {
  get: (target, name) => {
    note(name);
    return Reflect.get(target, name);
  },
  has: (target, name) => {
    note(name);
    return Reflect.has(target, name);
  },
  getOwnPropertyDescriptor: (target, name) => {
    note(name);
    return Reflect.getOwnPropertyDescriptor(target, name);
  },
});
