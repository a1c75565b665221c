"""What import-linter cannot see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest
from django.apps import apps as django_apps
from django.db import models

from lianjian.foundation.scoping import ScopedModel
from tests.house.reading import APPS, HUB, ORDER, ROOT, python_files, short, tree

BESIDE = {"exchange", "newsroom", "reminders"}


@pytest.mark.parametrize("label", ORDER)
def test_foreign_keys_point_down(label: str) -> None:
    """A foreign key written as a string passes import-linter; it must not point to an app above or beside."""
    place = ORDER.index(label)
    beside = BESIDE - {label} if label in BESIDE else set()
    for model in django_apps.get_app_config(label).get_models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField):
                continue
            target = field.related_model._meta.app_label
            if target in ORDER:
                assert ORDER.index(target) <= place, f"{model.__name__}.{field.name} points up to {target}"
                assert target not in beside, f"{model.__name__}.{field.name} points beside to {target}"


def test_no_model_is_fetched_through_the_registry() -> None:
    """``apps.get_model`` and generic relations would walk through the walls."""
    found = []
    for path in python_files(HUB):
        for node in ast.walk(tree(path)):
            name = (
                node.attr
                if isinstance(node, ast.Attribute)
                else node.id
                if isinstance(node, ast.Name)
                else ""
            )
            if name in {"get_model", "GenericForeignKey"}:
                found.append(f"{short(path)}:{node.lineno}")
    assert not found


def test_wiring_names_things_that_exist() -> None:
    """Every dotted path in wiring can be imported: a typo there would be found only at night."""
    from django.utils.module_loading import import_string

    from lianjian import wiring

    for listener in wiring.LISTENERS:
        import_string(listener.event)
        assert callable(import_string(listener.call))
    for entry in (*wiring.JOBS, *wiring.ENGINES):
        assert callable(import_string(entry.call))
    for dotted in (*wiring.INITIAL_STEPS, *wiring.OUTLET_ADAPTERS):
        import_string(dotted)


def test_unscoped_is_used_by_the_framework_only() -> None:
    """``Model.unscoped`` serves Django; our code uses it only inside ``visible_to``, which states the scope itself."""
    found = []
    for path in python_files(HUB):
        if path.name == "scoping.py" and path.parent.name == "foundation":
            continue
        if "models" in path.parts:
            continue  # there it serves ``visible_to`` and what that calls
        allowed: set[int] = set()
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.name == "visible_to":
                allowed.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in {"unscoped", "_default_manager", "_base_manager"}
                and node.lineno not in allowed
            ):
                found.append(f"{short(path)}:{node.lineno}")
    assert not found


def test_every_scoped_model_states_its_scope() -> None:
    """A model under scope without ``visible_to`` would fail at the first reader; it fails here instead."""
    for model in django_apps.get_models():
        if issubclass(model, ScopedModel):
            assert "visible_to" in vars(model), model.__name__
            assert model._meta.default_manager_name == "unscoped" or model._default_manager.name == "unscoped"


def test_actions_tell() -> None:
    """Every action ends in tell(), directly or through another action: the audit trail is complete by construction."""
    silent = []
    for path in sorted(APPS.glob("*/actions/*.py")):
        if path.name[0] == "_":
            continue
        source = path.read_text(encoding="utf-8")
        calls_action = re.search(r"from lianjian\.apps\.\w+\.actions\.\w+ import", source)
        measures = "tells no domain event" in source  # a reading or a count is no deed; the file says why
        if "tell(" not in source and not calls_action and not measures:
            silent.append(short(path))
    assert not silent


def test_one_verb_one_file() -> None:
    """The public function of an action file bears the file's name."""
    for path in sorted(APPS.glob("*/actions/*.py")):
        if path.name[0] == "_":
            continue
        public = {
            n.name
            for n in tree(path).body
            if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name[0] != "_"
        }
        assert path.stem in public, f"{short(path)} has {public}"


def test_templates_stay_in_their_audience() -> None:
    """A template includes or extends only its own audience's templates and the kit's."""
    found = []
    for path in sorted((HUB / "web").rglob("templates/**/*.html")):
        audience = path.relative_to(HUB / "web").parts[0]
        for used in re.findall(
            r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']", path.read_text(encoding="utf-8")
        ):
            room = used.split("/")[0]
            if "/" in used and room not in {
                audience,
                "kit",
                "wagtailadmin",
                "wagtailsnippets",
                "wagtailcore",
                "wagtailimages",
                "django",
            }:
                found.append(f"{short(path)} uses {used}")
    assert not found


def test_no_scripts_or_styles_inside_pages() -> None:
    """The content security policy refuses them: inline handlers, javascript: addresses, style attributes, inline scripts."""
    bad = re.compile(
        r"\son[a-z]+\s*=\s*[\"']|javascript:|\sstyle\s*=\s*[\"']|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/(?:ld\+)?json\")(?![^>]*nonce=)"
    )
    found = []
    for path in sorted((HUB / "web").rglob("templates/**/*.html")):
        text = path.read_text(encoding="utf-8")
        found += [f"{short(path)}: {m.group(0).strip()}" for m in bad.finditer(text)]
    assert not found


def test_migrations_have_telling_names() -> None:
    """No ``_auto_`` and no bare number."""
    for path in sorted(HUB.rglob("migrations/[0-9]*.py")):
        assert re.fullmatch(r"\d{4}_[a-z]\w{3,}", path.stem), short(path)
        assert "auto" not in path.stem, short(path)


def test_no_drawers() -> None:
    """Modules that collect leftovers are not wanted."""
    drawers = {"utils", "common", "helpers", "core", "base", "misc"}
    found = [
        short(p)
        for p in (ROOT / "src").rglob("*.py")
        if p.stem in drawers or drawers & set(p.relative_to(ROOT).parts)
    ]
    assert not found


def test_files_are_small_or_say_why() -> None:
    """No file over 400 lines without a stated reason at its top."""
    found = []
    for path in (ROOT / "src").rglob("*.py"):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 400 and "400 lines" not in text[:1500]:
            found.append(f"{short(path)}: {text.count(chr(10))}")
    assert not found


@pytest.mark.costly
def test_models_and_migrations_agree() -> None:
    """Nothing is waiting for makemigrations."""
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "makemigrations",
            "--check",
            "--dry-run",
            "--settings=lianjian.settings.testing",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert run.returncode == 0, run.stdout + run.stderr
