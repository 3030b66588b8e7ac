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
from sphinx.addnodes import desc_signature, pending_xref
from sphinx_gallery.scrapers import figure_rst

import sklearn_lgta

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent

# Files outside of docs that have a page of their own on the site; each example has one besides.
PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/README.md": "benchmarks-run.md",
}
# Sections of the gallery, and their examples in the order of a user's questions.
GALLERY = {
    "Start": ("quickstart", "which_augmentation", "transformations"),
    "Forecast": (
        "sales_forecast", "lag_windows", "promotions", "sktime_airline", "sktime_hierarchy", "torch_forecaster"
    ),
    "Classify and detect": ("imbalanced", "basic_motions", "anomalies", "grid_search"),
    "Check copies and models": ("judge_copies", "stress_test", "latent_map"),
    "Gaps, conditions and new series": ("gaps", "conditions", "sampling", "interpolation"),
    "Large panels": ("dask_panel", "memory_map", "parquet"),
}  # fmt: skip
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


def link_parameters(app, doctree):
    """Give every parameter an anchor and a link to it, as ``#sklearn_lgta.CVAE-latent_dim`` (event "doctree-read")."""
    for signature in doctree.findall(desc_signature):
        if not signature["ids"]:
            continue
        for field in signature.parent.findall(nodes.field):
            owner = field.parent.parent.parent  # field list, content, description: of a class or of one of its methods
            if owner is not signature.parent or field.children[0].astext() != "Parameters":
                continue
            for term in field.findall(nodes.term):
                anchor = f"{signature['ids'][0]}-{term.astext().split()[0].strip('*,:')}"
                term["ids"].append(anchor)
                link = f'<a class="headerlink" href="#{anchor}" title="Link to this parameter">#</a>'
                term += nodes.raw("", link, format="html")


def skip_members_of_other_packages(app, what, name, obj, skip, options):
    """Leave out what classes inherit from scikit-learn, sktime and others (Sphinx event "autodoc-skip-member")."""
    function = getattr(obj, "fget", None) or getattr(obj, "__func__", obj)
    module = getattr(function, "__module__", None) or ""  # None where C defines it
    return True if what == "class" and not module.startswith("sklearn_lgta") else None


# ----------------------------------------------------------------------------------------------------------- examples
def position(path):
    """Sort key of the thumbnails of a section (``minigallery_sort_order``): the order of `GALLERY`, then others."""
    names, name = [name for names in GALLERY.values() for name in names], Path(path).stem
    return names.index(name) if name in names else len(names), name


def write_gallery(app):
    """Write the page of all examples in sections, in place of the flat list of sphinx-gallery."""
    folder = DOCS / "auto_examples"
    listed = {*DRAWINGS, *(name for names in GALLERY.values() for name in names)}
    others = sorted({path.stem for path in (ROOT / "examples").glob("*.py")} - listed)
    sections = GALLERY | ({"More": others} if others else {})
    parts = [(ROOT / "examples" / "GALLERY_HEADER.rst").read_text(encoding="utf-8")]
    for title, names in sections.items():
        thumbnails = "".join(f"   ../examples/{name}.py\n" for name in names)
        contents = "".join(f"   {name}\n" for name in names)
        parts.append(f"{title}\n{'-' * len(title)}\n\n.. minigallery::\n\n{thumbnails}")
        parts.append(f".. toctree::\n   :hidden:\n   :caption: {title}\n\n{contents}")
    (folder / "index.rst").write_text("\n".join(parts), encoding="utf-8")


def widen_examples(app, docname, source):
    """Leave out the contents on the right: code and what it prints need the room (event "source-read")."""
    if docname.startswith("auto_examples/"):
        source[0] = f":html_theme.sidebar_secondary.remove:\n\n{source[0]}"


def leave_benchmarks_out(app):
    """Let only reStructuredText head a gallery: benchmarks, with its README.md, is none."""
    app.config.sphinx_gallery_conf["source_suffix"] = {".rst": "restructuredtext"}


def arguments(gallery_conf, script_vars):
    """Arguments of an example: the picture to write, or the folder for several. It runs in its own folder."""
    logging.captureWarnings(False)  # an earlier example may have sent warnings to the log; each starts afresh
    source = Path(script_vars["src_file"])
    script_vars["example_globals"]["__file__"] = str(source)
    return ["pictures" if "[folder]" in source.read_text(encoding="utf-8") else "picture.png"]


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
