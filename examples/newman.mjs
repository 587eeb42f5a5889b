#!/usr/bin/env node
// Runs a collection and an environment straight from a Signet server's URLs with npm's newman, and ends as newman does.
// newman itself sends its key to api.postman.com alone, so this asks for both with the key in its header.
//   SIGNET_API_KEY=sgnt_… node newman.mjs https://signet.example.com/collections/UID [https://…/environments/UID]
import newman from "newman";

async function read(url, member) {
  const answer = await fetch(url, { headers: { "X-Api-Key": process.env.SIGNET_API_KEY ?? "" }, redirect: "error" });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`${url}: ${body.error?.message ?? answer.status}`);
  return body[member];
}

const [collectionUrl, environmentUrl] = process.argv.slice(2);
const collection = await read(collectionUrl, "collection");
const environment = environmentUrl ? await read(environmentUrl, "environment") : undefined;
newman.run({ collection, environment, reporters: "cli" }, (error, summary) => {
  if (error) throw error;
  process.exitCode = summary.run.failures.length > 0 ? 1 : 0;
});
