"""The command as the contract has it: text, lines of JSON, exit status, one line for a refusal."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from huanyuan import cli
from tests.huanyuan import corruptor
from tests.huanyuan.texts import HONG_KONG_AND_TAIWAN, SIMPLIFIED

PAGE = "\n".join(SIMPLIFIED)
MANGLED = corruptor.Mirror(cuts=()).apply(PAGE)


@pytest.fixture
def command(monkeypatch, capsysbinary):
    """Runs the command on bytes of standard input; answers status, output, errors."""

    def run(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        status = cli.main([str(argument) for argument in arguments])
        out, err = capsysbinary.readouterr()
        return status, out.decode(), err.decode()

    return run


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_files_of_several_encodings_are_repaired_to_utf8(command, tmp_path, encoding):
    """Files in, repaired text out, one after the other."""
    (tmp_path / "one").write_bytes(MANGLED.encode(encoding))
    (tmp_path / "two").write_bytes(HONG_KONG_AND_TAIWAN[0].encode("big5"))
    assert command(tmp_path / "one", tmp_path / "two") == (0, PAGE + HONG_KONG_AND_TAIWAN[0], "")


def test_standard_input_is_read_without_a_file(command):
    """A pipe works."""
    assert command(stdin=MANGLED.encode()) == (0, PAGE, "")


def test_lines_of_json_keep_their_order_and_shape(command):
    """Each line is answered with the fields of the contract, whatever the text."""
    texts = [MANGLED, PAGE, "", "a\x00b\ud800c", "制造?025"]
    lines = "".join(json.dumps({"id": i, "text": text}) + "\n" for i, text in enumerate(texts))
    status, out, _ = command("--jsonl", stdin=lines.encode())
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [answer["id"] for answer in answers] == list(range(len(texts)))
    assert [answer["text"] for answer in answers] == [PAGE, *texts[1:]]
    assert all(set(a) == {"id", "text", "changed", "families", "uncertain"} for a in answers)


def test_a_bad_line_is_named_and_the_rest_goes_on(command):
    """Nothing is lost: good lines are answered, the exit status tells."""
    stdin = b'{"id": 1, "text": "a"}\nnot json\n{"id": 2}\n[1]\n{"id": 3, "text": "b"}\n'
    status, out, err = command("--jsonl", stdin=stdin)
    assert status == 1
    assert [json.loads(line)["id"] for line in out.splitlines()] == [1, 3]
    assert [f"line {n}" in err for n in (2, 3, 4)] == [True] * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("piped", [False, True])
def test_lines_of_json_in_any_encoding(command, tmp_path, encoding, piped):
    """What plain text may be written in, lines of JSON may be written in; a file is read as a pipe is."""
    rows = [{"id": 0, "text": "plain"}, {"id": 1, "text": MANGLED}, {"id": 2, "text": PAGE}]
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode(encoding)
    (tmp_path / "rows").write_bytes(data)
    status, out, err = command("--jsonl", stdin=data) if piped else command("--jsonl", tmp_path / "rows")
    assert (status, err) == (0, "")
    assert [json.loads(line)["text"] for line in out.splitlines()] == ["plain", PAGE, PAGE]


def test_lines_of_json_in_big5_keep_their_backslashes(command):
    """Second bytes of Big5 may be a backslash or a brace: they are read as characters, not as JSON."""
    text = "\n".join(HONG_KONG_AND_TAIWAN) + "許功蓋成功"
    data = json.dumps({"id": "香港", "text": text}, ensure_ascii=False).encode("big5hkscs")
    assert b"\\" in data.replace(b"\\n", b"")
    status, out, _ = command("--jsonl", stdin=data)
    assert status == 0
    assert {key: json.loads(out)[key] for key in ("id", "text")} == {"id": "香港", "text": text}


def test_a_stream_whose_encoding_shows_late_is_read():
    """A pipe is answered line by line, before more is written to it; the first Chinese line settles the encoding."""
    command = [sys.executable, "-m", "huanyuan.cli", "--jsonl"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        running.stdin.write(b'{"id": 1, "text": "plain"}\n')
        running.stdin.flush()
        time.sleep(1)  # so that the pipe holds nothing else when it is looked at
        line = json.dumps({"id": 2, "text": PAGE}, ensure_ascii=False) + "\n"
        out, err = running.communicate(line.encode("gb18030"), timeout=60)
    assert (running.returncode, err) == (0, b"")
    assert [json.loads(line)["text"] for line in out.decode().splitlines()] == ["plain", PAGE]


def test_lines_that_cannot_be_read_are_named_one_by_one(command):
    """Damaged bytes spoil their own line."""
    good = json.dumps({"id": 1, "text": PAGE}, ensure_ascii=False).encode()
    bad = b'{"id": 2, "text": "' + "中".encode()[:2] + b'"}'
    status, out, err = command("--jsonl", stdin=b"\n".join([good, bad, good, bad]))
    assert status == 1
    assert len(out.splitlines()) == 2
    assert [line.split("line ")[1].split()[0] for line in err.splitlines()] == ["2", "4"]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n" * 99, b"\x00\x01\n" * 500, b"PK\x03\x04\n\n\n" * 50])
def test_binary_data_as_lines_of_json_is_refused_once(command, data):
    """One line for the file, not one for each of its lines."""
    status, out, err = command("--jsonl", stdin=data)
    assert (status, out) == (1, "")
    assert err.count("\n") == 1


def test_no_lines_of_json_are_no_fault(command):
    """An empty stream is answered with an empty one."""
    assert command("--jsonl", stdin=b"") == (0, "", "")


@pytest.mark.parametrize("shape", [(), ("--json",), ("--jsonl",)])
def test_output_that_cannot_be_written_is_said(tmp_path, shape):
    """A full disk under the output is no fault of the file that was read."""
    row = json.dumps({"id": 1, "text": PAGE}) + "\n"
    (tmp_path / "page").write_text(row)
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [sys.executable, "-m", "huanyuan.cli", *shape, tmp_path / "page"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr == b"huanyuan: the output cannot be written: No space left on device\n"


def test_a_refused_file_is_one_line_and_the_rest_goes_on(command, tmp_path):
    """Empty, binary and missing files are each named with a reason, and no traceback."""
    (tmp_path / "empty").touch()
    (tmp_path / "binary").write_bytes(b"\x00\x01\x02" * 100)
    (tmp_path / "good").write_text(PAGE, "utf-8")
    status, out, err = command(
        *(tmp_path / name for name in ("empty", "binary", "missing", "good")), tmp_path
    )
    assert (status, out) == (1, PAGE)
    assert len(err.splitlines()) == 4
    assert "Traceback" not in err


def test_json_tells_every_edit_of_a_file(command, tmp_path):
    """For machines: one object a file."""
    (tmp_path / "one").write_text(MANGLED, "utf-8")
    status, out, _ = command("--json", tmp_path / "one")
    answer = json.loads(out)
    assert (status, answer["text"], answer["changed"]) == (0, PAGE, True)
    assert answer["edits"]


def test_wrong_usage_is_status_two(command):
    """An unknown option is a usage error."""
    with pytest.raises(SystemExit) as stop:
        command("--nonsense")
    assert stop.value.code == 2


def test_a_large_file_is_repaired_block_by_block(command, tmp_path, monkeypatch):
    """Blocks end at line ends, so the result is that of the whole, and a character is never cut in two."""
    monkeypatch.setattr(cli, "BLOCK", 2000)
    many = "\n".join([PAGE] * 6)
    (tmp_path / "large").write_bytes(corruptor.Mirror(cuts=()).apply(many).encode("gb18030"))
    assert command(tmp_path / "large") == (0, many, "")


def test_one_endless_line_is_read_in_blocks_too(command, tmp_path, monkeypatch):
    """A line without an end is cut after a stop."""
    monkeypatch.setattr(cli, "BLOCK", 3000)
    line = PAGE.replace("\n", "") * 8
    (tmp_path / "line").write_bytes(line.encode())
    assert command(tmp_path / "line") == (0, line, "")
