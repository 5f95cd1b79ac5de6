"""jupyter_kernel_test, the suite that Jupyter's own project keeps for kernels, over ours.

Samples are ours to give. Two of its twelve tests need what no cell of ours does, and are skipped:
a stream of standard error, and clear_output.
"""
import sys
import unittest

import jupyter_kernel_test


class Kernel(jupyter_kernel_test.KernelTests):
    kernel_name = "dateline"
    language_name = "lua"
    file_extension = ".lua"
    code_hello_world = 'print("hello, world")'
    completion_samples = [
        {"text": "string.form", "matches": ["format"]},
        {"text": "x = whi", "matches": ["while"]},
        {"text": "timeline():la", "matches": ["lag", "last"]},
        {"text": "nothing_of_that_name", "matches": []},
    ]
    complete_code_samples = ["1", "x = 1\ny = 2", "print('a')", "for i = 1, 2 do end", "", "%%sql\nselect 1"]
    incomplete_code_samples = ["for i = 1, 2 do", "function f()", "x = [[a", 'x = "a\\', "x = 'a\\z", "%%sql"]
    invalid_code_samples = ["x = = 1", "x = 'a", "goto nowhere", 'x = "a\\\\', "end"]
    code_page_something = "store.query?"
    code_generate_error = "error('no')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "'a' .. 1", "result": "a1"},
        {"code": "date('2024-03~')", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(md("*x*"))', "mime": "text/markdown"},
        {"code": 'display(chart.bar({{x="a", y=1}, {x="b", y=2}}, {x="x", y="y"}))', "mime": "image/svg+xml"},
    ]
    code_history_pattern = "6?*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "store.query"


loaded = unittest.defaultTestLoader.loadTestsFromTestCase(Kernel)
told = unittest.TextTestRunner(stream=sys.stderr).run(loaded)
missed = len(told.skipped) + len(told.failures) + len(told.errors)
print(f"# suite jupyter_kernel_test: {told.testsRun - missed} of {told.testsRun}")
sys.exit(0 if told.wasSuccessful() and len(told.skipped) <= 2 else 1)
