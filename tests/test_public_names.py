"""What `import onrecord` gives: every public name, whatever was imported before, and nothing heavy before its use."""

import subprocess
import sys


def run(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_reading_needs_no_pandas():
    run(
        "import sys, onrecord\n"
        "assert onrecord.quotes(onrecord.load()('“We won,” said Amara Diallo.'))\n"
        "assert not {'pandas', 'pyarrow', 'duckdb'} & set(sys.modules)"
    )


def test_no_module_takes_the_place_of_a_function():
    run(
        "import onrecord, pkgutil\n"
        "from importlib import import_module\n"
        "from types import ModuleType\n"
        "for module in pkgutil.walk_packages(onrecord.__path__, 'onrecord.'):\n"
        "    if not module.name.endswith('__main__'):\n"
        "        import_module(module.name)\n"
        "for name in onrecord.__all__:\n"
        "    assert isinstance(getattr(onrecord, name), ModuleType) == (name == 'review'), name"
    )


def test_names_are_listed_before_they_are_imported():
    run("import onrecord\nassert {'analyze', 'load', 'review', 'tables'} <= set(dir(onrecord))")


def test_an_unknown_name_is_none():
    run("import onrecord\nassert not hasattr(onrecord, 'sentiment')")
