// A PouchDB server on a free port of this machine: node server.js FOLDER
"use strict";

const path = require("node:path");
const express = require("express");
const expressPouchDB = require("express-pouchdb");
const PouchDB = require("pouchdb");

const folder = process.argv[2];
const app = express();
const databases = PouchDB.defaults({ prefix: folder + path.sep });
app.use("/", expressPouchDB(databases, {
  mode: "minimumForPouchDB",
  configPath: path.join(folder, "config.json"),
  logPath: path.join(folder, "server.log"),
}));
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
