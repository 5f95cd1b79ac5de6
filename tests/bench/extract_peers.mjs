// What others take for the same pages, in processor time. One peer a process, so that none warms
// another's memory. Usage: node extract_peers.mjs PEER FOLDER_OF_NODE_MODULES < LIST
// Prints the seconds; "-" when the peer is not installed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [peer, folder] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const files = readFileSync(0, "utf8").split("\n").filter(Boolean);
const pages = files.map((file) => readFileSync(file, "utf8"));

function readers() {
  const { Readability } = require("@mozilla/readability");
  const article = (document) => new Readability(document).parse();
  return {
    jsdom() {
      const { JSDOM, VirtualConsole } = require("jsdom");
      const silent = new VirtualConsole();
      return (html) => {
        const page = new JSDOM(html, { url: "https://example.org/a", virtualConsole: silent });
        article(page.window.document);
        page.window.close();
      };
    },
    linkedom() {
      const { parseHTML } = require("linkedom");
      return (html) => article(parseHTML(html).document);
    },
    parse5() {
      const { parse } = require("parse5");
      return (html) => parse(html);
    },
  };
}

let read;
try {
  read = readers()[peer]();
} catch {
  console.log("-");
  process.exit(0);
}
const begin = process.cpuUsage();
let failed = 0;
for (const html of pages) {
  try {
    read(html);
  } catch {
    failed++;
  }
}
const took = process.cpuUsage(begin);
if (failed) console.error(`${peer}: ${failed} pages failed`);
console.log(((took.user + took.system) / 1e6).toFixed(3));
