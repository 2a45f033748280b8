// node client.js fill|load|drain URL FOLDER RECORDS: prints the documents moved and the seconds it took.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const PouchDB = require("pouchdb");

// larger than the default of 100, which is slower
const BATCH = { batch_size: 1000, batches_limit: 10 };

function records(file) {
  return fs.readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

async function put(database, docs) {
  for (let start = 0; start < docs.length; start += BATCH.batch_size) {
    await database.bulkDocs(docs.slice(start, start + BATCH.batch_size));
  }
}

async function main([act, url, folder, file]) {
  const remote = new PouchDB(url);
  const local = new PouchDB(path.join(folder, "local"));
  if (act === "fill") await put(remote, records(file));
  if (act === "drain") await put(local, records(file));
  const began = process.hrtime.bigint();
  if (act === "load") await PouchDB.replicate(remote, local, BATCH);
  if (act === "drain") await PouchDB.replicate(local, remote, BATCH);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const { doc_count } = await (act === "load" ? local : remote).info();
  console.log(JSON.stringify({ documents: doc_count, seconds }));
  await local.close();
}

main(process.argv.slice(2)).then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
