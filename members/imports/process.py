"""The way in for views and commands: a file's name and bytes → its table, read in a child process with limits."""

from members.imports.table import Table
from portal import uploads

# Below the time that a page may take.
PATIENCE = 50
ENDINGS = ("csv", "txt", "tsv", "xlsx")


def read(name: str, data: bytes, child: str = "members.imports.child") -> Table:
    """Raise ``uploads.Unreadable`` where the file is refused; its code has a sentence in :mod:`members.imports.messages`."""
    uploads.check_size(data)
    ending = name.lower().rpartition(".")[2]
    if data.startswith(uploads.OLE_MAGIC):
        raise uploads.Unreadable("old_excel")
    if ending in ("xlsm", "xltm"):
        raise uploads.Unreadable("macros")
    is_zip = data.startswith(uploads.ZIP_MAGIC)
    if ending not in ENDINGS or is_zip != (ending == "xlsx") or data.startswith((b"%PDF-", b"MZ\x90", b"\x89PNG")):
        raise uploads.Unreadable("wrong_kind")
    kind = "xlsx" if is_zip else "csv"
    return Table.from_json(uploads.read_in_child(child, kind, data=data, patience=PATIENCE))
