"""One file of a few named members: written whole or not at all, and read with suspicion.

It is a zip archive whose members are stored as they are, never compressed, so what a file takes in
memory is bounded by its size on the disk. One member, the manifest, says what the file is and holds
the checksums of the others. They tell of accidents; whoever forges a file forges them too, so nothing
that reads it may rely on them.
"""

import json
import math
import os
import shutil
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from secrets import token_hex
from zipfile import ZIP_STORED, ZipFile, ZipInfo

FORMAT = "sklearn_lgta.LGTAAugmenter"
FORMAT_VERSION = 2  # it grows when an older version of the package would misread a file
_OLDEST_VERSION = 2  # format 1 was never released
MANIFEST = "manifest.json"
_JSON_BYTES = 2**26  # of a member; JSON takes some twenty times its size in memory
_INT_DIGITS = 20
_NEEDED = "A file that LGTAAugmenter.save wrote is needed"


def write_archive(path, members, written_by):
    """Write a file, in one step: whoever looks finds the old one or the new one, never half of it.

    Parameters
    ----------
    path : str or PathLike
        Used as it is.
    members : dict of str to bytes
    written_by : dict of str to str
        Packages and their versions.

    Raises
    ------
    ValueError
        If a JSON member is too large to be read again.
    OSError
        If the file cannot be written.
    """
    path = os.path.realpath(os.fsdecode(path))  # of a link its target is replaced
    folder = os.path.dirname(path)
    if os.path.isdir(path):
        raise IsADirectoryError(f"{path!r} is a directory; name a file in it.")
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"There is no folder {folder!r} to write {os.path.basename(path)!r} into; make it.")
    for name, content in members.items():
        if name.endswith(".json") and len(content) > _JSON_BYTES:
            raise ValueError(
                f"The parameters and fitted values take {len(content)} bytes as JSON, of which a file holds at most "
                f"{_JSON_BYTES}. Keep this augmenter with joblib.dump or pickle."
            )
    manifest = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "written_by": written_by,
        "sha256": {name: sha256(content).hexdigest() for name, content in members.items()},
    }
    temporary = os.path.join(folder, f".{token_hex(8)}.tmp")
    try:
        with open(temporary, "xb") as file:
            with ZipFile(file, "w", ZIP_STORED) as archive:
                for name, content in {MANIFEST: dump_json(manifest), **members}.items():
                    archive.writestr(_about(name), content)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(path):
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _about(name):
    about = ZipInfo(name)  # with the date that zip begins at: equal contents make equal files
    about.create_system = 3  # on every platform
    about.external_attr = 0o644 << 16
    return about


def read_archive(path, names, own_version):
    """Read the members of a file.

    Parameters
    ----------
    path : str or PathLike
    names : sequence of str
        Members that the file must hold, beside the manifest, and no others.
    own_version : str
        Of this package, for messages.

    Returns
    -------
    members : dict of str to bytes
        Of the right checksums; as to what they say, anything is possible.

    Raises
    ------
    ValueError
        If the file is none of ours, of a newer format or damaged.
    OSError
        If there is no such file, or it cannot be opened.
    """
    shown = repr(os.fsdecode(path))
    os.stat(path)  # raises FileNotFoundError
    if not os.path.isfile(path):
        raise ValueError(f"{shown} is a directory or device. {_NEEDED}: name it.")
    with open(path, "rb") as file:
        content = file.read()
    try:
        archive = ZipFile(BytesIO(content))
        names_found = archive.namelist()
    except Exception as error:  # zipfile has many; all mean that this is no archive, or not a whole one
        raise ValueError(f"{shown} {_what_it_is(content)}") from error
    if MANIFEST not in names_found:
        raise ValueError(
            f"{shown} is a zip archive of something else: it holds {_listing(names_found)}, and no {MANIFEST}. "
            f"{_NEEDED}."
        )
    try:
        manifest = _manifest(_read(archive, content, MANIFEST))
    except Exception as error:  # zipfile's own again, and those of JSON
        raise ValueError(_damaged(shown, error)) from error
    if manifest["format_version"] < _OLDEST_VERSION:
        raise ValueError(
            f"{shown} has format {manifest['format_version']}, which was in use before the first release. "
            f"sklearn_lgta {own_version} does not read it: fit the augmenter again and save it."
        )
    if manifest["format_version"] > FORMAT_VERSION:
        raise ValueError(
            f"{shown} has format {manifest['format_version']}, and sklearn_lgta {own_version} reads formats up to "
            f"{FORMAT_VERSION}. It was written by {str(manifest.get('written_by'))[:60]}: update sklearn_lgta."
        )
    try:
        expected = sorted({MANIFEST, *names})
        if sorted(names_found) != expected:
            raise ValueError(f"it must hold {_listing(expected)}, and holds {_listing(names_found)}")
        members = {name: _read(archive, content, name) for name in names}
        for name, member in members.items():
            if sha256(member).hexdigest() != manifest["sha256"].get(name):
                raise ValueError(f"{name} is not what was written, as its SHA-256 checksum differs")
    except Exception as error:
        raise ValueError(_damaged(shown, error)) from error
    return members


