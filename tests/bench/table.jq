# The figures of all parts as one list of rows: workload, ours, the other's name and figure (floor or
# peer), the ratio, the goal and whether it is met. A ratio above 1 says how many times as long ours
# takes; of a peer, how many times faster ours is.
def row($what; $ours; $unit): {what: $what, ours: $ours, unit: $unit};
def under($most): . + {goal: "under \($most) \(.unit)", met: (.ours < $most)};
def at_least($least): . + {goal: "at least \($least) \(.unit)", met: (.ours >= $least)};
def floor_of($value): . + {who: "floor", other: $value, ratio: (.ours / $value)};
def within($most): . + {goal: "at most \($most) times the floor", met: (.ratio <= $most)};
def peer($who; $value): if $value == null then empty
    else . + {who: $who, other: $value, ratio: ($value / .ours)} end;
def faster($least): . + {goal: "\($least) times faster", met: (.ratio >= $least)};

def start_rows: select(.start) | .start |
    (. as $s | row("an empty notebook, run (wall)"; $s.empty.a_wall_ms; "ms")
        | floor_of($s.empty.b_wall_ms) | within(1.5)),
    (. as $s | row("the flagship, offline, to HTML (CPU)"; $s.flagship.a_cpu_ms; "ms") | under(60)),
    (. as $s | row("the same beside a store (CPU)"; $s.stored.a_cpu_ms; "ms") | under(60));

def feed_rows: select(.start) | .start.feeds // {} | to_entries[] | . as $f
    | row("feed: " + $f.key; $f.value.ms; "ms") | peer("feedparser"; $f.value.feedparser_ms) | faster(50);

def capture_rows: select(.capture) | (.capture.figures // []) | group_by(.work)[] | . as $all
    | ($all[] | select(.name == "dateline fetch --no-read")) as $o
    | (row("fetch: " + $o.work; $o.wall_ms / 1000; "s")) as $r
    | (($all[] | select(.name | startswith("floor: the same"))) as $f
        | $r | floor_of($f.wall_ms / 1000)
        | if $o.work | startswith("2,000") then within(1.2)
          elif $o.work | startswith("500") then within(1.1) else . end),
      ($all[] | select(.name | (startswith("floor") or startswith("dateline")) | not) | . as $p
        | $r | peer($p.name; $p.wall_ms / 1000)),
      (row("memory of: " + $o.work; $o.memory_kib / 1024; "MiB")
        | if $o.work | startswith("10,000") then under(64) else . end);

def extract_rows: select(.extract) | .extract | . as $e |
    (row("pages read (\($e.all.pages // $e.some.pages))"; $e.all.read_s; "s")
        | floor_of($e.all.gumbo_s) | within(2)),
    ($e.peers | to_entries[] | . as $p
        | row("the text of \($e.some.pages) pages"; $e.some.read_s; "s")
        | peer(if $p.key == "parse5" then "parse5 alone" else "Readability with " + $p.key end;
            $p.value) | if $p.key == "jsdom" then faster(10) else . end);

def date_rows: select(.date) | .date | . as $d
    | row("EDTF strings parsed"; $d.per_second; "a second")
    | (at_least(1000000)),
      (if $d.npm_per_second then . + {who: "npm edtf", other: $d.npm_per_second, ratio: $d.ratio}
        | faster(50) else empty end);

def timeline_rows: select(.timeline) | .timeline | . as $t |
    (row("a million events: one question by time"; $t.between_us; "us") | under(50)),
    (row("the same: all added"; $t.add_ms; "ms")),
    (row("10,000 events, 50,000 constraints"; $t.propagate_ms; "ms") | under(1000)),
    (row("the same, a contradiction proved"; $t.prove_ms; "ms") | under(1000));

def notebook_rows: select(.notebook) | .notebook | . as $n
    | (row("\($n.cells) cells with query, table, chart, to HTML"; $n.ours.wall_ms; "ms")) as $r
    | ($r | floor_of($n.floor.wall_ms)),
      ($r | peer("nbconvert --execute"; $n.jupyter.wall_ms) | faster(150)),
      ($r | peer("R Markdown"; $n.rmarkdown.wall_ms) | faster(40));

def live_rows: select(.incremental) |
    (row("one cell of a thousand edited (CPU)"; .incremental.median_ms; "ms") | under(20)),
    (row("saved to page written, run --watch (wall)"; .incremental.renamed.wall_ms; "ms") | under(20)),
    (if .serve then row("saved to told in the browser, serve"; .serve.median_ms; "ms") | under(20)
        else empty end);

def prompt_rows: select(.prompt and .shown and .draw and .complete) |
    (. as $a | row("REPL to its prompt"; .prompt.median_ms; "ms") | floor_of($a.prompt.floor_ms)
        | under(10)),
    (. as $a | row("the same, 20,000 entries of history"; .prompt_long.median_ms; "ms")
        | floor_of($a.prompt_long.floor_ms) | under(10)),
    (row("Tab over ten thousand names"; .complete.median_ms; "ms") | under(5)),
    (row("the first page of 100,000 rows"; .shown.first_ms; "ms") | under(30)),
    (row("ten thousand events as SVG"; .draw.median_ms; "ms") | under(60));

def store_rows: select(.store) | .store | . as $s |
    (row("search of 100,000 captures, a rare word"; $s.load.search_rare_ms; "ms") | under(10)),
    (row("the same, a word that most say"; $s.load.search_common_ms; "ms") | under(10)),
    (row("the same, three words that most say"; $s.load.search_three_ms; "ms") | under(10)),
    (row("the same, a phrase that all say"; $s.load.search_phrase_ms; "ms") | under(10)),
    (row("the captures of one of 10,000 sources"; $s.load.snapshots_ms; "ms")),
    (row("what changed between two captures"; $s.load.diff_ms; "ms")),
    (row("a bundle of a hundred captures"; $s.load.bundle_ms; "ms")),
    (row("a million rows from Lua into a table"; $s.rows.ours; "ms")
        | (floor_of($s.rows.floor) | within(1.25)),
          (peer("sqlite3 .import"; $s.rows.import) | faster(1))),
    (row("ten writers, \($s.writers.seconds) s: rows and captures kept";
        $s.writers.rows + $s.writers.captures; "")),
    (row("the same: refused or lost"; $s.writers.refused + $s.writers.lost; "")
        | . + {goal: "0", met: (.ours == 0)});

[start_rows, prompt_rows, live_rows, notebook_rows, capture_rows, extract_rows, feed_rows, date_rows,
 timeline_rows, store_rows]
