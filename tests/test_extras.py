"""Importing the package needs no extra, and what needs one says which."""

import subprocess
import sys

import pytest


def errors_of(code):
    """Run code in a new process and return what it says of errors."""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    return done.stderr.strip()


def test_the_package_is_imported_where_no_extra_is_installed():
    absent = ["pandas", "polars", "xarray", "sktime", "matplotlib", "imblearn"]
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({absent})); import sklearn_lgta.metrics, sklearn_lgta.plotting"
    )
    assert errors_of(code) == ""


@pytest.mark.parametrize("library", ["pandas", "sktime"])
def test_adapters_without_their_libraries_name_the_extra(library):
    code = f"import sys; sys.modules[{library!r}] = None; import sklearn_lgta.sktime"
    assert errors_of(code).endswith(
        f"ModuleNotFoundError: sklearn_lgta.sktime needs {library}, which is not installed: "
        "pip install 'sklearn-lgta[sktime]'."
    )