def _what_it_is(content):
    if not content:
        return f"is empty (0 bytes). {_NEEDED}; copy it again, or save it again."
    if content[:1] == b"\x80" and content[1:2] <= b"\x08":
        return (
            f"begins like a pickle. {_NEEDED}. joblib.load or pickle.load reads a pickle, and runs whatever code is in "
            "it: use them for files that you trust only."
        )
    if content[:4] == b"PK\x03\x04":
        return (
            f"begins like a zip archive, but its directory is missing or damaged: of {len(content)} bytes the end may "
            f"be cut off. {_NEEDED}; copy it again, or save it again."
        )
    return f"is no zip archive; it begins with {content[:8]!r}. {_NEEDED}."


def _read(archive, content, name):
    about = archive.getinfo(name)
    if about.compress_type != ZIP_STORED or about.file_size != about.compress_size:
        raise ValueError(f"{name} is compressed, and must be stored as it is")
    if about.file_size > len(content):
        raise ValueError(f"{name} claims {about.file_size} bytes, more than the {len(content)} of the whole file")
    if name.endswith(".json") and about.file_size > _JSON_BYTES:
        raise ValueError(f"{name} has {about.file_size} bytes; at most {_JSON_BYTES} can be")
    member = archive.read(name)  # checks the CRC
    if len(member) != about.file_size:
        raise ValueError(f"{name} has {len(member)} bytes instead of {about.file_size}")
    return member


def _manifest(member):
    manifest = load_json(member)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError(f"its {MANIFEST} does not name the format {FORMAT!r}")
    version = manifest.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ValueError(f"its format_version is of type {type(version).__name__}, or less than 1")
    if not isinstance(manifest.get("sha256"), dict):
        raise ValueError(f"its {MANIFEST} holds no checksums")
    return manifest


def _damaged(shown, error):
    return f"{shown} cannot be read: {str(error) or type(error).__name__}. {_NEEDED}; copy it again, or save it again."


def _listing(names):
    shown = ", ".join(repr(name[:60]) for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown or "nothing"


def dump_json(tree):
    """JSON of a tree of plain values: bytes, the same for the same tree.

    Parameters
    ----------
    tree : dict, list, str, number, bool or None
        Finite numbers.

    Returns
    -------
    content : bytes
    """
    return json.dumps(tree, allow_nan=False, separators=(",", ":")).encode("ascii")


def load_json(content):
    """Tree of plain values.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    tree : dict, list, str, number, bool or None

    Raises
    ------
    ValueError
        If it is no JSON, or holds numbers that are not finite or absurdly long.
    RecursionError
        If it is nested very deeply.
    """
    return json.loads(content.decode("utf-8"), parse_int=_integer, parse_float=_finite, parse_constant=_finite)


def _integer(text):
    if len(text) > _INT_DIGITS:
        raise ValueError(f"a whole number of {len(text)} digits")
    return int(text)


def _finite(text):
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:20]}, which is not finite")
    return number
