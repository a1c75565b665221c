"""The command `huanyuan`: mangled text in, repaired text out."""

from __future__ import annotations

import argparse
import codecs
import io
import json
import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from huanyuan.decoding import SAMPLE, detect
from huanyuan.findings import Refused
from huanyuan.repairing import repair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BLOCK = 8 << 20
"""Bytes that are repaired at a time: a file of any size is read in bounded memory."""

_DESCRIPTION = """Repairs Chinese text that was mangled on its way: by article mirrors (traditional characters,
inserted pinyin, shifted bytes), by wrong encodings, by broken entities. Reads the files named, or standard input,
and writes the repaired text to standard output as UTF-8. Files may be in UTF-8, GB18030 or Big5. Text that shows
no damage comes out unchanged."""
_UNREAD = re.compile("[\udc80-\udcff]")
_EPILOG = """The exit status is 0 when everything was read, 1 when a file was refused (the reason is on standard
error), 2 when the command was called wrongly."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("huanyuan", description=_DESCRIPTION, epilog=_EPILOG)
    parser.add_argument("files", nargs="*", metavar="FILE", help="A file to repair; '-' is standard input.")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument(
        "--jsonl",
        action="store_true",
        help='Read one JSON object a line with "id" and "text", and write one a line with the repaired text, '
        "the kinds of damage found and the uncertain places, in the same order.",
    )
    shape.add_argument(
        "--json",
        action="store_true",
        help="Write one JSON object a file: the repaired text, the kinds of damage, every edit and uncertain place.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {_version()}")
    return parser


def _version() -> str:
    from huanyuan import __version__

    return __version__


def _open(name: str) -> BinaryIO:
    try:
        return sys.stdin.buffer if name == "-" else Path(name).open("rb")
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror or error}") from error


def _chunks(file: BinaryIO, first: bytes) -> Iterator[bytes]:
    yield first
    while block := file.read(BLOCK):
        yield block


def _blocks(file: BinaryIO) -> Iterator[str]:
    """The text of a file in pieces that end at a line's end where there is one."""
    first = file.read(BLOCK)
    encoding, _ = detect(first)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest, lost, size = "", 0, 0
    for chunk in _chunks(file, first):
        text = rest + decoder.decode(chunk)
        cut = text.rfind("\n") + 1 or len(text)
        if cut == len(text) and not text.endswith("\n"):
            cut = _safe_cut(text)
        rest = text[cut:]
        lost, size = lost + text.count("�", 0, cut), size + cut
        _refuse_garbage(lost, size, encoding)
        yield text[:cut]
    last = rest + decoder.decode(b"", final=True)
    _refuse_garbage(lost + last.count("�"), size + len(last), encoding)
    if last:
        yield last


def _refuse_garbage(lost: int, size: int, encoding: str) -> None:
    if lost > size * 0.002 + 1:
        raise Refused(f"only a part of this file is text in {encoding}: the rest is damaged or binary")


def _safe_cut(text: str) -> int:
    """Where a line without an end may be cut: far from any `?`, so that no shift is cut in two."""
    for stop in ("。", "，", ",", " "):
        cut = text.rfind(stop, len(text) - SAMPLE) + 1
        if cut and "?" not in text[cut - 300 : cut]:
            return cut
    return len(text)


class _OutputError(Exception):
    """What was repaired cannot be written: no fault of the file that was read."""


@contextmanager
def _output() -> Iterator[BinaryIO]:
    try:
        yield sys.stdout.buffer
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _OutputError(error.strerror or str(error)) from error


def _write(text: str) -> None:
    with _output() as output:
        output.write(text.encode("utf-8", "surrogatepass"))


def _as_line(answer: dict[str, Any]) -> str:
    line = json.dumps(answer, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate can only be told in escapes
        line = json.dumps(answer)
    return line + "\n"


def _head(file: BinaryIO) -> bytes:
    """Whole lines from the beginning, as many as there are without waiting; the file is not moved."""
    if file.seekable():
        head = file.read(SAMPLE)
        file.seek(0)
    else:
        head = file.peek(SAMPLE) if isinstance(file, io.BufferedReader) else b""
    return head[: head.rfind(b"\n") + 1] or head


def _lines(file: BinaryIO) -> Iterator[str]:
    """The lines of a file in any encoding known here; bytes that cannot be read are U+DC80 and above in them.

    A stream is answered line by line, so its encoding may show only later: it is settled by the first line that is
    not plain ASCII.
    """
    head = _head(file)
    encoding = detect(head)[0] if head else "utf-8"
    if encoding == "utf-16":
        text = io.TextIOWrapper(file, encoding, "replace")
        yield from text
        text.detach()  # the file is closed by whoever opened it
        return
    settled = not head.isascii()
    for line in file:
        if not settled and not line.isascii():
            encoding, settled = detect(line)[0], True
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError:
            yield line.decode("ascii", "surrogateescape")


def _jsonl(file: BinaryIO, name: str) -> bool:
    """Repair a stream of objects; a bad line is reported and the rest goes on."""
    fine = True
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            if _UNREAD.search(line):
                raise ValueError
            asked = json.loads(line)
            text = asked["text"]
            if not isinstance(text, str):
                raise TypeError
        except (ValueError, TypeError, KeyError, RecursionError):
            _complain(
                name, f'line {number} is not a JSON object with "id" and "text": correct it and try again'
            )
            fine = False
            continue
        answer = repair(text).as_json()
        del answer["edits"]
        _write(_as_line({"id": asked.get("id"), **answer}))
    return fine


def _whole(name: str, file: BinaryIO) -> None:
    text = "".join(_blocks(file))
    _write(_as_line({"file": name, **repair(text).as_json()}))


def _complain(name: str, reason: str) -> None:
    print(f"huanyuan: {'standard input' if name == '-' else name}: {reason}", file=sys.stderr)


def _leave_output() -> None:
    """Give up what could not be written: the interpreter would try it again at its end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the answer is its exit status."""
    given = _parser().parse_args(arguments)
    fine = True
    try:
        for name in given.files or ["-"]:
            try:
                with _open(name) as file:
                    if given.jsonl:
                        fine = _jsonl(file, name) and fine
                    elif given.json:
                        _whole(name, file)
                    else:
                        for block in _blocks(file):
                            _write(repair(block).text)
            except Refused as refusal:
                _complain(name, str(refusal))
                fine = False
            except BrokenPipeError:
                raise
            except OSError as error:
                _complain(name, f"cannot be read: {error.strerror or error}")
                fine = False
        with _output() as output:
            output.flush()
    except BrokenPipeError:  # the reader has gone: nobody is left to tell
        _leave_output()
        return 1
    except _OutputError as failure:
        _leave_output()
        print(f"huanyuan: the output cannot be written: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
