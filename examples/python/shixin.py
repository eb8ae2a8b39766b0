"""shixin for Python, over ctypes: no build step. As a program it checks one applicant, or a CSV of id,name, on today's
day; a list that is too old for today gives no answer:

    python3 shixin.py list.shixin 11010519491231002X 张某示 travel.air
    python3 shixin.py list.shixin < applicants.csv

The library is looked for as the loader does (LD_LIBRARY_PATH), or at the path in SHIXIN_LIBRARY.
"""

import csv
import ctypes
import json
import os
import sys
from ctypes import POINTER, byref, c_char_p, c_double, c_int32, c_size_t, c_uint32, c_void_p, sizeof

OUTCOMES = {1: "clear", 2: "refer", 3: "block"}


class Text(ctypes.Structure):
    _fields_ = [("ptr", c_char_p), ("len", c_size_t)]

    @classmethod
    def of(cls, text):
        raw = text.encode()
        return cls(raw, len(raw))


class Question(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t), ("id", Text), ("name", Text), ("use", Text),
        ("documents", POINTER(Text)), ("documents_len", c_size_t),
        ("statements", c_void_p), ("statements_len", c_size_t),
        ("linked", c_void_p), ("linked_len", c_size_t),
        ("day", c_int32), ("role", c_int32), ("flags", c_int32), ("reserved", c_int32),
    ]


class Options(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t), ("list", Text), ("relief", Text), ("policy", Text), ("flags", c_int32), ("reserved", c_int32),
        ("trail", Text),
    ]


class Applicant(ctypes.Structure):
    _fields_ = [("id", Text), ("name", Text)]


class Answer(ctypes.Structure):
    _fields_ = [
        ("status", c_int32), ("outcome", c_int32), ("strength", c_int32), ("ground", c_int32),
        ("lookalikes", c_double), ("matches", c_uint32), ("namesakes", c_uint32), ("indistinct", c_uint32),
        ("records", c_uint32), ("day", c_int32), ("reserved", c_int32),
    ]


shx = ctypes.CDLL(os.environ.get("SHIXIN_LIBRARY", "libshixin.so.0.1"))
shx.shx_status_text.restype = shx.shx_error_message.restype = shx.shx_error_context.restype = c_char_p
shx.shx_string_ptr.restype, shx.shx_string_len.restype = c_void_p, c_size_t
for function in ("error_message", "error_context", "error_free", "string_ptr", "string_len", "string_free",
                 "screener_free", "verdict_free"):
    getattr(shx, "shx_" + function).argtypes = [c_void_p]
shx.shx_screener_open.argtypes = [POINTER(Options), POINTER(c_void_p), POINTER(c_void_p)]
shx.shx_screener_ask.argtypes = [c_void_p, POINTER(Question), POINTER(c_void_p), POINTER(c_void_p)]
shx.shx_screener_check_many.argtypes = [
    c_void_p, c_void_p, POINTER(Applicant), c_size_t, POINTER(Answer), c_size_t, POINTER(c_void_p),
]
shx.shx_verdict_json.argtypes = [c_void_p, POINTER(c_void_p), POINTER(c_void_p)]


class NoAnswer(Exception):
    """Never means "not listed"."""


def call(function, *arguments):
    """Calls what takes an error last, and raises what it tells."""
    error = c_void_p()
    status = function(*arguments, byref(error))
    if status:
        told = shx.shx_error_context(error).decode(), shx.shx_error_message(error).decode()
        shx.shx_error_free(error)
        raise NoAnswer(status, *told)


class Screener:
    """A list file, asked on today's day unless a question states another. Shared by any threads. With a trail, a folder,
    every answer is recorded before it is given."""

    def __init__(self, path, trail=""):
        self._handle = c_void_p()
        options = Options(size=sizeof(Options), list=Text.of(path), trail=Text.of(trail))
        call(shx.shx_screener_open, options, byref(self._handle))

    def __del__(self):
        shx.shx_screener_free(self._handle)

    def check(self, id, name, use="", day=0):
        """The whole verdict, as a dict."""
        question = Question(size=sizeof(Question), id=Text.of(id), name=Text.of(name), use=Text.of(use), day=day)
        verdict, told = c_void_p(), c_void_p()
        call(shx.shx_screener_ask, self._handle, question, byref(verdict))
        try:
            call(shx.shx_verdict_json, verdict, byref(told))
            return json.loads(ctypes.string_at(shx.shx_string_ptr(told), shx.shx_string_len(told)))
        finally:
            shx.shx_string_free(told)
            shx.shx_verdict_free(verdict)

    def check_many(self, applicants):
        """An Answer for each (id, name)."""
        rows = [Applicant(Text.of(id), Text.of(name)) for id, name in applicants]
        rows, answers = (Applicant * len(rows))(*rows), (Answer * len(rows))()
        call(shx.shx_screener_check_many, self._handle, None, rows, len(rows), answers, sizeof(Answer))
        return list(answers)


if __name__ == "__main__":
    screener = Screener(sys.argv[1])
    if len(sys.argv) > 3:
        print(json.dumps(screener.check(*sys.argv[2:]), ensure_ascii=False, indent=2))
    else:
        answers = screener.check_many((row[0], row[1]) for row in csv.reader(sys.stdin))
        for answer in answers:
            print(OUTCOMES.get(answer.outcome, "no answer"), shx.shx_status_text(answer.status).decode(), sep=",")
        sys.exit(64 if any(answer.status for answer in answers) else 0)
