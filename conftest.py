"""Run the code that people read: Python blocks of the documents, and examples in docstrings."""

import os
from bisect import bisect
from contextlib import ExitStack, chdir
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from tempfile import TemporaryDirectory

from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

# Figures are drawn into files here, also where there is a screen.
os.environ.setdefault("MPLBACKEND", "Agg")

FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE


class DocstringDocument(PythonDocStringDocument):
    """Give each docstring a namespace of its own, empty at first: readers copy one docstring, and it must run."""

    def examples(self):
        starts = sorted(start for start, _, _ in self.extract_docstrings(self.text))
        namespaces = [{} for _ in starts]
        for example in super().examples():
            example.namespace = namespaces[bisect(starts, example.region.start) - 1]
            yield example


def enter_a_temporary_directory(namespace):
    """Go where files that the examples write do no harm."""
    namespace["_leave"] = stack = ExitStack()
    stack.enter_context(chdir(stack.enter_context(TemporaryDirectory())))


def leave_the_temporary_directory(namespace):
    namespace["_leave"].close()


in_a_temporary_directory = {"setup": enter_a_temporary_directory, "teardown": leave_the_temporary_directory}

# The blocks of one document share a namespace, as a reader who follows it from top to bottom does.
documents = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=FLAGS), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    **in_a_temporary_directory,
)
docstrings = Sybil(
    parsers=[DocTestParser(optionflags=FLAGS)],
    path="sklearn_lgta",
    pattern="*.py",
    document_types={".py": DocstringDocument},
    **in_a_temporary_directory,
)

pytest_collect_file = (documents + docstrings).pytest()
