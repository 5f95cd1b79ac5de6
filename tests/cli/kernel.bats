#!/usr/bin/env bats
# The Jupyter kernel: by a client of the tests' own, which says what no well-kept one says, and by
# the clients that Debian has.
load command

client() {
    need zmq
    DATELINE=$DATELINE run timeout 120 /usr/bin/python3 "$ROOT/tests/kernel/client.py" "$1"
    ends_with 0
}

# need MODULE...: skips where Debian's python3 lacks one, or libzmq is not there.
need() {
    local module
    for module in "$@"; do
        /usr/bin/python3 -c "import $module" 2>/dev/null || skip "no python3 module $module here"
    done
}

# The kernel where Jupyter's clients find it, and nothing of the person's own.
jupyter_world() {
    need jupyter_client zmq
    "$DATELINE" kernel install --prefix "$PWD/there" >/dev/null
    export JUPYTER_PATH=$PWD/there/share/jupyter HOME=$PWD IPYTHONDIR=$PWD/ipython
    export JUPYTER_CONFIG_DIR=$PWD/config JUPYTER_RUNTIME_DIR=$PWD/runtime JUPYTER_DATA_DIR=$PWD/data
    # Debian's, whatever other python3 stands before it
    PATH=/usr/bin:$PATH
}

@test "a wrong, an old and a missing signature are dropped, on every channel" {
    client signatures
}

@test "messages that are none are dropped, and those that make no sense are answered" {
    client malformed
}

@test "a frame of 1 GB ends its connection and nothing else" {
    client huge_frame
}

@test "a parent header comes back to the byte" {
    client parent_header
}

@test "without a key nothing is signed" {
    client unsigned
}

@test "a cell gives streams, displays and its value, in their forms" {
    client outputs
}

@test "what is printed is seen while the cell runs, once" {
    client streams_while_running
}

@test "who listens late still hears of the first request" {
    client late_listener
}

@test "cells are counted on error too; silence says nothing; expressions are answered" {
    client counts_and_silence
}

@test "an error names its line and shows it" {
    client errors
}

@test "a failure aborts the cells that wait behind it, unless it should not" {
    client stop_on_error
}

@test "SQL, front matter and a question mark are cells too" {
    client magics
}

@test "completion and inspection count characters, and know SQL" {
    client lookups
}

@test "how far a fetch has come is one display that changes" {
    client progress
}

@test "a private address is asked for, where somebody can answer" {
    client questions
}

@test "an interrupt stops a busy coroutine by message and by signal, and keeps the variables" {
    client interrupt_coroutine
}

@test "an interrupt ends a pattern that never ends, with its process" {
    client interrupt_stuck
}

@test "a killed kernel leaves no process" {
    client kill
}

@test "a killed worker is replaced" {
    client worker_killed
}

@test "a kernel ends with its client, in the middle of a cell" {
    client client_gone
}

@test "a kernel ends when it is told to, in the middle of a cell" {
    client shutdown_while_running
}

@test "the heart beats while a cell runs" {
    client heartbeat
}

@test "install writes a kernel.json that starts this program, where it is told to" {
    run "$DATELINE" kernel install --prefix "$PWD/a b"
    ends_with 0
    [ "$output" = "$PWD/a b/share/jupyter/kernels/dateline/kernel.json" ]
    [ "$(jq -r '.argv[0]' "$output")" = "$(readlink -f "$DATELINE")" ]
    [ "$(jq -c '.argv[1:]' "$output")" = '["kernel","-f","{connection_file}"]' ]
    [ "$(jq -r .language "$output")" = lua ]
    HOME=$PWD XDG_DATA_HOME='' JUPYTER_DATA_DIR='' run "$DATELINE" kernel install --user
    ends_with 0
    [ "$output" = "$PWD/.local/share/jupyter/kernels/dateline/kernel.json" ]
    XDG_DATA_HOME=$PWD/x run "$DATELINE" kernel install
    ends_with 0
    [ "$output" = "$PWD/x/jupyter/kernels/dateline/kernel.json" ]
    VIRTUAL_ENV=$PWD/venv run "$DATELINE" kernel install --sys-prefix
    ends_with 0
    [ "$output" = "$PWD/venv/share/jupyter/kernels/dateline/kernel.json" ]
    run "$DATELINE" kernel install --user --sys-prefix
    ends_with 2
    run "$DATELINE" kernel install --prefix /proc/none
    [ "$status" -ne 0 ]
}

