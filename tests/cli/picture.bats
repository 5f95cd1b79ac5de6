#!/usr/bin/env bats

load command

setup_file() {
    command -v chromium >/dev/null || export NO_BROWSER=1
}

need_browser() {
    [ -z "${NO_BROWSER:-}" ] || skip 'chromium is not here'
}

# examined FILE WIDTH [FLAG...]: what accessible.js finds in the report at that width, in $output.
# The policy would stop a script that is not the report's own, so the copy goes without.
examined() {
    local file=$1 width=$2
    shift 2
    sed 's/<meta http-equiv="Content-Security-Policy"[^>]*>//; s/<\/body>//; s/<\/html>//' "$file" \
        >examined.html
    { printf '<script>'; cat "$ROOT/tests/cli/accessible.js"; printf '</script></body></html>'; } \
        >>examined.html
    # a window has a least width; a frame has none
    printf '<body style="margin:0"><iframe src="examined.html" style="border:0;width:%spx;height:900px">' \
        "$width" >frame.html
    printf '%s' "</iframe><pre id=\"out\"></pre><script>
        document.querySelector('iframe').addEventListener('load', function () {
            document.getElementById('out').textContent =
                this.contentDocument.getElementById('faults').textContent;
        });</script>" >>frame.html
    run browser --allow-file-access-from-files --virtual-time-budget=1500 "$@" --dump-dom \
        "file://$PWD/frame.html"
    output=$(sed -n '/<pre id="out">/,/<\/pre>/p' <<<"$output" | sed 's/^.*<pre id="out">//; s/<\/pre>.*//')
}

# A flagship that fetches nothing, and every kind of picture beside it.
reports() {
    cp -r "$ROOT/notebooks/." .
    "$DATELINE" run sora-delay.md --offline -o sora.html
    notebook all.md <<'N'
```lua echo=false
t = timeline{
 {id="p1",actor="Acme",kind="promise",date="2024-01-10",due="2024-03",due_said="in March",what="Ships in March"},
 {id="p2",actor="Acme",kind="promise",date="2024-03-20",due="2024-05",due_said="in May",what="Ships in May",revises="p1"},
 {id="p3",actor="Acme",kind="promise",date="2024-05-25",due="2024-07/2024-08",due_said="this summer",what="Ships in summer",revises="p2"},
 {id="ship",actor="Acme",kind="release",date="2024-09-18",what="Ships",settles="p3"},
 {id="ship2",actor="Acme",kind="release",date="2024-10-05",what="Ships, told later",disputes="ship"},
 {id="a1",actor="深度求索",kind="announce",date="2024-02~",what="発表された動画生成モデル"},
 {id="a2",actor="Beta",kind="leak",date="[2024-03-03,2024-04-15,2024-06-01]",what="One of three days"},
 {id="a3",actor="Beta",kind="release",date="{2024-05-03,2024-06-15}",what="Two days"},
 {id="a4",actor="Beta",kind="statement",date="2024-08?",what="August?"},
 {id="a5",actor="Beta",kind="delay",date="2024-04/..",what="Since April"},
 {id="a6",actor="شركة",kind="delay",date="2024-04/",what="تسريب النموذج قبل موعد الإصدار"},
 {id="q1",actor="Gamma",kind="promise",date="2024-02-01",due="2024-04",due_said="in April",what="x"},
 {id="q2",actor="Gamma",kind="release",date="2024-04-20/2024-05-20",what="maybe late",settles="q1"},
 {id="r1",actor="Gamma",kind="promise",date="2024-02-01",due="2024-04",due_said="in April",what="x"},
}
t:picture{title="A promise made three times, a conflict, and every way not to know a date", as_of=date("2024-12-01")}
```
```lua echo=false
timeline{{id="a",actor="One",kind="release",date="2024-05-03",what="The only one"}}:picture{title="One"}
```
```lua echo=false
many = timeline{}
for i = 1, 400 do
  many:add{id="m"..i, actor="Agency "..(i%3), kind="release", date=("%d-%02d-%02d"):format(1800+i//2, i%12+1, i%28+1), what="Event "..i}
end
many:picture{title="Two centuries"}
```
```lua echo=false
rows = {}
for i = 1, 24 do rows[i] = {n=i, v=i*i%17, who=i%2==0 and "Even" or "Odd"} end
chart.line(rows, {x="n", y="v", by="who", title="Lines"})
```
```lua echo=false
chart.distribution(rows, {x="v", by="who", title="Distribution"})
```
```lua echo=false
chart.bar(t:slips(), {x="said", y="slip", title="Slips"})
```
```lua echo=false
chart.dots(rows, {x="n", y="v", by="who", title="Panels", multiples=true})
```
N
    "$DATELINE" run all.md -o all.html
}

@test "reports are read by eye, ear and key, in both schemes, from a telephone to a wide screen" {
    need_browser
    reports
    for file in sora.html all.html; do
        for width in 360 800 1200; do
            for scheme in 1 0; do
                examined "$file" "$width" --blink-settings=preferredColorScheme="$scheme"
                echo "$file $width: $output"
                [[ $output == *"width $width scheme"* ]]
                [[ $output != *fault:* ]]
            done
        done
    done
    [[ $output == *'"pictures":7'* ]]
}

