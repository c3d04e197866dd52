"""What the readers of Office files have in common: the parts of the zip, their XML, and links that lead out of it."""

import zipfile

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from plans.imports.guard import NotTheForm

# A link that a person may click; every other link out of the file would be followed by the program that opens it.
HARMLESS = ("/hyperlink",)


def parse(data: bytes):
    """The XML of one part; :class:`NotTheForm` where it is none, or declares entities."""
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException) as error:
        raise NotTheForm("broken") from error


def external_links(archive: zipfile.ZipFile) -> list[str]:
    """Where the file's links to templates, pictures and other files lead. They are never followed."""
    found: list[str] = []
    for name in archive.namelist():
        if name.endswith(".rels"):
            for relation in parse(archive.read(name)):
                kind = str(relation.get("Type", ""))
                if relation.get("TargetMode") == "External" and not kind.endswith(HARMLESS):
                    found.append(str(relation.get("Target", "")))
    return found