@test "a connection file that is none is said to be wrong" {
    run "$DATELINE" kernel
    ends_with 2
    run "$DATELINE" kernel -f nothing.json
    ends_with 2
    has nothing.json
    local wrong
    for wrong in '' '[]' '{}' '{"shell_port": 70000}' 'null' '{"shell_port":1,"control_port":"x"}' \
        '{"transport":"carrier","shell_port":1}'; do
        printf %s "$wrong" >c.json
        run timeout 20 "$DATELINE" kernel -f c.json
        [ "$status" -ne 0 ] && [ "$status" -lt 100 ]
        has c.json
    done
}

@test "jupyter_kernel_test passes, but for what no cell does" {
    need jupyter_kernel_test
    jupyter_world
    run timeout 120 /usr/bin/python3 "$ROOT/tests/kernel/suite.py"
    ends_with 0
    echo "$output" | grep '^# suite' >&3
    has '# suite jupyter_kernel_test: 10 of 12'
}

@test "nbclient executes a notebook" {
    need nbclient nbformat
    jupyter_world
    run timeout 120 /usr/bin/python3 - <<'P'
import nbformat, nbclient
book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "dateline", "display_name": "dateline"}})
for code in ["x = 20", "print('said')\nx + 1", "display(md('*x*'))", "error('meant')", "%%sql\nselect 1 as one"]:
    book.cells.append(nbformat.v4.new_code_cell(code))
book.cells[3].metadata.tags = ["raises-exception"]
nbclient.NotebookClient(book, kernel_name="dateline").execute()
nbformat.validate(book)
outputs = [[o.output_type for o in cell.outputs] for cell in book.cells]
assert outputs == [[], ["stream", "execute_result"], ["display_data"], ["error"], ["execute_result"]], outputs
assert book.cells[1].outputs[1].data["text/plain"] == "21"
assert [cell.execution_count for cell in book.cells] == [1, 2, 3, 4, 5]
book.cells = [nbformat.v4.new_code_cell("while true do end")]
try:
    nbclient.NotebookClient(book, kernel_name="dateline", timeout=1, interrupt_on_timeout=True).execute()
except nbclient.exceptions.CellExecutionError as error:
    assert "interrupted" in str(error), error
P
    ends_with 0
}

@test "jupyter nbconvert executes the flagship as an ipynb" {
    need nbconvert nbclient
    jupyter_world
    cp -r "$ROOT/notebooks" there/n
    cd there/n
    "$DATELINE" convert sora-delay.md flagship.ipynb
    run timeout 120 jupyter nbconvert --execute --to notebook --output done.ipynb flagship.ipynb
    ends_with 0
    [ "$(jq '[.cells[].outputs // [] | .[] | select(.output_type == "error")] | length' done.ipynb)" = 0 ]
    [ "$(jq '[.cells[].outputs // [] | .[].data // {} | select(has("image/svg+xml"))] | length' done.ipynb)" -ge 1 ]
    # what was executed is still the author's text
    "$DATELINE" convert done.ipynb back.md
    cmp sora-delay.md back.md
}

@test "jupyter-console runs what it is given" {
    need jupyter_console
    jupyter_world
    run timeout 120 /usr/bin/python3 -m jupyter_console --simple-prompt --kernel dateline \
        < <(printf '6 * 7\nx = "kept"\nx\nexit\n')
    ends_with 0
    has 42
    has kept
}