@test "a report in Arabic reads from the right, its pictures and code from the left" {
    need_browser
    FRONT='lang: ar\n' notebook ar.md <<'N'
## تأخر الإصدار

```lua
t = timeline{
 {id="p",actor="OpenAI",kind="promise",date="2024-03-13",due="2024",what="سورا متاح"},
 {id="r",actor="OpenAI",kind="release",date="2024-12-09",what="إطلاق سورا",settles="p"},
}
return t
```

```lua
t:events()[1]
```
N
    "$DATELINE" run ar.md -o ar.html
    grep -q '^<html lang="ar" dir="rtl">$' ar.html
    for width in 360 1200; do
        examined ar.html "$width"
        echo "$output"
        [[ $output == *"width $width scheme"* ]]
        [[ $output != *fault:* ]]
        [[ $output == *'"pictures":1'* ]]
    done
}

@test "the examination finds what it looks for" {
    need_browser
    reports
    sed 's/--ink:#1b1c1e/--ink:#bbbbbb/; s/listitem" tabindex="0" aria-label="[^"]*"/listitem"/g
         s/-d">A timeline[^<]*</-d"></g; s/y="[0-9.]*" class="f-ink"/y="99" class="f-ink"/g' sora.html >bad.html
    examined bad.html 800
    echo "$output"
    [[ $output == *'contrast 1.'* ]]
    [[ $output == *'a mark says nothing'* ]]
    [[ $output == *'names nothing'* ]]
    [[ $output == *' meets '* ]]
}

promises() {
    notebook n.md <<'N'
```lua echo=false
t = timeline{
 {id="p1",actor="Acme",kind="promise",date="2024-01-10",due="2024-03",what="Ships in March"},
 {id="p2",actor="Acme",kind="promise",date="2024-03-20",due="2024-05",what="Ships in May",revises="p1"},
 {id="s",actor="深度求索",kind="release",date="2024-08~",what="Ships",settles="p2"},
}
t:picture{title="Promises"}
```
```lua echo=false
chart.bar({{who="Acme", n=3}}, {x="who", y="n", title="Bars"})
```
N
}

@test "--pictures and DATELINE_PICTURES say how a terminal tells pictures" {
    promises
    run "$DATELINE" run n.md
    has '╰'
    has '█'
    run "$DATELINE" run n.md --pictures=ascii
    [[ $output != *╰* && $output != *█* ]]
    has '深度求索' # the data says what it says
    run "$DATELINE" run n.md --pictures list
    [[ $output != *╰* && $output != *█* ]]
    has '1. Promise, Acme, 10 January 2024: Ships in March; due March 2024: revised;'
    has 'who: Acme; n: 3.'
    DATELINE_PICTURES=list run "$DATELINE" run n.md
    has '1. Promise, Acme'
    DATELINE_PICTURES=list run "$DATELINE" run n.md --pictures=drawn
    has '╰'
    run "$DATELINE" repl --pictures=list <<<'timeline{{id="a", actor="A", kind="leak", date="2024", what="w"}}'
    has '1. Leak, A, 2024: w.'
    run "$DATELINE" run n.md --pictures=braille
    ends_with 2
    has 'drawn, ascii or list was expected'
    DATELINE_PICTURES=braille run "$DATELINE" run n.md
    ends_with 2
}

@test "a report has its pictures for screen, paper and telephone, each with ids of its own" {
    promises
    "$DATELINE" run n.md -o n.html
    [ "$(grep -c '<div class="size large">' n.html)" -eq 1 ]
    [ "$(grep -c '<div class="size page">' n.html)" -eq 1 ]
    [ "$(grep -c '<div class="size large page">' n.html)" -eq 1 ] # a chart has one for both
    [ "$(grep -c '<div class="size narrow">' n.html)" -eq 2 ]
    grep -oE ' id="[^"]*"' n.html | sort | uniq -d >twice
    [ ! -s twice ]
    grep -q '@media print' n.html
    grep -q '@media print{[^@]*@page[^@]*\.size\.large{display:block}' n.html
    # black ink, bars hatched
    grep -qE '#(picture-1-[^ ]*page) \.hatched\{fill:url\(#\1-h' n.html
}

@test "paper shows the tables and the addresses, and nothing of the screen's tools" {
    need_browser
    command -v pdftotext >/dev/null || skip 'pdftotext is not here'
    cp -r "$ROOT/notebooks/." .
    "$DATELINE" run sora-delay.md --offline -o sora.html
    browser --no-pdf-header-footer --print-to-pdf=sora.pdf "file://$PWD/sora.html" 2>/dev/null
    pdftotext -layout sora.pdf sora.txt
    grep -q 'The picture as a table' sora.txt
    grep -q 'Also told' sora.txt # a heading of that table
    grep -q 'https://openai.com/index/sora-is-here/' sora.txt
    run grep -cE 'Arrow keys|Skip to the text' sora.txt
    [ "$output" -eq 0 ]
}
