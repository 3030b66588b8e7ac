"""Settings of the site that `make docs` builds."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # pages.py

import pages

import sklearn_lgta

project = "sklearn_lgta"
author = "The sklearn_lgta developers"
project_copyright = author
version = release = sklearn_lgta.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "myst_parser",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
]
copybutton_prompt_text = r">>> |\.\.\. |\$ "  # of doctests; what they print is not copied either
copybutton_prompt_is_regexp = True
default_role = "code"  # `strength` in a docstring
templates_path = ["_templates"]
exclude_patterns = ["auto_examples/GALLERY_HEADER.rst", "auto_examples/*.ipynb"]
nitpick_ignore_regex = [("py:.*", r"(numpy|scipy|sklearn|torch|pandas|matplotlib|sktime|imblearn|joblib)\..*")]

myst_heading_anchors = 4  # as a code host makes them

toc_object_entries_show_parents = "hide"
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say more: shapes and units
autosummary_generate = True
numpydoc_show_class_members = False  # the template of a class does it

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "auto_examples",
    "filename_pattern": r"\.py$",
    "ignore_pattern": "|".join(rf"{name}\.py$" for name in pages.DRAWINGS),
    "minigallery_sort_order": "pages.position",
    "reset_argv": "pages.arguments",
    "image_scrapers": ("pages.pictures",),
    "doc_module": ("sklearn_lgta",),
    "backreferences_dir": "generated/examples_of",
    "default_thumb_file": str(Path(__file__).parent / "images" / "three_routes.png"),  # of examples that draw nothing
    "download_all_examples": False,
    "show_signature": False,
    "write_computation_times": False,
    "abort_on_example_error": True,
}

html_theme = "pydata_sphinx_theme"
html_title = f"sklearn_lgta {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = html_show_sourcelink = False
# Pages that have none below them: the contents on the right are enough.
html_sidebars = {page: [] for page in ("index", "faq", "changelog", "contributing")}
html_theme_options = {
    "logo": {"text": "sklearn_lgta"},
    "header_links_before_dropdown": 7,
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "footer_start": ["copyright"],
    "footer_end": [],
}


def setup(app):
    """Join what pages.py does to the build."""
    app.connect("autodoc-skip-member", pages.skip_members_of_other_packages)
    app.connect("builder-inited", pages.leave_benchmarks_out, priority=100)  # between two steps of sphinx-gallery
    app.connect("builder-inited", pages.write_gallery, priority=900)  # after sphinx-gallery
    app.connect("source-read", pages.link_within_the_site)
    app.connect("source-read", pages.widen_examples)
    app.connect("include-read", pages.link_included_within_the_site)
    app.connect("doctree-read", pages.link_public_names)
    app.connect("doctree-read", pages.link_parameters)
