"""The floors of the house: a floor imports only floors below it, and the package stands without its neighbours."""

from importlinter.cli import lint_imports


def test_a_floor_imports_only_the_floors_below_it(monkeypatch, request):
    monkeypatch.chdir(request.config.rootpath)
    assert lint_imports(cache_dir=None) == 0
