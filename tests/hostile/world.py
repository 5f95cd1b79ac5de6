"""One folder a case, and the program run in it with its time and memory measured."""
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time

DATELINE = os.environ.get("DATELINE", "build/dateline")
MEMORY_MIB = 64
CELL_S = 1


def forget_peak():
    """What this process took at most is what a child begins with, until it says otherwise: proc(5), clear_refs."""
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


class Run:
    def __init__(self, status, output, errors, seconds, worked_s, peak_mib, reports):
        self.status, self.output, self.errors = status, output, errors
        self.seconds, self.worked_s = seconds, worked_s  # by the clock, and on the processor
        self.peak_mib, self.reports = peak_mib, reports
        self.asked = False

    def slow(self, case):
        """Past the case's time or memory. The machine may be busy: twofold the time on the processor, by the
        clock tenfold."""
        most = case["check"].get("max_ms")
        if most and (self.worked_s * 1000 > 2 * most or self.seconds * 1000 > 10 * most):
            return f"took {self.seconds:.1f} s, {self.worked_s:.1f} s of work; {most} ms were allowed"
        most = case["check"].get("max_rss_mb")
        if most and self.peak_mib > most and not os.environ.get("DATELINE_SANITIZED"):
            return f"took {self.peak_mib:.0f} MiB, {most} were allowed"
        return None


class World:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="dateline-hostile-")
        self.count = 0

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_folder(self):
        self.count += 1
        path = os.path.join(self.folder, str(self.count))
        os.mkdir(path)
        return path

    def environment(self, folder, extra=None):
        own = {"PATH": os.environ["PATH"], "HOME": folder, "XDG_STATE_HOME": os.path.join(folder, "state"),
               "LC_ALL": "C.UTF-8", "TMPDIR": folder}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                own[name] = os.environ[name]
        own.update(extra or {})
        return own

    def command(self, arguments, folder=None, stdin=b"", environment=None, limit_s=60, stdout=None):
        """Runs dateline; standard error as text whose odd bytes come back as they were."""
        folder = folder or self.new_folder()
        began = time.monotonic()
        errors = tempfile.TemporaryFile()
        output = stdout or tempfile.TemporaryFile()
        given = tempfile.TemporaryFile()
        given.write(stdin)
        given.seek(0)
        forget_peak()
        process = subprocess.Popen([os.path.abspath(DATELINE), *arguments], cwd=folder, stdin=given,
                                   stdout=output, stderr=errors, start_new_session=True,
                                   env=self.environment(folder, environment))
        peak, worked_s = 0, 0
        status = None
        while status is None:
            pid, code, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                status = -os.WTERMSIG(code) if os.WIFSIGNALED(code) else os.WEXITSTATUS(code)
                peak = max(peak, usage.ru_maxrss / 1024)
                worked_s = usage.ru_utime + usage.ru_stime
            elif time.monotonic() - began > limit_s:
                os.killpg(process.pid, signal.SIGKILL)
                os.wait4(process.pid, 0)
                status = -99
            else:
                time.sleep(0.002)
        process.returncode = status
        seconds = time.monotonic() - began
        errors.seek(0)
        said = errors.read().decode("utf-8", "surrogateescape")
        told = b""
        if stdout is None:
            output.seek(0)
            told = output.read(64 << 20)
        return Run(status, told, said, seconds, worked_s, peak, {})

    def run_notebook(self, text, extra=(), files=None, environment=None, reports=("out.html", "out.json")):
        folder = self.new_folder()
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        with open(os.path.join(folder, "n.md"), "wb") as file:
            file.write(data)
        for name, content in (files or {}).items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)
        outputs = [word for name in reports for word in ("-o", name)]
        run = self.command(["run", "n.md", "--timeout", str(CELL_S), "--memory", str(MEMORY_MIB),
                            "-o", "-", *outputs, *extra], folder, environment=environment)
        for name in reports:
            path = os.path.join(folder, name)
            if os.path.exists(path):
                with open(path, "rb") as file:
                    run.reports[name] = file.read()
        run.folder = folder
        return run

    def run_patiently(self, text, extra=(), **more):
        """Of a notebook whose answer counts and not its time: on a busy machine a cell may not get to it within
        its time by the clock, and then it gets tenfold."""
        run = self.run_notebook(text, extra, **more)
        if run.status == 7 and run.worked_s < CELL_S:
            run = self.run_notebook(text, [*extra, "--timeout", str(10 * CELL_S)], **more)
        return run
