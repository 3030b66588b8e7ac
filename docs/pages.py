"""What the site needs beyond Sphinx and its extensions: links between pages, and pictures of the examples.

The pages are Markdown that is read on a code host as well, so they link to files of the repository. On the site the
same links lead to the pages that these files became.
"""

import logging
import re
import shutil
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx_gallery.scrapers import figure_rst

import sklearn_lgta

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent

# Files outside of docs that have a page of their own on the site; each example has one besides.
PAGES = {
    "README.md": "start.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/README.md": "benchmarks-run.md",
}
# Examples in the order of a user's questions; others come after them, by name.
EXAMPLES = (
    *("quickstart", "transformations", "grid_search", "imbalanced", "basic_motions"),
    *("lag_windows", "promotions", "torch_forecaster", "sktime_airline", "sktime_hierarchy"),
    *("conditions", "gaps", "sampling", "interpolation", "latent_map"),
    *("judge_copies", "stress_test", "sales_forecast", "dask_panel"),
)
# Scripts that draw a picture of a page, and show no use of the package.
DRAWINGS = ("three_routes", "straight_line")
_TARGET = re.compile(r"(?<=\]\()(?!\w+:|#)([^()\s#]+)(?=(#[^()\s]*)?\))")


# -------------------------------------------------------------------------------------------------------------- links
def page_of(path):
    """Page of a file of the repository, from the root of the site; None where it has none."""
    name = path.relative_to(ROOT).as_posix()
    if path.is_relative_to(DOCS):
        return f"/{path.relative_to(DOCS).as_posix()}"
    if name in PAGES:
        return f"/{PAGES[name]}"
    if path.parent == ROOT / "examples" and path.stem not in DRAWINGS:
        return f"/auto_examples/{path.stem}.rst"
    return None


def to_site(text, folder):
    """Markdown of a file in that folder, its links to files turned into links to pages."""

    def target(match):
        path = (folder / match[1]).resolve()
        page = page_of(path) if path.is_file() and path.is_relative_to(ROOT) else None
        return page or match[1]

    return _TARGET.sub(target, text)


def link_within_the_site(app, docname, source):
    """Turn the links of a page (Sphinx event "source-read")."""
    path = Path(app.env.doc2path(docname))
    if path.suffix == ".md":
        source[0] = to_site(source[0], path.parent)


def link_included_within_the_site(app, relative_path, parent_docname, content):
    """Turn the links of a file that a page includes (Sphinx event "include-read")."""
    if relative_path.suffix == ".md":
        content[0] = to_site(content[0], (DOCS / relative_path).resolve().parent)


def public_modules():
    """Modules of the package that users import from, the package itself first."""
    names = sorted(module.name for module in iter_modules(sklearn_lgta.__path__))
    return [sklearn_lgta.__name__, *(f"sklearn_lgta.{name}" for name in names if not name.startswith("_"))]


def public_names():
    """Public names of the package: a dict from each to the module that it is documented in."""
    names = {}
    for name in public_modules():
        module = import_module(name)
        listed = getattr(module, "__all__", None) or [key for key in vars(module) if not key.startswith("_")]
        names |= {key: names.get(key, name) for key in listed if not key.startswith("_")}
    return names


@cache
def names_to_link():
    """Public names that no member of a public name has: a dict from each to its module, the same for all pages."""
    names = public_names()
    members = {member for name, module in names.items() for member in dir(getattr(import_module(module), name))}
    return {name: module for name, module in names.items() if name not in members}


def link_public_names(app, doctree):
    """Let public names in running text, if no method is called so, lead to the reference (event "doctree-read")."""
    names = names_to_link()
    for literal in list(doctree.findall(nodes.literal)):
        name = literal.astext().removesuffix("()")
        parents = nodes.reference, nodes.title, pending_xref
        if name not in names or isinstance(literal.parent, parents):
            continue
        attributes = {"refdomain": "py", "reftype": "obj", "refexplicit": True, "refdoc": app.env.docname}
        link = pending_xref("", literal.deepcopy(), reftarget=f"{names[name]}.{name}", **attributes)
        literal.replace_self(link)


def skip_members_of_other_packages(app, what, name, obj, skip, options):
    """Leave out what classes inherit from scikit-learn, sktime and others (Sphinx event "autodoc-skip-member")."""
    function = getattr(obj, "fget", None) or getattr(obj, "__func__", obj)
    module = getattr(function, "__module__", None) or ""  # None where C defines it
    return True if what == "class" and not module.startswith("sklearn_lgta") else None


# ----------------------------------------------------------------------------------------------------------- examples
class ByTask:
    """Sort key of the gallery."""

    def __init__(self, src_dir):
        pass

    def __call__(self, filename):
        """Position of an example, and its name."""
        name = Path(filename).stem
        return EXAMPLES.index(name) if name in EXAMPLES else len(EXAMPLES), name


def leave_benchmarks_out(app):
    """Let only reStructuredText head a gallery: benchmarks, with its README.md, is none."""
    app.config.sphinx_gallery_conf["source_suffix"] = {".rst": "restructuredtext"}


def arguments(gallery_conf, script_vars):
    """Arguments of an example: the picture to write, the folder for several, or none. It runs in its own folder."""
    logging.captureWarnings(False)  # an earlier example may have sent warnings to the log; each starts afresh
    source = Path(script_vars["src_file"])
    script_vars["example_globals"]["__file__"] = str(source)
    text = source.read_text(encoding="utf-8")
    if "add_argument(" in text:  # a number of series
        return []
    return ["pictures" if "[folder]" in text else "picture.png"]


def pictures(block, block_vars, gallery_conf):
    """Move what an example has drawn to where the gallery looks for it, and show it."""
    folder = Path(block_vars["src_file"]).parent
    shown = []
    for path in sorted([*folder.glob("picture.png"), *folder.glob("pictures/*.png")]):
        target = next(block_vars["image_path_iterator"])
        shutil.move(path, target)
        shown.append(figure_rst([target], gallery_conf["src_dir"]))
    shutil.rmtree(folder / "pictures", ignore_errors=True)
    return "\n".join(shown)
