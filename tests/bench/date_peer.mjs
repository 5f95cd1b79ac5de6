// The npm package edtf over the strings of standard input: with "filter", prints those that it can
// read; else parses them for about half a second of CPU, after as long to warm up, and prints how
// many a second. parse() gives its syntax tree only, without making its date objects.
// Usage: node tests/bench/date_peer.mjs FOLDER [filter]
import { readFileSync } from "node:fs"
import { pathToFileURL } from "node:url"

const { parse } = await import(pathToFileURL(`${process.argv[2]}/node_modules/edtf/index.js`))
const strings = readFileSync(0, "utf8").split("\n").filter(Boolean)

if (process.argv[3] === "filter") {
    for (const string of strings) {
        try {
            parse(string)
            console.log(string)
        } catch {
            // it is for ours alone
        }
    }
} else {
    const run = (seconds) => {
        const start = process.cpuUsage()
        let parses = 0
        for (;;) {
            for (const string of strings) parse(string)
            parses += strings.length
            const used = process.cpuUsage(start)
            const took = (used.user + used.system) / 1e6
            if (took >= seconds) return parses / took
        }
    }
    run(0.5)
    console.log(JSON.stringify({ strings: strings.length, per_second: Math.round(run(0.5)) }))
}
