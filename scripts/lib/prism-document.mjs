// Prepares a published OpenAPI description for Prism: prism-document.mjs IN.json OUT.json [PREFIX]
// - Paths get PREFIX in front, as Prism looks at no server's path ("/v1" of a 1Password Connect server).
// - Path parameters lose "format": Connect's description wants UUIDs for files' vaults and items, whose ids have
//   26 characters by the same description. Patterns stay.
// - Members that are not required are made up as well, as real servers send them.
// - Examples that Microsoft keeps in files of their own, named by x-ms-examples, stand where Prism looks for them.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [input, output, prefix = ""] = process.argv.slice(2);
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const document = read(input);

const relax = (parameters = []) => {
  for (const parameter of parameters) if (parameter.in === "path") delete parameter.schema?.format;
};
const bringExamples = ({ responses = {}, "x-ms-examples": examples = {} }) => {
  for (const { $ref } of Object.values(examples)) {
    for (const [status, { body }] of Object.entries(read(join(dirname(input), $ref)).responses)) {
      if (responses[status]) responses[status].examples = { "application/json": body };
    }
  }
};
const paths = {};
for (const [path, item] of Object.entries(document.paths)) {
  relax(item.parameters);
  for (const operation of Object.values(item)) {
    relax(operation.parameters);
    bringExamples(operation);
  }
  paths[prefix + path] = item;
}
document.paths = paths;
document["x-json-schema-faker"] = { alwaysFakeOptionals: true, minItems: 1, maxItems: 3 };
writeFileSync(output, JSON.stringify(document));
