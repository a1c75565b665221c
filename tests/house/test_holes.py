"""Ways round the walls that neither import-linter nor ``test_walls`` sees: names in strings, adapters that nobody wired,
verbs that nobody calls, words that nobody translated."""

from __future__ import annotations

import ast
import importlib
import inspect
import re

import polib
import pytest
from django.apps import apps as django_apps
from django.db import models
from django.utils.translation.template import templatize

from lianjian import wiring
from tests.house.reading import APPS, HUB, ORDER, ROOT, python_files, short, tree

ADAPTERS = HUB / "adapters" / "outlets"


def test_every_adapter_is_in_the_catalogue() -> None:
    """A folder with an ``adapter.py`` that wiring does not name would never be tried by the contract suite."""
    there = {
        f"lianjian.adapters.outlets.{path.parent.name}.adapter" for path in ADAPTERS.glob("*/adapter.py")
    }
    assert there == {dotted.rpartition(".")[0] for dotted in wiring.OUTLET_ADAPTERS}


def test_what_recurs_is_wired() -> None:
    """A public function of a room's ``tasks`` that wiring does not name never runs."""
    wired = {entry.call for entry in (*wiring.JOBS, *wiring.ENGINES)}
    for label in ORDER:
        if not (APPS / label / "tasks.py").exists():
            continue
        module = importlib.import_module(f"lianjian.apps.{label}.tasks")
        own = {
            name
            for name, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == module.__name__ and name[0] != "_"
        }
        assert {f"{module.__name__}.{name}" for name in own} <= wired


def test_the_floor_points_at_no_app() -> None:
    """The floor knows no app."""
    for model in django_apps.get_app_config("foundation").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField):
                assert field.related_model._meta.app_label == "foundation", f"{model.__name__}.{field.name}"


def test_apps_know_no_editors_desk() -> None:
    """Panels, hooks and widgets of Wagtail's admin live under web/desk (decision 0006)."""
    found = []
    for path in python_files(APPS):
        for node in ast.walk(tree(path)):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found += [f"{short(path)}: {name}" for name in names if name.startswith("wagtail.admin")]
    assert not found


OUTSIDE_WORLD = {
    "asyncio",
    "http",
    "multiprocessing",
    "os",
    "pathlib",
    "requests",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib.request",
}
TOUCHING = {
    "src/lianjian/kernel/clock.py": "it is the wall clock",
    "src/lianjian/apps/newsroom/rules/archive/unpacking.py": "walks the files it is handed",
    "src/lianjian/apps/newsroom/rules/archive/sources.py": "names the files it is handed",
}


def test_rules_touch_nothing() -> None:
    """Files, sockets, processes, chance and the clock are arguments of a rule, or stand in the list with the reason."""
    found = []
    for path in [*python_files(HUB / "kernel"), *(p for p in python_files(APPS) if "rules" in p.parts)]:
        if short(path) in TOUCHING:
            continue
        for node in ast.walk(tree(path)):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found += [f"{short(path)}: {name}" for name in names if name in OUTSIDE_WORLD]
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"now", "today", "utcnow"}
            ):
                found.append(f"{short(path)}:{node.lineno} reads the clock")
    assert not found


def test_templates_named_in_code_stay_in_their_audience() -> None:
    """``render(request, "mobile/…")`` in the site's code would borrow across audiences."""
    found = []
    for audience in sorted(p.name for p in (HUB / "web").iterdir() if (p / "templates").is_dir()):
        for path in python_files(HUB / "web" / audience):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    named = re.fullmatch(r"(\w+)/[\w/]+\.html", node.value)
                    if named and named[1] not in {audience, "kit"} and not named[1].startswith("wagtail"):
                        found.append(f"{short(path)}: {node.value}")
    assert not found


DOTTED = re.compile(r"lianjian\.(apps\.(\w+)|web|adapters|flows)[\w.]*")


def test_dotted_names_in_strings_respect_the_walls() -> None:
    """``import_string("lianjian.…")`` inside an app passes import-linter; only wiring, settings and an app's own name may
    stand in strings."""
    found = []
    for path in python_files(APPS):
        own = path.relative_to(APPS).parts[0]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
                named = DOTTED.fullmatch(node.value)
                if named and named[2] != own:
                    found.append(f"{short(path)}: {node.value}")
    assert not found


MARKS = {
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "_",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}


def translated() -> set[tuple[str | None, str]]:
    """Context and words of every message that has its Chinese. Django's templates double the per cent sign."""
    return {
        (entry.msgctxt, entry.msgid.replace("%%", "%"))
        for path in HUB.rglob("locale/zh_Hans/LC_MESSAGES/*.po")
        for entry in polib.pofile(str(path))
        if entry.translated()
    }


def test_every_sentence_in_the_code_has_its_chinese() -> None:
    """A message that no catalogue holds would be shown in English."""
    known = translated()
    missing = []
    for path in python_files(HUB):
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS):
                continue
            words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            context = words.pop(0) if node.func.id.startswith("pgettext") and len(words) > 1 else None
            if words and (context, words[0]) not in known:
                missing.append(f"{short(path)}:{node.lineno} {words[0]}")
    assert not missing, "\n".join(missing)


QUOTED = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
COLLECTED = re.compile(rf"(?P<mark>n?p?gettext)\((?P<words>{QUOTED}(?:,\s*{QUOTED})*)")
"""What Django's own collector makes of ``translate`` and ``blocktranslate``."""


def test_every_sentence_in_a_template_has_its_chinese() -> None:
    """The same for templates, single words and whole blocks."""
    known = translated()
    missing = []
    for path in sorted((HUB / "web").rglob("templates/**/*.html")):
        for found in COLLECTED.finditer(templatize(path.read_text(encoding="utf-8"))):
            words = list(ast.literal_eval(f"[{found['words']}]"))
            context = words.pop(0) if "p" in found["mark"] else None
            if (context, words[0].replace("%%", "%")) not in known:
                missing.append(f"{short(path)}: {words[0]}")
    assert not missing, "\n".join(missing)


WITH_MODELS = [a for a in ORDER if (APPS / a / "models").is_dir() or (APPS / a / "models.py").exists()]


@pytest.mark.parametrize("label", WITH_MODELS)
def test_models_of_every_app_are_behind_a_wall(label: str) -> None:
    """Each app with models has its contract in ``.importlinter``."""
    assert f"[importlinter:contract:models-of-{label}]" in (ROOT / ".importlinter").read_text(
        encoding="utf-8"
    )
