"""One file of a few named members: written as a whole or not at all, and checked before it is read.

The file is a zip archive with uncompressed members, so it takes no more memory than it has bytes on disk. One member,
the manifest, says what the file is and holds the checksums of the others. Checksums find accidents only: somebody who
forges a file also forges its checksums, so the code that reads members may not rely on them.
"""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from secrets import token_hex
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from .strict_json import dump_json, load_json

FORMAT = "sklearn_lgta.LGTAAugmenter"
FORMAT_VERSION = 2  # it grows when an older version of the package would misread a file
_OLDEST_VERSION = 2  # format 1 was never released
MANIFEST = "manifest.json"
_JSON_BYTES = 2**26  # of a member; JSON takes some twenty times its size in memory
_NEEDED = "Name a file that LGTAAugmenter.save wrote"
_COPY_AGAIN = "Copy the file again, or save the augmenter again"

FilePath = str | bytes | os.PathLike


def write_archive(path: FilePath, members: dict[str, bytes], written_by: dict[str, str]) -> None:
    """Write a file in one step, so that at any time the old or the new file is there as a whole.

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
    path = os.path.realpath(os.fsdecode(path))  # the target of a link is replaced, not the link
    folder = os.path.dirname(path)
    if os.path.isdir(path):
        raise IsADirectoryError(f"{path!r} is a directory; name a file in it.")
    if not os.path.isdir(folder):
        raise FileNotFoundError(
            f"There is no folder {folder!r} to write {os.path.basename(path)!r} into. Create it with "
            f"os.makedirs({folder!r})."
        )
    for name, content in members.items():
        if name.endswith(".json") and len(content) > _JSON_BYTES:
            raise ValueError(
                f"The parameters and fitted values take {len(content)} bytes as JSON; a file holds at most "
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
                    archive.writestr(_entry(name), content)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(path):
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)  # with the first date of zip, so that equal contents make equal files
    entry.create_system = 3  # the same on every platform
    entry.external_attr = 0o644 << 16
    return entry


def read_archive(path: FilePath, names: Sequence[str], package_version: str) -> dict[str, bytes]:
    """Read the members of a file.

    Parameters
    ----------
    path : str or PathLike
    names : sequence of str
        Members that the file must hold beside the manifest, and no others.
    package_version : str
        Of this package, for messages.

    Returns
    -------
    members : dict of str to bytes
        With the right checksums. Their contents may still be forged.

    Raises
    ------
    ValueError
        If the file is of another kind, of a newer format or damaged.
    OSError
        If there is no such file, or it cannot be opened.
    """
    shown = repr(os.fsdecode(path))
    os.stat(path)  # raises FileNotFoundError
    if not os.path.isfile(path):
        raise ValueError(f"{shown} is a directory or device. {_NEEDED}.")
    with open(path, "rb") as file:
        content = file.read()
    try:
        archive = ZipFile(BytesIO(content))
        names_found = archive.namelist()
    except Exception as error:  # zipfile has many; each means that this is no archive, or only a part of one
        raise ValueError(f"{shown} {_description(content)}") from error
    if MANIFEST not in names_found:
        raise ValueError(
            f"{shown} is a zip archive of something else: it holds {_listing(names_found)}, and no {MANIFEST}. "
            f"{_NEEDED}."
        )
    try:
        manifest = _read_manifest(_read_member(archive, content, MANIFEST))
    except Exception as error:  # those of zipfile and of JSON
        raise ValueError(_damaged(shown, error)) from error
    if manifest["format_version"] < _OLDEST_VERSION:
        raise ValueError(
            f"{shown} has format {manifest['format_version']}, which was in use before the first release. "
            f"sklearn_lgta {package_version} does not read it: fit the augmenter again and save it."
        )
    if manifest["format_version"] > FORMAT_VERSION:
        raise ValueError(
            f"{shown} has format {manifest['format_version']}; sklearn_lgta {package_version} reads formats up to "
            f"{FORMAT_VERSION}. It was written by {str(manifest.get('written_by'))[:60]}: update sklearn_lgta."
        )
    try:
        expected = sorted({MANIFEST, *names})
        if sorted(names_found) != expected:
            raise ValueError(f"it must hold {_listing(expected)}, but holds {_listing(names_found)}")
        members = {name: _read_member(archive, content, name) for name in names}
        for name, member in members.items():
            if sha256(member).hexdigest() != manifest["sha256"].get(name):
                raise ValueError(f"{name} is not what was written, as its SHA-256 checksum differs")
    except Exception as error:
        raise ValueError(_damaged(shown, error)) from error
    return members


def _description(content: bytes) -> str:
    """Sentences about a file that is no zip archive."""
    if not content:
        return f"is empty (0 bytes). {_COPY_AGAIN}."
    if content[:1] == b"\x80" and content[1:2] <= b"\x08":
        return (
            "starts like a pickle. Only joblib.load or pickle.load can read it. They run any code in the file: use "
            "them only for files that you trust."
        )
    if content[:4] == b"PK\x03\x04":
        return (
            f"starts like a zip archive, but its directory is missing or damaged. Its end may be cut off: it has "
            f"{len(content)} bytes. {_COPY_AGAIN}."
        )
    return f"is no zip archive: it starts with {content[:8]!r}. {_NEEDED}."


def _read_member(archive: ZipFile, content: bytes, name: str) -> bytes:
    entry = archive.getinfo(name)
    if entry.compress_type != ZIP_STORED or entry.file_size != entry.compress_size:
        raise ValueError(f"{name} is compressed, but must be stored as it is")
    if entry.file_size > len(content):
        raise ValueError(f"{name} claims {entry.file_size} bytes, more than the {len(content)} of the whole file")
    if name.endswith(".json") and entry.file_size > _JSON_BYTES:
        raise ValueError(f"{name} has {entry.file_size} bytes; at most {_JSON_BYTES} are allowed")
    member = archive.read(name)  # checks the CRC
    if len(member) != entry.file_size:
        raise ValueError(f"{name} has {len(member)} bytes instead of {entry.file_size}")
    return member


def _read_manifest(member: bytes) -> dict:
    manifest = load_json(member)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError(f"its {MANIFEST} does not name the format {FORMAT!r}")
    version = manifest.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ValueError(f"its format_version is {repr(version)[:20]}, and must be a whole number of at least 1")
    if not isinstance(manifest.get("sha256"), dict):
        raise ValueError(f"its {MANIFEST} holds no checksums")
    return manifest


def _damaged(shown: str, error: Exception) -> str:
    return f"{shown} cannot be read: {str(error) or type(error).__name__}. {_COPY_AGAIN}."


def _listing(names: list[str]) -> str:
    shown = ", ".join(repr(name[:60]) for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown or "nothing"
